package io.heddle.bench.job;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The times of all successful requests of one kind and job, in nanoseconds. Written by the job's thread. One other
 * thread may take the latencies at any time, and read the rest after the job has ended.
 */
public final class OperationTimes {
    private static final int DIGITS = 3;

    private final SingleWriterRecorder latency = new SingleWriterRecorder(DIGITS);
    private final Histogram queueWait = new Histogram(DIGITS);
    private final Histogram service = new Histogram(DIGITS);
    private @Nullable Histogram taken; // confined to the taking thread, recycled by each call

    OperationTimes() {}

    void record(long latencyNanos, long queuedNanos, long serviceNanos) {
        latency.recordValue(Math.max(0, latencyNanos));
        queueWait.recordValue(Math.max(0, queuedNanos));
        service.recordValue(Math.max(0, serviceNanos));
    }

    /**
     * Takes the latencies that were recorded since the last call.
     *
     * @param sum they are added to it
     */
    public void takeLatencies(Histogram sum) {
        taken = latency.getIntervalHistogram(taken);
        sum.add(taken);
    }

    /**
     * Returns the times from submission to the start of the transfer.
     *
     * @return nanoseconds
     */
    public Histogram queueWait() {
        return queueWait;
    }

    /**
     * Returns the durations of the transfers.
     *
     * @return nanoseconds
     */
    public Histogram service() {
        return service;
    }
}
