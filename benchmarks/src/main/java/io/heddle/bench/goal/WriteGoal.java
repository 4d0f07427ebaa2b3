package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.peer.Parallelism;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Goal P12: buffered writes. */
final class WriteGoal extends LoadGoal {
    private static final long FILE_BYTES = 256L << 20;
    private static final double TIMES_RATE = 1;
    private static final double TIMES_CPU = 1.2;
    private static final String THROTTLED = "64 writers, throttled";
    private static final List<Contender> OURS =
            List.of(Contender.HEDDLE, Contender.HEDDLE_NO_RING, Contender.HEDDLE_NO_NATIVE);
    private static final List<Contender> ALL = List.of(
            Contender.HEDDLE,
            Contender.HEDDLE_NO_RING,
            Contender.HEDDLE_NO_NATIVE,
            Contender.CHANNEL,
            Contender.KNOB,
            Contender.PLATFORM);

    private @Nullable ThrottledDisk disk;

    @Override
    public String id() {
        return "P12";
    }

    @Override
    public String title() {
        return "buffered writes of 4 KiB";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "16 and 64 threads write 4 KiB blocks at random into a file of 256 MiB in the page cache, and nobody "
                        + "syncs. 64 also "
                        + "into a file system that may have few dirty pages, as in P4. The engine has its defaults: "
                        + "on io_uring, "
                        + "where that is forbidden, and without native access.",
                "Peers: FileChannel on virtual threads as it comes and with "
                        + Parallelism.flag(Parallelism.CARRIERS)
                        + ", and on platform threads.",
                "Goal, for each of the three: no fewer writes than FileChannel with parallelism 128 and at most 1.2 "
                        + "times its CPU; "
                        + "and others are as late as P4 allows where writers are throttled.");
    }

    @Override
    public List<Cell> cells(Lab lab) throws IOException, InterruptedException {
        DataFiles.ofSize(lab, FILE_BYTES);
        List<Cell> cells = new ArrayList<>();
        for (int writers : lab.effort().quick() ? new int[] {64} : new int[] {16, 64}) {
            cells.addAll(cells(writers + " writers", ALL, lab));
        }
        try {
            disk = ThrottledDisk.in(lab, FILE_BYTES);
            lab.alsoRemove(disk);
            cells.addAll(cells(THROTTLED, ALL, lab));
        } catch (RunFailure impossible) {
            lab.notice("P12: " + impossible.getMessage());
        }
        return cells;
    }

    @Override
    List<String> loads(Cell cell, Lab lab) throws IOException {
        ThrottledDisk throttled = disk;
        return List.of("WRITE," + cell.scenario().substring(0, 2) + ","
                + (throttled != null && cell.scenario().equals(THROTTLED)
                        ? throttled.file()
                        : DataFiles.ofSize(lab, FILE_BYTES)));
    }

    @Override
    public void end() throws IOException {
        super.end();
        try (ThrottledDisk _ = disk) {
            disk = null;
        }
    }

    @Override
    public List<Criterion> judge(Table table) {
        List<Criterion> criteria = new ArrayList<>();
        for (String scenario : table.scenarios()) {
            for (Contender ours : OURS) {
                if (has(table, scenario, ours)) {
                    judge(table, scenario, ours, criteria);
                    if (scenario.equals(THROTTLED)) {
                        WakeupGoal.judge(table, scenario, ours, criteria);
                    }
                }
            }
        }
        return criteria;
    }

    static void judge(Table table, String scenario, Contender ours, List<Criterion> criteria) {
        criteria.add(rate(table, scenario, ours, Contender.KNOB, TIMES_RATE));
        criteria.add(cpu(table, scenario, ours, Contender.KNOB, TIMES_CPU));
    }
}
