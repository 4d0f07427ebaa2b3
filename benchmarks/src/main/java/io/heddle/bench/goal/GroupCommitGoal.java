package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.jmh.GroupCommitSuite;
import io.heddle.bench.peer.CommitPeer;
import io.heddle.bench.peer.Parallelism;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Goal P8: writers that sync each write. */
final class GroupCommitGoal implements Goal {
    private static final double TIMES_FORCE = 2.5;
    private static final double CPU_OF_FORCE = 0.25;
    private static final double TIMES_FORCE_ALONE = 1;
    private static final String SUFFIX = " writers";
    private static final List<Integer> WRITERS = List.of(1, 8, 64);
    private static final List<Integer> WRITERS_QUICK = List.of(64);
    private static final String ALONE = 1 + SUFFIX;
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
                "1, 8 and 64 threads (quick: 64) write 4 KiB each into a file that does not grow, and fsync before "
                        + "they go on.",
                "Peers: FileChannel.write and FileChannel.force(true) for each write, on platform threads and on "
                        + "virtual ones as they come and with "
                        + Parallelism.flag(Parallelism.CARRIERS)
                        + ".",
                "Goal: one flush serves many (group commit), so 64 writers are at least 2.5 times as fast as the best "
                        + "FileChannel, at no more than a quarter of its CPU; a single writer is no slower than it. "
                        + "Judged is the engine with virtual workers, on uring where that can be used.");
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
                .flags(peer.flags())
                .run(seconds, lab);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.NANOS_PER_OPERATION, Metric.CPU_PER_OPERATION);
    }

    @Override
    public List<Criterion> judge(Table table) {
        String uring = CommitPeer.ENGINE_URING.title();
        String ours = table.cells().contains(new Cell(JUDGED, uring)) ? uring : CommitPeer.ENGINE_CHANNEL.title();
        List<Criterion> criteria = new ArrayList<>();
        for (String scenario : List.of(ALONE, JUDGED)) {
            if (table.scenarios().contains(scenario)) {
                judge(table, scenario, ours, criteria);
            }
        }
        return criteria;
    }

    private static void judge(Table table, String scenario, String ours, List<Criterion> criteria) {
        List<String> peers = List.of(
                CommitPeer.CHANNEL_PLATFORM.title(),
                CommitPeer.CHANNEL_VIRTUAL.title(),
                CommitPeer.CHANNEL_KNOB.title());
        Optional<String> best = table.least(scenario, peers, Metric.NANOS_PER_OPERATION.name());
        if (best.isEmpty()) {
            criteria.add(Criterion.missing(scenario, "no FileChannel could be measured"));
            return;
        }
        String peer = best.get();
        boolean isAlone = scenario.equals(ALONE);
        // Less time is better, so the ratio is the peer's time divided by the engine's.
        Sample speed = table.ratios(scenario, peer, ours, Metric.NANOS_PER_OPERATION.name());
        criteria.add(Criterion.atLeast(scenario, speed, peer, isAlone ? TIMES_FORCE_ALONE : TIMES_FORCE));
        if (!isAlone) {
            Sample cpu = table.ratios(scenario, ours, peer, Metric.CPU_PER_OPERATION.name());
            criteria.add(Criterion.atMost(scenario, cpu, "the CPU of " + peer, CPU_OF_FORCE));
        }
    }
}
