package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.peer.ReadPeer;
import io.heddle.bench.probe.WakeupProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** P4. */
final class WakeupGoal implements Goal {
    private static final double TIMES_IDLE = 2;
    private static final int READERS = 64;
    private static final int READS_PER_SECOND = 500;
    private static final long FILE_BYTES = 256L << 20;
    private static final double LEAST_SECONDS = 3;
    private static final int PATIENCE_SECONDS = 60;
    private static final String IDLE = "nobody reads";
    private static final Metric TIMES = new Metric("times_idle", "times idle");

    private static final List<ReadPeer> READING = List.of(
            ReadPeer.ENGINE_VIRTUAL_URING,
            ReadPeer.ENGINE_VIRTUAL_CHANNEL,
            ReadPeer.CHANNEL_VIRTUAL,
            ReadPeer.CHANNEL_PLATFORM);

    @Override
    public String id() {
        return "P4";
    }

    @Override
    public String title() {
        return "delay of an unrelated virtual thread while others read a slow device";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "A virtual thread wants to run every millisecond; what it is late by is its delay. Meanwhile " + READERS
                        + " threads read 4 KiB blocks that are not in the page cache from a disk that gives the JVM "
                        + READS_PER_SECOND
                        + " reads a second: a cgroup of its own (blkio or io) sees to that, which needs "
                        + "root. Where that is not possible the goal is skipped. After a second of warm-up each JVM is "
                        + "measured twice, first while nobody reads: what is compared was measured within seconds.",
                "Peers: FileChannel on virtual and on platform threads; and a JVM in which nobody ever reads.",
                "Goal: p99 at most 2 times that of the same JVM while nobody reads. Judged is the engine with virtual workers, on "
                        + "uring where that can be used.");
    }

    private static Path file(Lab lab) throws IOException {
        return DataFiles.ofSize(lab, FILE_BYTES);
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException, RunFailure {
        SlowDevice.of(file(lab), READS_PER_SECOND).close(); // or says why not
        List<Cell> cells = new ArrayList<>();
        cells.add(new Cell("", IDLE));
        ReadCells.usable(READING, lab).forEach(peer -> cells.add(new Cell("", peer.title())));
        return cells;
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        String who = cell.variant().equals(IDLE)
                ? WakeupProbe.IDLE
                : ReadCells.peer(cell.variant()).name();
        try (SlowDevice device = SlowDevice.of(file(lab), READS_PER_SECOND)) {
            lab.alsoRemove(device);
            return ChildFork.run(
                    WakeupProbe.class,
                    List.of(
                            who,
                            file(lab).toString(),
                            String.valueOf(READERS),
                            String.valueOf(Math.max(LEAST_SECONDS, seconds)),
                            device.processes().toString()),
                    List.of(),
                    PATIENCE_SECONDS,
                    lab);
        }
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                TIMES,
                new Metric("idle_p99_us", "idle p99 us"),
                new Metric("p99_us", "p99 us"),
                new Metric("p50_us", "p50 us"),
                new Metric("max_us", "max us"),
                new Metric("reads", "reads"));
    }

    @Override
    public List<Criterion> judge(Table table) {
        double times = table.median("", ReadCells.judged(table, ""), TIMES.name());
        return List.of(Criterion.cost("", times, 1, "the p99 of the same JVM when it is idle", TIMES_IDLE));
    }
}
