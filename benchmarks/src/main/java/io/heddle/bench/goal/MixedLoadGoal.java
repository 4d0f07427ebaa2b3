package io.heddle.bench.goal;

import io.heddle.bench.peer.Parallelism;
import java.io.IOException;
import java.util.List;

/** Goal P15: a mixed load in one JVM. */
final class MixedLoadGoal extends LoadGoal {
    private static final long FILE_BYTES = 1L << 30;
    private static final double TIMES_RATE = 1.05;
    private static final double TIMES_CPU = 0.5;
    private static final String SCENARIO = "64 O_DIRECT, 16 cold";

    @Override
    public String id() {
        return "P15";
    }

    @Override
    public String title() {
        return "mixed load in one JVM";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "64 threads read 4 KiB blocks of a file with O_DIRECT while 16 others read each block of the same "
                        + "file once, "
                        + "buffered and cold, in one JVM.",
                "Peers: FileChannel on virtual threads as it comes and with "
                        + Parallelism.flag(Parallelism.CARRIERS)
                        + ", and on platform threads.",
                "Goal: at least 1.05 times the sum of what FileChannel with parallelism 128 reads, at no more than "
                        + "half of its CPU. "
                        + "The engine has its defaults.");
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException {
        DataFiles.ofSize(lab, FILE_BYTES);
        return cells(SCENARIO, List.of(Contender.HEDDLE, Contender.CHANNEL, Contender.KNOB, Contender.PLATFORM), lab);
    }

    @Override
    List<String> loads(Cell cell, Lab lab) throws IOException {
        String file = DataFiles.ofSize(lab, FILE_BYTES).toString();
        return List.of("DIRECT,64," + file, "COLD,16," + file);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(
                PER_SECOND,
                new Metric("load1_per_s", "O_DIRECT/s"),
                new Metric("load2_per_s", "cold/s"),
                Metric.CPU_PER_OPERATION,
                P50,
                P99);
    }

    @Override
    public List<Criterion> judge(Table table) {
        return List.of(
                rate(table, SCENARIO, Contender.HEDDLE, Contender.KNOB, TIMES_RATE),
                cpu(table, SCENARIO, Contender.HEDDLE, Contender.KNOB, TIMES_CPU));
    }
}
