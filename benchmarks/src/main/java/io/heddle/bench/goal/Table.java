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

/** What was measured for a goal: for each cell, for each figure, one value for each round. */
final class Table {
    private final Map<Cell, Map<String, List<Double>>> figures = new LinkedHashMap<>();
    private final Map<Cell, String> failures = new LinkedHashMap<>();

    /** With a row for each of the cells, in this order. */
    Table(Collection<Cell> cells) {
        cells.forEach(cell -> figures.put(cell, new TreeMap<>()));
    }

    /** Adds what one round has found. */
    void add(Cell cell, Map<String, Double> found) {
        Map<String, List<Double>> row = figures.computeIfAbsent(cell, _ -> new TreeMap<>());
        found.forEach((name, value) ->
                row.computeIfAbsent(name, _ -> new ArrayList<>()).add(value));
    }

    /** Notes that a cell cannot be measured. */
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

    /** Returns the values of a figure, none if it was not measured. */
    Sample sample(Cell cell, String figure) {
        List<Double> values = figures.getOrDefault(cell, Map.of()).getOrDefault(figure, List.of());
        return new Sample(values.stream().mapToDouble(Double::doubleValue).toArray());
    }

    /** Returns the median of a figure, NaN if it was not measured. */
    double median(String scenario, String variant, String figure) {
        return sample(new Cell(scenario, variant), figure).median();
    }

    /** Returns which of the variants has the least of a figure in a scenario; none if no one has it. */
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
