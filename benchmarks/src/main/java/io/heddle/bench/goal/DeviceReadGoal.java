package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.peer.Parallelism;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Goal P3: random reads from the device. */
final class DeviceReadGoal extends LoadGoal {
    private static final long FILE_BYTES = 1L << 30;
    private static final double TIMES_FIO = 0.95;
    private static final double TIMES_COLD = 1;
    private static final double CPU_COLD = 1.15;
    private static final double CPU_AT_16 = 1;
    private static final double CPU_AT_64 = 0.5;
    private static final double QUEUE_OF_BARE = 1.2;
    private static final double QUEUE_OF_CHANNEL = 0.6;
    private static final int JUDGED_QUICK = 64;
    private static final int MANY = 512;

    /** How the file is read. */
    private record Scenario(boolean direct, int depth) {
        @Override
        public String toString() {
            return (direct ? "O_DIRECT" : "cold") + ", depth " + depth;
        }
    }

    private static final List<Scenario> ALL = List.of(
            new Scenario(true, 16),
            new Scenario(true, JUDGED_QUICK),
            new Scenario(true, 256),
            new Scenario(false, 16),
            new Scenario(false, JUDGED_QUICK),
            new Scenario(false, 256),
            new Scenario(false, MANY));

    private static final List<Contender> DIRECT = List.of(
            Contender.HEDDLE,
            Contender.HEDDLE_QUEUE,
            Contender.BARE,
            Contender.CHANNEL,
            Contender.KNOB,
            Contender.PLATFORM);
    private static final List<Contender> COLD =
            List.of(Contender.HEDDLE, Contender.CHANNEL, Contender.KNOB, Contender.PLATFORM);
    private static final List<Contender> COLD_MANY =
            List.of(Contender.HEDDLE, Contender.KNOB, Contender.KNOB_1024, Contender.PLATFORM);

    /** Contenders without a criterion, measured at one depth. */
    private static final List<Contender> FURTHER = List.of(
            Contender.POOL,
            Contender.ASYNCHRONOUS_DEFAULT,
            Contender.ASYNCHRONOUS_POOL,
            Contender.JASYNCFIO,
            Contender.HEDDLE_PLATFORM,
            Contender.HEDDLE_SHARED,
            Contender.HEDDLE_AIOD);

    @Override
    public String id() {
        return "P3";
    }

    @Override
    public String title() {
        return "4 KiB random reads from the device";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "16, 64 and 256 threads (quick: 64) read 4 KiB blocks of a file of 1 GiB, each one after another: at "
                        + "random with "
                        + "O_DIRECT, and buffered but cold, each block once in a turn, after posix_fadvise DONTNEED. "
                        + "Cold also "
                        + "by 512. Where the device has a cache of its own, as disks of virtual machines have, it is "
                        + "that cache "
                        + "which is read.",
                "The engine has its defaults. Peers: FileChannel on virtual threads as it comes, with "
                        + Parallelism.flag(Parallelism.CARRIERS)
                        + " (512 readers: and 1024), and on platform threads; fio with io_uring at the same depth, "
                        + "where it is "
                        + "installed. With O_DIRECT also one virtual thread that waits for a completion queue, and a "
                        + "bare loop "
                        + "on io_uring. At depth 64, not quick, also AsynchronousFileChannel, FileChannel behind a "
                        + "pool, "
                        + "jasyncfio, and the engine's other workers and pools.",
                "Goal, O_DIRECT: at least 0.95 times fio; no more CPU per operation than FileChannel on virtual "
                        + "threads at depth "
                        + "16 and half of it at 64; the completion queue at most 1.2 times the CPU of the bare loop "
                        + "and 0.6 "
                        + "times that of FileChannel. Cold: at least the rate of FileChannel with parallelism 128 "
                        + "(512 readers: "
                        + "1024) and on platform threads, at no more than 1.15 times their CPU.");
    }

    private static Path file(Lab lab) throws IOException {
        return DataFiles.ofSize(lab, FILE_BYTES);
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException, InterruptedException {
        boolean quick = lab.effort().quick();
        boolean fio = Fio.isInstalled(lab);
        file(lab);
        List<Cell> cells = new ArrayList<>();
        for (Scenario scenario : ALL) {
            boolean isMain = scenario.depth() == JUDGED_QUICK;
            if (quick && !isMain) {
                continue;
            }
            String name = scenario.toString();
            cells.addAll(cells(name, scenario.direct() ? DIRECT : scenario.depth() == MANY ? COLD_MANY : COLD, lab));
            if (fio && scenario.direct()) {
                cells.add(new Cell(name, Fio.TITLE));
            }
            if (isMain && !quick) {
                cells.addAll(cells(name, FURTHER, lab));
            }
        }
        return cells;
    }

    private static Scenario scenario(Cell cell) {
        return ALL.stream()
                .filter(each -> each.toString().equals(cell.scenario()))
                .findAny()
                .orElseThrow();
    }

    @Override
    List<String> loads(Cell cell, Lab lab) throws IOException {
        Scenario scenario = scenario(cell);
        String kind = !scenario.direct()
                ? "COLD"
                : switch (Contender.of(cell)) {
                    case HEDDLE_QUEUE -> "DIRECT_QUEUE";
                    case BARE -> "DIRECT_BARE";
                    default -> "DIRECT";
                };
        return List.of(kind + "," + scenario.depth() + "," + file(lab));
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        return cell.variant().equals(Fio.TITLE)
                ? Fio.read(file(lab), scenario(cell).depth(), seconds, lab)
                : super.measure(cell, seconds, lab);
    }

    // ---- judgement

    @Override
    public List<Criterion> judge(Table table) {
        List<Criterion> criteria = new ArrayList<>();
        for (Scenario scenario : ALL) {
            if (table.scenarios().contains(scenario.toString())) {
                if (scenario.direct()) {
                    judgeDirect(table, scenario, criteria);
                } else {
                    judgeCold(table, scenario, criteria);
                }
            }
        }
        return criteria;
    }

    private static void judgeDirect(Table table, Scenario scenario, List<Criterion> criteria) {
        String name = scenario.toString();
        if (table.cells().contains(new Cell(name, Fio.TITLE))) {
            Sample ratios = table.ratios(name, Contender.HEDDLE.title(), Fio.TITLE, PER_SECOND.name());
            criteria.add(Criterion.atLeast(name, ratios, "the rate of " + Fio.TITLE, TIMES_FIO));
        }
        if (scenario.depth() <= JUDGED_QUICK) {
            double limit = scenario.depth() == JUDGED_QUICK ? CPU_AT_64 : CPU_AT_16;
            criteria.add(cpu(table, name, Contender.HEDDLE, Contender.CHANNEL, limit));
        }
        if (has(table, name, Contender.BARE)) {
            criteria.add(cpu(table, name, Contender.HEDDLE_QUEUE, Contender.BARE, QUEUE_OF_BARE));
        }
        criteria.add(cpu(table, name, Contender.HEDDLE_QUEUE, Contender.CHANNEL, QUEUE_OF_CHANNEL));
    }

    private static void judgeCold(Table table, Scenario scenario, List<Criterion> criteria) {
        String name = scenario.toString();
        Contender knob = scenario.depth() == MANY ? Contender.KNOB_1024 : Contender.KNOB;
        for (Contender peer : List.of(knob, Contender.PLATFORM)) {
            criteria.add(rate(table, name, Contender.HEDDLE, peer, TIMES_COLD));
            criteria.add(cpu(table, name, Contender.HEDDLE, peer, CPU_COLD));
        }
    }
}
