package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.peer.Parallelism;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goal P4: the delay of an unrelated virtual thread. */
final class WakeupGoal extends LoadGoal {
    private static final double TIMES_IDLE = 1.6;
    private static final double TIMES_PEER = 1.3;
    private static final int READS_PER_SECOND = 500;
    private static final long FILE_BYTES = 1L << 30;
    private static final long FILE_BYTES_WRITTEN = 256L << 20;
    private static final String READ = "64 read";
    private static final String WRITE = "64 write";
    private static final String READ_SLOWLY = "64 read, " + READS_PER_SECOND + " reads/s";
    private static final String WRITE_THROTTLED = "64 write, throttled";

    private static final List<Contender> PEERS =
            List.of(Contender.HEDDLE, Contender.CHANNEL, Contender.KNOB, Contender.PLATFORM);
    private static final List<Contender> PEERS_AND_NOBODY =
            List.of(Contender.HEDDLE, Contender.CHANNEL, Contender.KNOB, Contender.PLATFORM, Contender.NOBODY);

    private @Nullable SlowDevice device;
    private @Nullable ThrottledDisk disk;

    @Override
    public String id() {
        return "P4";
    }

    @Override
    public String title() {
        return "delay of an unrelated virtual thread while others read and write";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "A virtual thread wants to run every millisecond; what it is late by is its delay. Meanwhile 64 "
                        + "threads read 4 KiB "
                        + "blocks that are not in the page cache, or write such blocks into it: on the disk as it "
                        + "is; on a disk "
                        + "that gives the JVM "
                        + READS_PER_SECOND
                        + " reads a second (a cgroup of its own, blkio or io, which needs root); and into a file "
                        + "system on a loop "
                        + "device that may have 32 MiB of dirty pages, so that the kernel makes writers wait "
                        + "(strict_limit of its bdi; needs root, losetup, mkfs.ext4 and Linux 6.2). What is not "
                        + "possible is left out. Quick: only reads.",
                "Peers: FileChannel on virtual threads as it comes and with "
                        + Parallelism.flag(Parallelism.CARRIERS)
                        + ", FileChannel on platform threads, and a JVM in which nobody does anything.",
                "Goal: on the slow disk p99 at most 1.6 times that of the idle JVM; elsewhere p50 and p99 at most "
                        + "1.3 times those "
                        + "beside FileChannel with parallelism 128, and beside platform threads. The engine has its "
                        + "defaults.");
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException, InterruptedException {
        Path file = DataFiles.ofSize(lab, FILE_BYTES);
        boolean quick = lab.effort().quick();
        List<Cell> cells = new ArrayList<>(cells(READ, PEERS, lab));
        if (!quick) {
            DataFiles.ofSize(lab, FILE_BYTES_WRITTEN);
            cells.addAll(cells(WRITE, PEERS, lab));
        }
        try {
            device = SlowDevice.of(file, READS_PER_SECOND);
            lab.alsoRemove(device);
            cells.addAll(cells(READ_SLOWLY, PEERS_AND_NOBODY, lab));
        } catch (RunFailure impossible) {
            lab.notice("P4: " + impossible.getMessage());
        }
        if (quick) {
            return cells;
        }
        try {
            disk = ThrottledDisk.in(lab, FILE_BYTES_WRITTEN);
            lab.alsoRemove(disk);
            cells.addAll(cells(WRITE_THROTTLED, PEERS, lab));
        } catch (RunFailure impossible) {
            lab.notice("P4: " + impossible.getMessage());
        }
        return cells;
    }

    @Override
    List<String> arguments(Cell cell, Lab lab) {
        SlowDevice slow = device;
        return slow != null && cell.scenario().equals(READ_SLOWLY)
                ? List.of(slow.processes().toString())
                : List.of();
    }

    @Override
    List<String> loads(Cell cell, Lab lab) throws IOException {
        if (Contender.of(cell) == Contender.NOBODY) {
            return List.of();
        }
        ThrottledDisk throttled = disk;
        return List.of(
                switch (cell.scenario()) {
                    case WRITE -> "WRITE,64," + DataFiles.ofSize(lab, FILE_BYTES_WRITTEN);
                    case WRITE_THROTTLED -> "WRITE,64," + (throttled == null ? "" : throttled.file());
                    default -> "COLD,64," + DataFiles.ofSize(lab, FILE_BYTES);
                });
    }

    @Override
    public void end() throws IOException {
        super.end();
        try (ThrottledDisk _ = disk;
                SlowDevice _ = device) {
            disk = null;
            device = null;
        }
    }

    @Override
    public List<Metric> metrics() {
        return List.of(P50, P99, new Metric("max_us", "max us"), PER_SECOND, Metric.CPU_PER_OPERATION);
    }

    @Override
    public List<Criterion> judge(Table table) {
        List<Criterion> criteria = new ArrayList<>();
        for (String scenario : table.scenarios()) {
            if (scenario.equals(READ_SLOWLY)) {
                criteria.add(delay(table, scenario, P99, Contender.HEDDLE, Contender.NOBODY, TIMES_IDLE));
            } else {
                judge(table, scenario, Contender.HEDDLE, criteria);
            }
        }
        return criteria;
    }

    /** Adds the limits of the delay that hold beside all loads. */
    static void judge(Table table, String scenario, Contender ours, List<Criterion> criteria) {
        for (Contender peer : List.of(Contender.KNOB, Contender.PLATFORM)) {
            criteria.add(delay(table, scenario, P50, ours, peer, TIMES_PEER));
            criteria.add(delay(table, scenario, P99, ours, peer, TIMES_PEER));
        }
    }
}
