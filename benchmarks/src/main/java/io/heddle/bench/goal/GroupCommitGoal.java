package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.jmh.GroupCommitSuite;
import io.heddle.bench.peer.CommitPeer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** P8. */
final class GroupCommitGoal implements Goal {
    private static final double TIMES_FORCE = 5;
    private static final String SUFFIX = " writers";
    private static final List<Integer> WRITERS = List.of(1, 8, 64);
    private static final List<Integer> WRITERS_QUICK = List.of(64);
    private static final String JUDGED = 64 + SUFFIX;

    @Override
    public String id() {
        return "P8";
    }

    @Override
    public String title() {
        return "writers that each have their write on the device before the next";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "1, 8 and 64 threads (quick: 64) write 4 KiB each into a file that does not grow, and fsync before they go on.",
                "Peers: FileChannel.write and FileChannel.force(true) for each write, on platform and on virtual threads.",
                "Goal: one flush serves many (group commit), so 64 writers are at least 5 times as fast as the better "
                        + "FileChannel. Judged is the engine with virtual workers, on uring where that can be used.");
    }

    @Override
    public List<Cell> cells(Lab lab) {
        List<Cell> cells = new ArrayList<>();
        for (int writers : lab.effort().quick() ? WRITERS_QUICK : WRITERS) {
            for (CommitPeer peer : CommitPeer.values()) {
                if (peer != CommitPeer.ENGINE_URING || Uring.isUsable(lab)) {
                    cells.add(new Cell(writers + SUFFIX, peer.title()));
                }
            }
        }
        return cells;
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab) throws RunFailure {
        CommitPeer peer = Arrays.stream(CommitPeer.values())
                .filter(each -> each.title().equals(cell.variant()))
                .findAny()
                .orElseThrow();
        return new JmhFork(
                        GroupCommitSuite.class,
                        GroupCommitSuite.BATCH,
                        Map.of(
                                "peer", peer.name(),
                                "writers", cell.scenario().replace(SUFFIX, ""),
                                "folder", lab.folder().toString()))
                .run(seconds, lab);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.NANOS_PER_OPERATION, Metric.CPU_PER_OPERATION);
    }

    @Override
    public List<Criterion> judge(Table table) {
        String time = Metric.NANOS_PER_OPERATION.name();
        String uring = CommitPeer.ENGINE_URING.title();
        String ours = table.cells().contains(new Cell(JUDGED, uring)) ? uring : CommitPeer.ENGINE_CHANNEL.title();
        List<String> peers = List.of(CommitPeer.CHANNEL_PLATFORM.title(), CommitPeer.CHANNEL_VIRTUAL.title());
        return List.of(table.least(JUDGED, peers, time)
                .map(best -> Criterion.speed(
                        JUDGED, table.median(JUDGED, ours, time), table.median(JUDGED, best, time), best, TIMES_FORCE))
                .orElse(Criterion.missing(JUDGED, "no FileChannel could be measured")));
    }
}
