package io.heddle.aio;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts a process's requests from their submission until they are reaped: {@code p_aio_total_count}. Two counters that
 * only grow serve both as the quota and as statistics.
 */
final class Quota {
    /** The process has no limit of its own, and follows that of its system. */
    static final int OF_SYSTEM = 0;

    private final AioSystem system;
    private volatile int ownLimit;
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong reaped = new AtomicLong();

    /** Calls answered without a request; striped, because no limit depends on the number. */
    private final LongAdder answered = new LongAdder();

    Quota(AioSystem system, int ownLimit) {
        this.system = system;
        this.ownLimit = ownLimit;
    }

    /** Takes one place in the process and one in the system, if both are free. */
    void take(AioProcess process) throws AioException {
        if (!takeOfProcess()) {
            throw new AioException(
                    Errno.EAGAIN, process + " has " + limit() + " requests outstanding, its limit: reap some");
        }
        if (!system.take()) {
            submitted.decrementAndGet();
            throw new AioException(
                    Errno.EAGAIN,
                    "the processes of the " + system + " have " + system.limit()
                            + " requests outstanding, their limit: reap some");
        }
    }

    private boolean takeOfProcess() {
        while (true) {
            long before = submitted.get();
            if (before - reaped.get() >= limit()) {
                return false;
            }
            if (submitted.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    /**
     * Releases the places of a request that was not submitted after all: it counts neither as submitted nor as reaped.
     */
    void giveBack() {
        submitted.decrementAndGet();
        system.giveBack();
    }

    /**
     * Releases the places of a reaped request. Called under the process's lock, so that only the lock's holder writes.
     */
    void reaped() {
        reaped.setRelease(reaped.getPlain() + 1);
        system.giveBack();
    }

    /**
     * Passes the place of a reaped request on to another request of the process. Called under the process's lock. For a
     * moment one place too many may seem to be taken, but never one too few: no other request gets the place.
     */
    void passOn() {
        submitted.incrementAndGet();
        reaped.setRelease(reaped.getPlain() + 1);
    }

    /** Counts a call that was answered immediately as submitted and reaped; it took no place. */
    void answeredAtOnce() {
        answered.increment();
    }

    int limit() {
        int own = ownLimit;
        return own == OF_SYSTEM ? system.processLimit() : own;
    }

    /** Gives the process a limit of its own. Requests outstanding beyond it are kept. */
    void limit(int own) {
        ownLimit = own;
    }

    int outstanding() {
        long done = reaped.get(); // read first: the difference may be slightly too large, but is never negative
        return (int) (submitted.get() - done);
    }

    long submittedCount() {
        return submitted.get() + answered.sum();
    }

    long reapedCount() {
        return reaped.get() + answered.sum();
    }
}
