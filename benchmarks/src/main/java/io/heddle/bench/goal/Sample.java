package io.heddle.bench.goal;

import java.util.Arrays;

/** What the rounds have found for one figure of one cell. */
final class Sample {
    private static final double PERCENT = 100;

    private final double[] values;

    /** With one value for each round. */
    Sample(double... values) {
        this.values = values.clone();
    }

    double[] values() {
        return values.clone();
    }

    /** Returns the median; of an even number the mean of the middle two; NaN of none. */
    double median() {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the value that a quarter, or another part, of all are below; NaN of none. */
    double quantile(double part) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = part * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    double min() {
        return Arrays.stream(values).min().orElse(Double.NaN);
    }

    double max() {
        return Arrays.stream(values).max().orElse(Double.NaN);
    }

    /** Returns how far the rounds are apart, in percent of the median. */
    double spread() {
        double range = max() - min();
        return range == 0 ? 0 : PERCENT * range / Math.abs(median());
    }
}
