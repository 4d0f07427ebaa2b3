package io.heddle.bench.top;

import java.time.Instant;

/** The gauges and counts of one process at one moment, from {@code aio.QueueStatistics}. */
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
    /** Returns the number of requests that have ended since the process was opened, whether reaped or not. */
    long finished() {
        return reaped + done;
    }
}
