package io.heddle.aio;

import io.heddle.time.Failures;
import io.heddle.time.Ticker;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Detects control blocks that were dropped without a reap. A request that is done keeps its quota, its block and its
 * buffer until it is reaped. The garbage collector cannot detect that a block was dropped, because {@link
 * AioProcess#waitComplete} may return it at any time. The criterion is therefore age: a request that has been done for
 * a minute and was not reaped.
 *
 * <p>No request records the time at which it was done. A mark records the latest request that was done at a given time;
 * requests older than a mark that is a minute old have been done for a minute. A process with few requests that are
 * done never reads the clock.
 *
 * <p>Guarded by the lock of the done queue, unless a method states otherwise.
 */
final class Unreaped {
    /**
     * The number of requests, done and not reaped, from which marks are kept; and the number of old ones from which it
     * warns.
     */
    static final int MANY = 1_000;

    static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Object process;
    private final Ticker ticker;

    // The latest mark, and the last request that the mark before it has shown to be old.
    private boolean isMarked;
    private long markedAt;
    private long marked;
    private long old;

    private boolean warned;

    /** The number of requests of which the next completion warns. Read without the lock. */
    private volatile int toWarnOf;

    /**
     * Creates the detector of a process.
     *
     * @param process the owner of the requests, for the warning
     */
    Unreaped(Object process, Ticker ticker) {
        this.process = process;
        this.ticker = ticker;
    }

    /**
     * Examines the requests that are done, after one more has been added to many.
     *
     * @param latest the order of the latest one
     */
    void look(RequestList done, long latest) {
        if (mark(latest) && !warned) {
            int dropped = countOld(done);
            if (dropped >= MANY) {
                warned = true;
                toWarnOf = dropped;
            }
        }
    }

    /** Returns the number of requests that have been done for a minute or longer, as far as the marks show. */
    int count(RequestList done, long latest) {
        boolean _ = mark(latest);
        return countOld(done);
    }

    /** Advances the mark if it is a minute old; returns {@code false} if it is younger. */
    private boolean mark(long latest) {
        long now = ticker.nanoTime();
        if (isMarked && now - markedAt < LONG_NANOS) {
            return false;
        }
        if (isMarked) {
            old = marked;
        }
        isMarked = true;
        marked = latest;
        markedAt = now;
        return true;
    }

    /** Counts old requests: the oldest come first. */
    private int countOld(RequestList done) {
        int count = 0;
        for (Request request = done.first(); request != null && request.doneOrder() <= old; ) {
            count++;
            request = request.after;
        }
        return count;
    }

    /** Warns if that is due, once in the life of the process. Called outside every lock. */
    void warn() {
        int dropped = toWarnOf;
        if (dropped > 0) {
            toWarnOf = 0;
            Failures.log(
                    Level.WARNING,
                    "{0}: {1} requests have been done for a minute or longer and were not reaped. A control block that"
                            + " is dropped without a reap keeps its place in the quota, and its buffer",
                    process,
                    dropped);
        }
    }
}
