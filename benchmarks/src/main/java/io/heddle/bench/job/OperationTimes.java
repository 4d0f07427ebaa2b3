package io.heddle.bench.job;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;
import org.jspecify.annotations.Nullable;

/**
 * The times of all successful requests of one kind and job, in nanoseconds. Written by the job's thread. The latencies
 * may be taken out at any time by one other thread, the rest when the job has ended.
 */
public final class OperationTimes {
    private static final int DIGITS = 3;

    private final SingleWriterRecorder latency = new SingleWriterRecorder(DIGITS);
    private final Histogram queueWait = new Histogram(DIGITS);
    private final Histogram service = new Histogram(DIGITS);
    private @Nullable Histogram taken; // the taker's, used again each time

    OperationTimes() {}

    void record(long latencyNanos, long queuedNanos, long serviceNanos) {
        latency.recordValue(Math.max(0, latencyNanos));
        queueWait.recordValue(Math.max(0, queuedNanos));
        service.recordValue(Math.max(0, serviceNanos));
    }

    /**
     * Takes the latencies out that came since this was called last.
     *
     * @param sum they are added to it
     */
    public void takeLatencies(Histogram sum) {
        taken = latency.getIntervalHistogram(taken);
        sum.add(taken);
    }

    /**
     * Returns from submission to start of the transfer.
     *
     * @return nanoseconds
     */
    public Histogram queueWait() {
        return queueWait;
    }

    /**
     * Returns the transfers.
     *
     * @return nanoseconds
     */
    public Histogram service() {
        return service;
    }
}
