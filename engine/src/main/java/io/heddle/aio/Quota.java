package io.heddle.aio;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts a process's requests from submission until they are reaped: {@code p_aio_total_count}. Two counters that only
 * grow serve as the quota and as statistics.
 */
final class Quota {
    private final int limit;
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong reaped = new AtomicLong();

    Quota(int limit) {
        this.limit = limit;
    }

    /** Takes one place if one is free. */
    boolean take() {
        while (true) {
            long before = submitted.get();
            if (before - reaped.get() >= limit) {
                return false;
            }
            if (submitted.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    /** The request did not come to be: it counts neither as submitted nor as reaped. */
    void giveBack() {
        submitted.decrementAndGet();
    }

    void reaped() {
        reaped.incrementAndGet();
    }

    int limit() {
        return limit;
    }

    int outstanding() {
        long done = reaped.get(); // read first: the difference may be a little high, never negative
        return (int) (submitted.get() - done);
    }

    long submittedCount() {
        return submitted.get();
    }

    long reapedCount() {
        return reaped.get();
    }
}
