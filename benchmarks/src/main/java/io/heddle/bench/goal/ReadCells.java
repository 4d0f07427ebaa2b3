package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.jmh.ReadSuite;
import io.heddle.bench.peer.ReadPeer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the goals about reads have in common. */
final class ReadCells {
    private ReadCells() {}

    /** Returns the peers that can run here. */
    static List<ReadPeer> usable(Collection<ReadPeer> peers, Lab lab) {
        return peers.stream()
                .filter(peer -> !peer.needsUring() || Uring.isUsable(lab))
                .toList();
    }

    static ReadPeer peer(String title) {
        return Arrays.stream(ReadPeer.values())
                .filter(peer -> peer.title().equals(title))
                .findAny()
                .orElseThrow();
    }

    /** Returns the variant of the engine that is judged in a scenario. */
    static String judged(Table table, String scenario) {
        String uring = ReadPeer.ENGINE_VIRTUAL_URING.title();
        return table.cells().contains(new Cell(scenario, uring)) ? uring : ReadPeer.ENGINE_VIRTUAL_CHANNEL.title();
    }

    static Map<String, Double> measure(
            ReadPeer peer, int depth, ReadSuite.Source source, Path file, double seconds, Lab lab) throws RunFailure {
        return new JmhFork(
                        ReadSuite.class,
                        ReadSuite.BATCH,
                        Map.of(
                                "peer", peer.name(),
                                "depth", String.valueOf(depth),
                                "source", source.name(),
                                "file", file.toString()))
                .flags(peer.flags())
                .run(seconds, lab);
    }
}
