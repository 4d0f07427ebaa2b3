package io.heddle.aio;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Time-outs as nanoseconds; {@link Long#MAX_VALUE} means for ever. */
final class Durations {
    private Durations() {}

    /** Converts, with for ever for what is too long to count. */
    static long nanos(Duration duration) {
        return TimeUnit.NANOSECONDS.convert(duration);
    }

    static long left(long timeoutNanos, long passedNanos) {
        return timeoutNanos == Long.MAX_VALUE ? timeoutNanos : timeoutNanos - passedNanos;
    }
}
