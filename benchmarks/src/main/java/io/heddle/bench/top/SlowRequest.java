package io.heddle.bench.top;

import java.time.Instant;

/** A request that took long, as {@code aio.SlowRequest} tells of it. */
record SlowRequest(
        Instant at,
        long processId,
        long requestId,
        String opcode,
        String path,
        long offset,
        long length,
        String error,
        long queuedNanos,
        long serviceNanos,
        long totalNanos) {
    /** The event tells what was asked for, not what was moved; of one that failed, nothing is counted. */
    RequestTimes times() {
        boolean failed = !error.equals("OK");
        return new RequestTimes(at, opcode, failed ? 0 : length, failed, queuedNanos, totalNanos - queuedNanos);
    }
}
