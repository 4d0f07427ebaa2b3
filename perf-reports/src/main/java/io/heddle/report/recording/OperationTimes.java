package io.heddle.report.recording;

import org.HdrHistogram.Histogram;

/** The times of all requests with one opcode, in nanoseconds. */
public final class OperationTimes {
    private static final int DIGITS = 3;

    private final Histogram service = new Histogram(DIGITS);
    private final Histogram queueWait = new Histogram(DIGITS);
    private final Histogram latency = new Histogram(DIGITS);
    private final TimeBuckets<LatencyCell> overTime =
            new TimeBuckets<>(RecordingData.BUCKETS, LatencyCell::new, LatencyCell::plus);
    private long bytes;
    private long failed;

    OperationTimes() {}

    /**
     * Adds a request. A shared pool does not report how long a request was queued: {@code queuedNanos} is negative
     * then.
     */
    void add(long endEpochNanos, long serviceNanos, long queuedNanos, long moved, boolean ok) {
        service.recordValue(Math.max(0, serviceNanos));
        long total = serviceNanos;
        if (queuedNanos >= 0) {
            queueWait.recordValue(queuedNanos);
            total += queuedNanos;
        }
        latency.recordValue(Math.max(0, total));
        overTime.at(endEpochNanos).add(total);
        if (ok) {
            bytes += Math.max(0, moved);
        } else {
            failed++;
        }
    }

    /**
     * Returns the times of the transfers.
     *
     * @return one entry per request
     */
    public Histogram service() {
        return service;
    }

    /**
     * Returns the times from submission to the start of the transfer.
     *
     * @return one entry per request of a workqueue of its own; none for those of a shared pool
     */
    public Histogram queueWait() {
        return queueWait;
    }

    /**
     * Returns queue wait and service time together.
     *
     * @return one entry per request
     */
    public Histogram latency() {
        return latency;
    }

    /**
     * Returns the latencies by the time of completion.
     *
     * @return a bounded series
     */
    public TimeBuckets<LatencyCell> overTime() {
        return overTime;
    }

    /**
     * Returns the bytes moved.
     *
     * @return those of successful requests
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns how many requests failed.
     *
     * @return those with an error
     */
    public long failed() {
        return failed;
    }
}
