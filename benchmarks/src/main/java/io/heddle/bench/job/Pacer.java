package io.heddle.bench.job;

import io.heddle.bench.workload.Rate;
import java.util.concurrent.TimeUnit;

/**
 * Decides when the next request of a direction is due. In a closed loop that is whenever there is room. In an open loop
 * it is at fixed times, whether or not the earlier requests have completed. A latency that counts from these times
 * includes the time during which the program was unable to submit. Otherwise slow requests would hide behind the delay
 * that they cause (coordinated omission).
 */
final class Pacer {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Rate rate;
    private long start;
    private long taken;

    Pacer(Rate rate) {
        this.rate = rate;
    }

    void start(long now) {
        start = now;
    }

    /** Returns the nanoseconds until the next request is due; 0 or less if it is due. */
    long untilDue(long now) {
        return rate.isLimited() ? start + sinceStart() - now : 0;
    }

    /** Takes the next request. Returns when it was due. */
    long take(long now) {
        long due = rate.isLimited() ? start + sinceStart() : now;
        taken++;
        return due;
    }

    /** Exact as long as the rate is below 9.2 billion units; above that, accurate to a nanosecond. */
    private long sinceStart() {
        long units = taken * rate.perRequest();
        long left = units % rate.perSecond();
        long nanos = left <= Long.MAX_VALUE / SECOND
                ? left * SECOND / rate.perSecond()
                : (long) ((double) left / rate.perSecond() * SECOND);
        return units / rate.perSecond() * SECOND + nanos;
    }
}
