package io.heddle.report.input;

import java.util.Map;
import java.util.TreeMap;

/**
 * One result of JMH.
 *
 * @param type the class's simple name
 * @param method the benchmark's method
 * @param mode JMH's short name of the mode, for example {@code thrpt}
 * @param parameters the parameters' values
 * @param score the mean
 * @param error half of the confidence interval; not a number after a single iteration
 * @param unit the unit of both
 * @param command the JVM and its arguments
 */
public record Benchmark(
        String type,
        String method,
        String mode,
        Map<String, String> parameters,
        double score,
        double error,
        String unit,
        String command) {
    /** Creates a result; the map is copied. */
    public Benchmark {
        parameters = Map.copyOf(parameters);
    }

    /**
     * Returns whether a larger score is better.
     *
     * @return {@code true} for rates, {@code false} for times
     */
    public boolean isRate() {
        return mode.equals("thrpt");
    }

    /**
     * Returns the parameters in a fixed order.
     *
     * @return by name
     */
    public Map<String, String> sortedParameters() {
        return new TreeMap<>(parameters);
    }
}
