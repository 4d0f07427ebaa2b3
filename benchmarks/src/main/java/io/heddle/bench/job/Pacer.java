package io.heddle.bench.job;

import java.util.concurrent.TimeUnit;

/**
 * When the next request is due. In a closed loop, whenever there is room. In an open loop at fixed times, whether or not the
 * earlier ones are done: a latency that counts from these times contains what a user would have waited while the program was
 * not even able to submit (without that, slow requests hide behind their own delay: coordinated omission).
 */
final class Pacer {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final long rate;
    private long start;
    private long taken;

    /** At so many requests per second; 0 for a closed loop. */
    Pacer(long rate) {
        this.rate = rate;
    }

    void start(long now) {
        start = now;
    }

    /** The nanoseconds until the next request is due; 0 or less if it is. */
    long untilDue(long now) {
        return rate == 0 ? 0 : start + sinceStart() - now;
    }

    /** Takes the next request; returns when it was due. */
    long take(long now) {
        long due = rate == 0 ? now : start + sinceStart();
        taken++;
        return due;
    }

    private long sinceStart() {
        return taken / rate * SECOND + taken % rate * SECOND / rate; // exact, and no overflow in 292 years
    }
}
