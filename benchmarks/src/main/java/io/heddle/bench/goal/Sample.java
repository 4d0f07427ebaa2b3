package io.heddle.bench.goal;

import java.util.Arrays;

/** The values of one figure of one cell in all rounds. */
final class Sample {
    private static final double PERCENT = 100;

    private final double[] values;

    /** Makes a sample with one value per round. */
    Sample(double... values) {
        this.values = values.clone();
    }

    double[] values() {
        return values.clone();
    }

    /** Returns the median: the mean of the middle two for an even number of values, NaN for none. */
    double median() {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    /** Returns the value below which a quarter, or another part, of all values are; NaN for none. */
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

    /** Returns the range of the values in percent of the median. */
    double spread() {
        double range = max() - min();
        return range == 0 ? 0 : PERCENT * range / Math.abs(median());
    }
}
