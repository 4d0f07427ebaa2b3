package io.heddle.bench.goal;

import io.heddle.aio.ThreadKind;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.peer.DispatchPeer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Goal P5: the cost of a request while many others are outstanding. */
final class BacklogGoal implements Goal {
    private static final double TIMES_THE_CHEAPEST = 1.2;
    private static final List<Integer> OUTSTANDING = List.of(16, 1_000, 100_000, 1_000_000);
    private static final int WINDOW = 16;

    /** The state of the other requests. */
    private enum State {
        DONE("held", "done"),
        QUEUED("queued", "queued");

        /** The name of the suite's parameter. */
        final String parameter;

        final String title;

        State(String parameter, String title) {
            this.parameter = parameter;
            this.title = title;
        }
    }

    private record Scenario(int outstanding, State state) {
        @Override
        public String toString() {
            return outstanding + " outstanding, the others " + state.title;
        }
    }

    private static final List<Scenario> SCENARIOS = scenarios();

    private static List<Scenario> scenarios() {
        List<Scenario> all = new ArrayList<>();
        for (State state : State.values()) {
            OUTSTANDING.forEach(outstanding -> all.add(new Scenario(outstanding, state)));
        }
        return all;
    }

    @Override
    public String id() {
        return "P5";
    }

    @Override
    public String title() {
        return "what a request costs while many others are outstanding";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "One platform submitter keeps a window of 16 requests that do nothing: each operation waits for the "
                        + "oldest, "
                        + "reaps it and submits it anew. Meanwhile so many others of the process are outstanding, "
                        + "submitted and "
                        + "not reaped, that there are 16, 1,000, 100,000 or 1,000,000: either all of them done, or "
                        + "all of them "
                        + "queued, appends to another file behind one that does not end (which keeps one of the 16 "
                        + "workers; so "
                        + "does the one with 16 that has 1 queued). The work of the window is the same, so what it "
                        + "gets dearer by is "
                        + "what the others cost it.",
                "Goal: of each kind the dearest at most 1.2 times the cheapest. Judged is the engine with virtual "
                        + "workers, on "
                        + "uring where that can be used.");
    }

    @Override
    public List<Cell> cells(Lab lab) {
        List<String> variants = new ArrayList<>();
        variants.add(DispatchCells.judged(lab).title());
        if (!lab.effort().quick()) {
            variants.add(DispatchPeer.ENGINE_PLATFORM.title());
        }
        List<Cell> cells = new ArrayList<>();
        for (Scenario scenario : SCENARIOS) {
            variants.forEach(variant -> cells.add(new Cell(scenario.toString(), variant)));
        }
        return cells;
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab) throws RunFailure {
        Scenario scenario = SCENARIOS.stream()
                .filter(each -> each.toString().equals(cell.scenario()))
                .findAny()
                .orElseThrow();
        int least = scenario.state == State.QUEUED ? 1 : 0;
        return DispatchCells.fork(cell.variant(), 1, ThreadKind.PLATFORM, WINDOW, lab)
                .with(scenario.state.parameter, String.valueOf(Math.max(least, scenario.outstanding - WINDOW)))
                .run(seconds, lab);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.NANOS_PER_OPERATION, Metric.BYTES_PER_OPERATION);
    }

    @Override
    public List<Criterion> judge(Table table) {
        List<Criterion> criteria = new ArrayList<>();
        for (State state : State.values()) {
            List<String> scenarios = SCENARIOS.stream()
                    .filter(scenario -> scenario.state == state)
                    .map(Scenario::toString)
                    .toList();
            criteria.add(judge(table, scenarios));
        }
        return criteria;
    }

    private static Criterion judge(Table table, List<String> scenarios) {
        for (String scenario : scenarios) {
            if (Double.isNaN(time(table, scenario))) {
                return Criterion.missing(scenario, "the engine with " + scenario);
            }
        }
        Comparator<String> byTime = Comparator.comparingDouble(scenario -> time(table, scenario));
        String cheapest = scenarios.stream().min(byTime).orElseThrow();
        String dearest = scenarios.stream().max(byTime).orElseThrow();
        return Criterion.cost(
                dearest, time(table, dearest), time(table, cheapest), "the cost with " + cheapest, TIMES_THE_CHEAPEST);
    }

    private static double time(Table table, String scenario) {
        return table.median(scenario, DispatchCells.judged(table, scenario), Metric.NANOS_PER_OPERATION.name());
    }
}
