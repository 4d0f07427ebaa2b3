package io.heddle.bench.goal;

import io.heddle.bench.peer.Parallelism;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Goal P11: the engine without io_uring. */
final class NoRingGoal extends LoadGoal {
    private static final long FILE_BYTES = 1L << 30;
    private static final long FILE_BYTES_CACHED = 256L << 20;
    private static final double CACHED_NATIVE = 1.15;
    private static final double CACHED_NONE = 2.5;
    private static final double COLD_RATE = 1;
    private static final double COLD_CPU = 1.15;
    private static final double DIRECT_CPU = 1.1;
    private static final String CACHED = "cached, 16 readers";
    private static final String COLD = "cold, 64 readers";
    private static final String DIRECT = "O_DIRECT, 64 readers";
    private static final String WRITES = "buffered, 64 writers";
    private static final List<Contender> OURS = List.of(Contender.HEDDLE_NO_RING, Contender.HEDDLE_NO_NATIVE);
    private static final List<Contender> ALL = List.of(
            Contender.HEDDLE_NO_RING,
            Contender.HEDDLE_NO_NATIVE,
            Contender.CHANNEL,
            Contender.KNOB,
            Contender.PLATFORM);

    @Override
    public String id() {
        return "P11";
    }

    @Override
    public String title() {
        return "the engine without io_uring";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "4 KiB reads of a cached file by 16 threads, of a cold one and with O_DIRECT by 64, and buffered "
                        + "writes by 64 (quick: the first two); as in "
                        + "P2, P3 and P12. The engine has its defaults and no io_uring: once because a filter of "
                        + "system calls "
                        + "forbids it, as containers do, and once because native access is not granted at all.",
                "Peers: FileChannel on virtual threads as it comes and with "
                        + Parallelism.flag(Parallelism.CARRIERS)
                        + ", and on platform threads.",
                "Goal, for both: cached reads at most 1.15 times (no native access: 2.5) the CPU of FileChannel on "
                        + "virtual threads; "
                        + "cold ones at least the rate of FileChannel with parallelism 128 and on platform threads, "
                        + "at no more "
                        + "than 1.15 times their CPU; O_DIRECT at most 1.1 times the CPU of FileChannel on virtual "
                        + "threads; "
                        + "writes as P12; and others are as late as P4 allows.");
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException {
        DataFiles.ofSize(lab, FILE_BYTES);
        DataFiles.ofSize(lab, FILE_BYTES_CACHED);
        List<Cell> cells = new ArrayList<>();
        boolean quick = lab.effort().quick();
        for (String scenario : quick ? List.of(CACHED, COLD) : List.of(CACHED, COLD, DIRECT, WRITES)) {
            cells.addAll(cells(scenario, ALL, lab));
        }
        return cells;
    }

    @Override
    List<String> loads(Cell cell, Lab lab) throws IOException {
        return List.of(
                switch (cell.scenario()) {
                    case CACHED -> "CACHED,16," + DataFiles.ofSize(lab, FILE_BYTES_CACHED);
                    case WRITES -> "WRITE,64," + DataFiles.ofSize(lab, FILE_BYTES_CACHED);
                    case DIRECT -> "DIRECT,64," + DataFiles.ofSize(lab, FILE_BYTES);
                    default -> "COLD,64," + DataFiles.ofSize(lab, FILE_BYTES);
                });
    }

    @Override
    public List<Criterion> judge(Table table) {
        List<Criterion> criteria = new ArrayList<>();
        for (Contender ours : OURS) {
            if (has(table, CACHED, ours)) {
                judge(table, ours, criteria);
            }
        }
        return criteria;
    }

    private static void judge(Table table, Contender ours, List<Criterion> criteria) {
        double cached = ours == Contender.HEDDLE_NO_NATIVE ? CACHED_NONE : CACHED_NATIVE;
        criteria.add(cpu(table, CACHED, ours, Contender.CHANNEL, cached));
        for (Contender peer : List.of(Contender.KNOB, Contender.PLATFORM)) {
            criteria.add(rate(table, COLD, ours, peer, COLD_RATE));
            criteria.add(cpu(table, COLD, ours, peer, COLD_CPU));
        }
        WakeupGoal.judge(table, COLD, ours, criteria);
        if (!has(table, DIRECT, ours)) {
            return; // a quick measurement
        }
        criteria.add(cpu(table, DIRECT, ours, Contender.CHANNEL, DIRECT_CPU));
        WriteGoal.judge(table, WRITES, ours, criteria);
        WakeupGoal.judge(table, WRITES, ours, criteria);
    }
}
