package io.heddle.bench.goal;

import io.heddle.aio.ThreadKind;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.jmh.DispatchSuite;
import io.heddle.bench.jmh.TracingSuite;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Goal P7: the cost of tracing. */
final class TracingGoal implements Goal {
    private static final double LEAST_NOISE = 1.02;
    private static final double DEFAULTS = 1.05;
    private static final double ALL = 1.30;
    private static final int SUBMITTERS = 4;
    private static final int WINDOW = 64;

    private static final String WITHOUT = "without trace points";
    private static final String NOTHING = "no recording";
    private static final String RECORDED = "default events";
    private static final String EVERYTHING = "all events of the engine";

    @Override
    public String id() {
        return "P7";
    }

    @Override
    public String title() {
        return "what tracing costs";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "Requests that do nothing (see P1: 4 platform submitters, window 64), which is the worst case: "
                        + "nothing hides "
                        + "the trace points. Variants: an engine whose trace points are taken out of its class "
                        + "files; no "
                        + "recording; a recording with the events that are on unless told otherwise; one with all 42 "
                        + "trace "
                        + "points and our own events. The JDK's events are off in all of them.",
                "Goal: no recording within the noise of an engine without trace points, the noise being what its "
                        + "slowest "
                        + "round is above its median, or 2 %; default events at most 1.05 times, all at most 1.30 "
                        + "times the "
                        + "time without a recording.",
                "With everything on such a request tells seven events, for which Flight Recorder looks at the clock "
                        + "eleven times "
                        + "and the engine twice more, to know how long it waited. That alone is 13 times what a look "
                        + "at the "
                        + "clock costs: at 20 nanoseconds, half of what the whole request takes without a recording.");
    }

    @Override
    public List<Cell> cells(Lab lab) {
        return List.of(new Cell("", WITHOUT), new Cell("", NOTHING), new Cell("", RECORDED), new Cell("", EVERYTHING));
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab) throws IOException, RunFailure {
        TracingSuite.Recorded recorded = switch (cell.variant()) {
            case RECORDED -> TracingSuite.Recorded.DEFAULTS;
            case EVERYTHING -> TracingSuite.Recorded.ALL;
            default -> TracingSuite.Recorded.NOTHING;
        };
        Map<String, String> parameters = new HashMap<>(
                DispatchCells.parameters(DispatchCells.judged(lab), SUBMITTERS, ThreadKind.PLATFORM, WINDOW, lab));
        parameters.put("recorded", recorded.name());
        JmhFork fork = new JmhFork(TracingSuite.class, DispatchSuite.BATCH, parameters);
        if (cell.variant().equals(WITHOUT)) {
            fork = fork.before(TracelessEngine.prepare(lab.folder()).toString());
        }
        return fork.run(seconds, lab);
    }

    @Override
    public List<Metric> metrics() {
        return List.of(Metric.NANOS_PER_OPERATION, Metric.BYTES_PER_OPERATION, Metric.CPU_PER_OPERATION);
    }

    @Override
    public List<Criterion> judge(Table table) {
        Sample without = table.sample(new Cell("", WITHOUT), Metric.NANOS_PER_OPERATION.name());
        double noise = Math.max(LEAST_NOISE, without.max() / without.median());
        double untraced = time(table, NOTHING);
        return List.of(
                Criterion.cost(NOTHING, untraced, without.median(), "the time " + WITHOUT, noise),
                Criterion.cost(RECORDED, time(table, RECORDED), untraced, "the time with " + NOTHING, DEFAULTS),
                Criterion.cost(EVERYTHING, time(table, EVERYTHING), untraced, "the time with " + NOTHING, ALL));
    }

    private static double time(Table table, String variant) {
        return table.median("", variant, Metric.NANOS_PER_OPERATION.name());
    }
}
