package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.load.LoadProbe;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What goals have in common whose cells are loads of blocks ({@link LoadProbe}): each contender has a JVM that lives as
 * long as the goal is measured, and the JVMs take turns of a second.
 */
abstract class LoadGoal implements Goal {
    static final Metric PER_SECOND = new Metric("per_s", "ops/s");
    static final Metric P50 = new Metric("p50_us", "others' p50 us");
    static final Metric P99 = new Metric("p99_us", "others' p99 us");
    static final String CPU = Metric.CPU_PER_OPERATION.name();
    private static final int TURNS = 4;
    private static final double WARM_UP_SECONDS = 5;
    private static final double WARM_UP_SECONDS_QUICK = 1.5;
    private static final double PATIENCE_SECONDS = 60;
    private static final double MILLIS = 1_000;
    private static final double NANOS = 1e9;

    private final Map<String, TurnChild> children = new LinkedHashMap<>();
    private final Set<Cell> warm = new HashSet<>();

    /** Returns the transfers, one word per load, in the syntax of {@link io.heddle.bench.load.LoadProbe}. */
    abstract List<String> loads(Cell cell, Lab lab) throws IOException;

    /** Returns further arguments of a contender's JVM. A JVM serves all cells with the same arguments. */
    List<String> arguments(Cell cell, Lab lab) throws IOException, RunFailure {
        return List.of();
    }

    @Override
    public int turns() {
        return TURNS;
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        Contender contender = Contender.of(cell);
        List<String> arguments = arguments(cell, lab);
        String key = contender + " " + arguments;
        TurnChild child = children.get(key);
        if (child == null) {
            List<String> command = TurnChild.java(contender.hasNativeAccess(), contender.flags(), lab);
            command.addAll(List.of(LoadProbe.class.getName(), contender.mover()));
            command.addAll(arguments);
            child = TurnChild.start(contender.title(), command, lab);
            children.put(key, child);
        }
        String words = String.join(" ", loads(cell, lab));
        try {
            if (warm.add(cell)) {
                // not measured: its code is not compiled yet
                turn(child, lab.effort().quick() ? WARM_UP_SECONDS_QUICK : WARM_UP_SECONDS, words);
            }
            Map<String, Double> figures = new HashMap<>(turn(child, seconds, words));
            Double nanos = figures.get(Metric.NANOS_PER_OPERATION.name());
            if (nanos != null) {
                figures.put(PER_SECOND.name(), NANOS / nanos);
            }
            return figures;
        } catch (RunFailure failed) {
            child.close();
            children.remove(key);
            throw failed;
        }
    }

    private static Map<String, Double> turn(TurnChild child, double seconds, String words)
            throws InterruptedException, RunFailure {
        return child.ask((Math.round(seconds * MILLIS) + " " + words).strip(), seconds + PATIENCE_SECONDS);
    }

    @Override
    public void end() throws IOException {
        children.values().forEach(TurnChild::close);
        children.clear();
        warm.clear();
    }

    @Override
    public List<Metric> metrics() {
        return List.of(PER_SECOND, Metric.CPU_PER_OPERATION, P50, P99);
    }

    // ---- judgement

    static boolean has(Table table, String scenario, Contender contender) {
        return table.cells().contains(new Cell(scenario, contender.title()));
    }

    /** Requires a minimum ratio to a peer's operations per second. */
    static Criterion rate(Table table, String scenario, Contender ours, Contender peer, double atLeast) {
        Sample ratios = table.ratios(scenario, ours.title(), peer.title(), PER_SECOND.name());
        return Criterion.atLeast(scenario, ratios, "the rate of " + peer.title() + by(ours), atLeast);
    }

    /** Requires a maximum ratio to a peer's processor time per operation. */
    static Criterion cpu(Table table, String scenario, Contender ours, Contender peer, double atMost) {
        Sample ratios = table.ratios(scenario, ours.title(), peer.title(), CPU);
        return Criterion.atMost(scenario, ratios, "the CPU of " + peer.title() + by(ours), atMost);
    }

    /** Requires a maximum ratio to the delay of other threads beside a peer. */
    static Criterion delay(
            Table table, String scenario, Metric percentile, Contender ours, Contender peer, double atMost) {
        Sample ratios = table.ratios(scenario, ours.title(), peer.title(), percentile.name());
        String what = percentile == P50 ? "p50" : "p99";
        return Criterion.atMost(scenario, ratios, "others' " + what + " beside " + peer.title() + by(ours), atMost);
    }

    /** Returns the name of the judged contender, unless it is the engine with its defaults. */
    private static String by(Contender ours) {
        return ours == Contender.HEDDLE ? "" : ", by " + ours.title();
    }

    /** Makes the cells of a scenario, without contenders that cannot run here. */
    static List<Cell> cells(String scenario, List<Contender> contenders, Lab lab) {
        List<Cell> cells = new ArrayList<>();
        for (Contender each : contenders) {
            if (!each.needsRing() || Uring.isUsable(lab)) {
                cells.add(new Cell(scenario, each.title()));
            }
        }
        return cells;
    }
}
