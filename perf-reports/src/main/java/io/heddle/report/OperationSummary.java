package io.heddle.report;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/**
 * The times and bytes of all successful requests of one kind. All histograms are in nanoseconds and have one entry per
 * request.
 *
 * @param bytes the bytes moved
 * @param latency from the time when a request was due to the time when its submitter was notified of its completion
 * @param queueWait from the submission to the start of the transfer
 * @param service the transfer
 */
public record OperationSummary(long bytes, Histogram latency, Histogram queueWait, Histogram service) {
    /**
     * Returns the number of requests.
     *
     * @return the number of entries
     */
    public long count() {
        return latency.getTotalCount();
    }

    /**
     * Returns the requests per second.
     *
     * @param elapsed the measured time
     * @return 0 if nothing was measured
     */
    public double perSecond(Duration elapsed) {
        return elapsed.isZero() ? 0 : count() * (double) TimeUnit.SECONDS.toNanos(1) / elapsed.toNanos();
    }

    /**
     * Returns the bytes per second.
     *
     * @param elapsed the measured time
     * @return 0 if nothing was measured
     */
    public double bytesPerSecond(Duration elapsed) {
        return elapsed.isZero() ? 0 : bytes * (double) TimeUnit.SECONDS.toNanos(1) / elapsed.toNanos();
    }
}
