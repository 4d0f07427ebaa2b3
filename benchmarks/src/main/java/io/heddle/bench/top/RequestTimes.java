package io.heddle.bench.top;

import java.time.Instant;

/**
 * The times of one request.
 *
 * @param queuedNanos its time in the queue, {@value #UNKNOWN} if the event does not hold it
 */
record RequestTimes(Instant at, String opcode, long bytes, boolean failed, long queuedNanos, long serviceNanos) {
    static final long UNKNOWN = -1;

    boolean knowsQueue() {
        return queuedNanos != UNKNOWN;
    }
}
