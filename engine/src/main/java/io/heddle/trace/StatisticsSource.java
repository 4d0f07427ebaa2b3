package io.heddle.trace;

/** A source of gauges that are reported on request: an open process. */
@FunctionalInterface
public interface StatisticsSource {
    /**
     * Reports the current gauges by one call of {@link Tracer#queueStatistics}.
     *
     * @param tracer the tracer to call
     */
    void report(Tracer tracer);
}
