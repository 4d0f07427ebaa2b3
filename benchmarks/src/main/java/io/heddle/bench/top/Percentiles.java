package io.heddle.bench.top;

import org.HdrHistogram.Histogram;

/**
 * Percentiles in nanoseconds.
 *
 * @param count the number of values; if there are none, all percentiles are 0
 */
record Percentiles(long count, long p50, long p99, long p999, long max) {
    static Percentiles of(Histogram histogram) {
        return new Percentiles(
                histogram.getTotalCount(),
                histogram.getValueAtPercentile(50),
                histogram.getValueAtPercentile(99),
                histogram.getValueAtPercentile(99.9),
                histogram.getTotalCount() == 0 ? 0 : histogram.getMaxValue());
    }
}
