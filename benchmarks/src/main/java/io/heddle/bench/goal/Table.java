package io.heddle.bench.goal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The values measured for a goal: one per round for each figure of each cell. */
final class Table {
    /** The figure of other programs' share of the processors during a turn. */
    static final String BUSY = "others_percent";

    private static final double BUSY_PERCENT = 15;
    private static final int LEAST_TURNS = 3;

    private final Map<Cell, Map<String, List<Double>>> figures = new LinkedHashMap<>();
    private final Map<Cell, String> failures = new LinkedHashMap<>();

    /** Makes a table with a row per cell, in this order. */
    Table(Collection<Cell> cells) {
        cells.forEach(cell -> figures.put(cell, new TreeMap<>()));
    }

    /** Adds the figures of one round. */
    void add(Cell cell, Map<String, Double> found) {
        Map<String, List<Double>> row = figures.computeIfAbsent(cell, _ -> new TreeMap<>());
        found.forEach((name, value) ->
                row.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
    }

    /** Records that a cell cannot be measured. */
    void fail(Cell cell, String reason) {
        figures.computeIfAbsent(cell, _ -> new TreeMap<>());
        failures.put(cell, reason);
    }

    Optional<String> failure(Cell cell) {
        return Optional.ofNullable(failures.get(cell));
    }

    Collection<Cell> cells() {
        return Collections.unmodifiableSet(figures.keySet());
    }

    /** Returns the scenarios in the order of the rows. */
    List<String> scenarios() {
        return figures.keySet().stream().map(Cell::scenario).distinct().toList();
    }

    /** Returns the values of a figure; none if it was not measured. */
    Sample sample(Cell cell, String figure) {
        List<Double> values = figures.getOrDefault(cell, Map.of()).getOrDefault(figure, List.of());
        return new Sample(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /**
     * Returns one variant's figure divided by another's, turn by turn, so that disturbances of the machine affect both.
     * Turns in which other programs used much of the processors are left out, unless too few remain.
     *
     * @return no values if either was not measured
     */
    Sample ratios(String scenario, String ours, String theirs, String figure) {
        return ratios(scenario, ours, figure, theirs, figure);
    }

    /** Returns one figure of one variant divided by one of another, turn by turn. */
    Sample ratios(String scenario, String ours, String ourFigure, String theirs, String theirFigure) {
        double[] mine = sample(new Cell(scenario, ours), ourFigure).values();
        double[] others = sample(new Cell(scenario, theirs), theirFigure).values();
        double[] busyMine = sample(new Cell(scenario, ours), BUSY).values();
        double[] busyOthers = sample(new Cell(scenario, theirs), BUSY).values();
        List<Double> all = new ArrayList<>();
        List<Double> quiet = new ArrayList<>();
        for (int turn = 0; turn < Math.min(mine.length, others.length); turn++) {
            double ratio = mine[turn] / others[turn];
            all.add(ratio);
            if (!isBusy(busyMine, turn) && !isBusy(busyOthers, turn)) {
                quiet.add(ratio);
            }
        }
        List<Double> used = quiet.size() >= Math.max(LEAST_TURNS, all.size() / 3) ? quiet : all;
        return new Sample(used.stream().mapToDouble(Double::doubleValue).toArray());
    }

    private static boolean isBusy(double[] others, int turn) {
        return turn < others.length && others[turn] > BUSY_PERCENT;
    }

    /** Returns the number of turns in which other programs used much of the processors, and the number of all turns. */
    int[] busyTurns() {
        int busy = 0;
        int all = 0;
        for (Map<String, List<Double>> row : figures.values()) {
            for (double others : row.getOrDefault(BUSY, List.of())) {
                all++;
                busy += others > BUSY_PERCENT ? 1 : 0;
            }
        }
        return new int[] {busy, all};
    }

    /** Returns the median of a figure, NaN if it was not measured. */
    double median(String scenario, String variant, String figure) {
        return sample(new Cell(scenario, variant), figure).median();
    }

    /** Returns the variant with the least value of a figure in a scenario; empty if none has it. */
    Optional<String> least(String scenario, Collection<String> variants, String figure) {
        return variants.stream()
                .filter(variant -> Double.isFinite(median(scenario, variant, figure)))
                .min(Comparator.comparingDouble(variant -> median(scenario, variant, figure)));
    }

    /** Returns the names of the figures of a row. */
    Collection<String> figures(Cell cell) {
        return Collections.unmodifiableSet(figures.getOrDefault(cell, Map.of()).keySet());
    }
}
