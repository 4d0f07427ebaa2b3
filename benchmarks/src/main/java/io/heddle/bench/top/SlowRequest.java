package io.heddle.bench.top;

import java.time.Instant;

/** A slow request, from {@code aio.SlowRequest}. */
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
    /** Returns its times. The event holds the requested length, not the bytes moved; a failed request counts none. */
    RequestTimes times() {
        boolean failed = !error.equals("OK");
        return new RequestTimes(at, opcode, failed ? 0 : length, failed, queuedNanos, totalNanos - queuedNanos);
    }
}
