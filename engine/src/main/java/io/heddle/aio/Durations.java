package io.heddle.aio;

import io.heddle.time.Parking;
import io.heddle.time.Ticker;
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

    static void park(Ticker ticker, Object blocker, long nanos) {
        if (nanos == Long.MAX_VALUE) {
            Parking.park(blocker);
        } else {
            Parking.parkNanos(ticker, blocker, nanos);
        }
    }
}
