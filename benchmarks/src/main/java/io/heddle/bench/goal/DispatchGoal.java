package io.heddle.bench.goal;

import io.heddle.aio.ThreadKind;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.peer.DispatchPeer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Goal P1: requests that do nothing. */
final class DispatchGoal implements Goal {
    private static final double TIMES_THE_BEST_PEER = 1.5;

    /** No allocation at all, that is, what rounds to 0: less than half a byte. */
    private static final double MOST_BYTES = 0.5;

    /** The submitters and their windows. */
    private record Scenario(int submitters, ThreadKind threads, int window) {
        @Override
        public String toString() {
            return submitters + " " + threads.name().toLowerCase(Locale.ROOT)
                    + (submitters == 1 ? " submitter" : " submitters") + ", window " + window;
        }
    }

    private static final List<Scenario> QUICK =
            List.of(new Scenario(4, ThreadKind.PLATFORM, 64), new Scenario(64, ThreadKind.VIRTUAL, 4));

    @Override
    public String id() {
        return "P1";
    }

    @Override
    public String title() {
        return "requests that do nothing: submitted, run, completed, reaped";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "1, 4 and 64 submitters on platform and on virtual threads; each keeps 64 or 4 requests in flight, "
                        + "takes the "
                        + "end of its oldest and submits the next. 16 workers. Quick: 4 platform submitters with 64, "
                        + "and 64 "
                        + "virtual ones with 4.",
                "Peers: ThreadPoolExecutor(16) on platform and on virtual threads, a virtual thread per task behind a "
                        + "Semaphore(16), ForkJoinPool(16), JBoss EnhancedQueueExecutor(16).",
                "Goal, in every scenario: at least 1.5 times the best peer, and 0 bytes allocated per request. "
                        + "Judged is the "
                        + "engine with virtual workers, on uring where that can be used, else with its crew.");
    }

    private static List<Scenario> scenarios(boolean quick) {
        if (quick) {
            return QUICK;
        }
        List<Scenario> all = new ArrayList<>();
        for (ThreadKind threads : ThreadKind.values()) {
            for (int submitters : new int[] {1, 4, 64}) {
                for (int window : new int[] {64, 4}) {
                    all.add(new Scenario(submitters, threads, window));
                }
            }
        }
        return all;
    }

    @Override
    public List<Cell> cells(Lab lab) {
        List<Cell> cells = new ArrayList<>();
        for (Scenario scenario : scenarios(lab.effort().quick())) {
            DispatchCells.usable(lab).forEach(peer -> cells.add(new Cell(scenario.toString(), peer.title())));
        }
        return cells;
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab) throws RunFailure {
        Scenario scenario = scenarios(false).stream()
                .filter(each -> each.toString().equals(cell.scenario()))
                .findAny()
                .orElseThrow();
        return DispatchCells.fork(cell.variant(), scenario.submitters(), scenario.threads(), scenario.window(), lab)
                .run(seconds, lab);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.NANOS_PER_OPERATION, Metric.BYTES_PER_OPERATION, Metric.CPU_PER_OPERATION);
    }

    @Override
    public List<Criterion> judge(Table table) {
        List<String> peers = Arrays.stream(DispatchPeer.values())
                .filter(peer -> !peer.isEngine())
                .map(DispatchPeer::title)
                .toList();
        List<Criterion> criteria = new ArrayList<>();
        String time = Metric.NANOS_PER_OPERATION.name();
        for (String scenario : table.scenarios()) {
            String ours = DispatchCells.judged(table, scenario);
            criteria.add(table.least(scenario, peers, time)
                    .map(best -> Criterion.speed(
                            scenario,
                            table.median(scenario, ours, time),
                            table.median(scenario, best, time),
                            best,
                            TIMES_THE_BEST_PEER))
                    .orElse(Criterion.missing(scenario, "no peer could be measured")));
            criteria.add(Criterion.amount(
                    scenario,
                    table.median(scenario, ours, Metric.BYTES_PER_OPERATION.name()),
                    MOST_BYTES,
                    "bytes per request"));
        }
        return criteria;
    }
}
