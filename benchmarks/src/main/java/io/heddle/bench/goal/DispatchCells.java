package io.heddle.bench.goal;

import io.heddle.aio.ThreadKind;
import io.heddle.bench.jmh.DispatchSuite;
import io.heddle.bench.peer.DispatchPeer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What the goals about requests that do nothing have in common. */
final class DispatchCells {
    private DispatchCells() {}

    /** Returns the peers that can run here. */
    static List<DispatchPeer> usable(Lab lab) {
        return Arrays.stream(DispatchPeer.values())
                .filter(peer -> peer != DispatchPeer.ENGINE_VIRTUAL_URING || Uring.isUsable(lab))
                .toList();
    }

    /** Returns the variant of the engine that is judged here: the one that a process has by default. */
    static DispatchPeer judged(Lab lab) {
        return Uring.isUsable(lab) ? DispatchPeer.ENGINE_VIRTUAL_URING : DispatchPeer.ENGINE_VIRTUAL_CHANNEL;
    }

    /** Returns the variant of the engine that is judged in a scenario. */
    static String judged(Table table, String scenario) {
        String uring = DispatchPeer.ENGINE_VIRTUAL_URING.title();
        return table.cells().contains(new Cell(scenario, uring)) ? uring : DispatchPeer.ENGINE_VIRTUAL_CHANNEL.title();
    }

    static JmhFork fork(String title, int submitters, ThreadKind threads, int window, Lab lab) {
        return new JmhFork(
                DispatchSuite.class, DispatchSuite.BATCH, parameters(peer(title), submitters, threads, window, lab));
    }

    static Map<String, String> parameters(DispatchPeer peer, int submitters, ThreadKind threads, int window, Lab lab) {
        return Map.of(
                "peer", peer.name(),
                "submitters", String.valueOf(submitters),
                "threads", threads.name(),
                "window", String.valueOf(window),
                "folder", lab.folder().toString());
    }

    private static DispatchPeer peer(String title) {
        return Arrays.stream(DispatchPeer.values())
                .filter(peer -> peer.title().equals(title))
                .findAny()
                .orElseThrow();
    }
}
