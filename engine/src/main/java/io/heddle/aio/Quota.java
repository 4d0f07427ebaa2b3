package io.heddle.aio;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts a process's requests from submission until they are reaped: {@code p_aio_total_count}. Two counters that only
 * grow serve as the quota and as statistics.
 */
final class Quota {
    /** The process has no limit of its own but its system's. */
    static final int OF_SYSTEM = 0;

    private final AioSystem system;
    private volatile int ownLimit;
    private final AtomicLong submitted = new AtomicLong();
    private final AtomicLong reaped = new AtomicLong();

    /** Calls that were answered without a request; spread over cells, because nobody's limit depends on it. */
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

    /** The request did not come to be: it counts neither as submitted nor as reaped. */
    void giveBack() {
        submitted.decrementAndGet();
        system.giveBack();
    }

    /** Under the process's lock, so that only its holder writes. */
    void reaped() {
        reaped.setRelease(reaped.getPlain() + 1);
        system.giveBack();
    }

    /**
     * A request was reaped, and its place is that of another one of the process. Under the process's lock. There may
     * seem to be one more for a moment, never one less: so nobody else gets the place.
     */
    void passOn() {
        submitted.incrementAndGet();
        reaped.setRelease(reaped.getPlain() + 1);
    }

    /** A call was answered at once: counted as submitted and reaped, it took no place. */
    void answeredAtOnce() {
        answered.increment();
    }

    int limit() {
        int own = ownLimit;
        return own == OF_SYSTEM ? system.processLimit() : own;
    }

    /** Gives the process a limit of its own. What is outstanding beyond it stays. */
    void limit(int own) {
        ownLimit = own;
    }

    int outstanding() {
        long done = reaped.get(); // read first: the difference may be a little high, never negative
        return (int) (submitted.get() - done);
    }

    long submittedCount() {
        return submitted.get() + answered.sum();
    }

    long reapedCount() {
        return reaped.get() + answered.sum();
    }
}
