package io.heddle.trace;

/** Something that can report its gauges on request: an open process. */
@FunctionalInterface
public interface StatisticsSource {
    /**
     * Reports the present gauges by one call of {@link Tracer#queueStatistics}.
     *
     * @param tracer the tracer to call
     */
    void report(Tracer tracer);
}
