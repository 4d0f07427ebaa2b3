package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.probe.SweepProbe;
import io.heddle.bench.probe.SweepProbe.Variant;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Throughput over block sizes, depths and numbers of processes. It sets no goal; it shows the strengths of each
 * variant.
 */
final class Sweep implements Goal {
    static final String ID = "SWEEP";
    private static final String ALL_VARIANTS = "reads/s of each";
    private static final long FILE_BYTES = 64L << 20;
    private static final double LEAST_SECONDS = 1;
    private static final int PATIENCE_SECONDS = 120;

    /** One row. */
    private record Scenario(int blockKibi, int depth, int processes) {
        @Override
        public String toString() {
            return blockKibi + " KiB, depth " + depth + ", " + processes + (processes == 1 ? " process" : " processes");
        }
    }

    private static final List<Integer> BLOCKS = List.of(4, 16, 64, 256, 1_024);
    private static final List<Integer> DEPTHS = List.of(1, 4, 16, 64, 256, 1_024);
    private static final List<Integer> PROCESSES = List.of(1, 10, 100, 1_000, 10_000);
    private static final Scenario CENTRE = new Scenario(4, 64, 1);

    private final Map<Cell, Integer> turns = new HashMap<>();

    @Override
    public String id() {
        return ID;
    }

    @Override
    public String title() {
        return "throughput of virtual and platform workers against a pool of platform threads";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "Virtual threads, as many as the depth, read random blocks of a file of 64 MiB in the page cache by "
                        + "direct-style "
                        + "calls; each call goes to the next of so many processes. A row's variants are measured one "
                        + "after "
                        + "another in one JVM: virtual and platform workers (at most 16 for a process), each on both "
                        + "backends, "
                        + "and a ThreadPoolExecutor(16), which knows no processes, with FileChannel.",
                "Blocks of 4 to 1,024 KiB, depths 1 to 1,024, processes 1 to 10,000: all 150 combinations, about a "
                        + "quarter of "
                        + "an hour for each round (--rounds). Quick: one of the three changes, the others stay at 4 "
                        + "KiB, depth "
                        + "64 and 1 process. No figure where a variant fails, for example because 10,000 processes "
                        + "with a file "
                        + "each need more descriptors than are allowed.",
                "It sets no goal, and is measured only when it is asked for by its name.");
    }

    private static Set<Scenario> scenarios(boolean quick) {
        Set<Scenario> all = new LinkedHashSet<>();
        if (quick) {
            BLOCKS.forEach(block -> all.add(new Scenario(block, CENTRE.depth, CENTRE.processes)));
            DEPTHS.forEach(depth -> all.add(new Scenario(CENTRE.blockKibi, depth, CENTRE.processes)));
            PROCESSES.forEach(processes -> all.add(new Scenario(CENTRE.blockKibi, CENTRE.depth, processes)));
            return all;
        }
        for (int block : BLOCKS) {
            for (int depth : DEPTHS) {
                PROCESSES.forEach(processes -> all.add(new Scenario(block, depth, processes)));
            }
        }
        return all;
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException {
        DataFiles.ofSize(lab, FILE_BYTES);
        return scenarios(lab.effort().quick()).stream()
                .map(scenario -> new Cell(scenario.toString(), ALL_VARIANTS))
                .toList();
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        Scenario scenario = scenarios(false).stream()
                .filter(each -> each.toString().equals(cell.scenario()))
                .findAny()
                .orElseThrow();
        Path file = DataFiles.ofSize(lab, FILE_BYTES);
        String variants = Arrays.stream(Variant.values())
                .filter(variant -> !variant.name().endsWith("_URING") || Uring.isUsable(lab))
                .map(Variant::name)
                .collect(Collectors.joining(","));
        int turn = turns.merge(cell, 1, Integer::sum);
        Map<String, Double> found = ChildFork.run(
                SweepProbe.class,
                List.of(
                        file.toString(),
                        String.valueOf(scenario.blockKibi << 10),
                        String.valueOf(scenario.depth),
                        String.valueOf(scenario.processes),
                        String.valueOf(Math.max(LEAST_SECONDS, seconds)),
                        String.valueOf(turn * 2),
                        variants),
                List.of(),
                PATIENCE_SECONDS,
                lab);
        Map<String, Double> measured = new HashMap<>(found);
        measured.values().removeIf(rate -> rate.isNaN());
        return measured;
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> metrics = new ArrayList<>();
        for (Variant variant : Variant.values()) {
            metrics.add(new Metric(variant.name(), variant.title()));
        }
        return metrics;
    }

    @Override
    public List<Criterion> judge(Table table) {
        return List.of();
    }

    @Override
    public boolean isJudged() {
        return false;
    }
}
