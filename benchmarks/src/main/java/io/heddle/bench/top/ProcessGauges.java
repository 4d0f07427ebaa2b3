package io.heddle.bench.top;

import java.time.Instant;

/** The gauges and counts of one process at one moment, as {@code aio.QueueStatistics} tells them. */
record ProcessGauges(
        Instant at,
        long processId,
        String name,
        int outstanding,
        int maxOutstanding,
        int queued,
        int running,
        int done,
        long oldestQueuedNanos,
        int threads,
        int idle,
        int dying,
        int maxThreads,
        long reaped) {
    /** Requests that have ended since the process was opened, whoever has asked for their result. */
    long finished() {
        return reaped + done;
    }
}
