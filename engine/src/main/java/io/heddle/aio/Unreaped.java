package io.heddle.aio;

import io.heddle.time.Failures;
import io.heddle.time.Ticker;
import java.lang.System.Logger.Level;
import java.util.concurrent.TimeUnit;

/**
 * Notices control blocks that were dropped without a reap. A request that is done keeps its quota, its block and its
 * buffer until it is reaped. The garbage collector cannot tell that a block was dropped, as {@link
 * AioProcess#waitComplete} may hand it back at any time. So what counts is age: a request that has been done for a
 * minute, and that nobody has reaped.
 *
 * <p>No request notes the time at which it was done. A mark notes the latest request that was done at a time; what is
 * older than a mark that is a minute old has been done for a minute. A process with few requests that are done never
 * looks at the clock.
 *
 * <p>Guarded by the lock of the done queue, unless a method says otherwise.
 */
final class Unreaped {
    /**
     * From so many requests on that are done and not reaped the marks are kept, and from so many old ones on it warns.
     */
    static final int MANY = 1_000;

    static final long LONG_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final Object process;
    private final Ticker ticker;

    // The latest mark, and what the one before has told.
    private boolean isMarked;
    private long markedAt;
    private long marked;
    private long old;

    private boolean warned;

    /** What the next completion warns of. Read without the lock. */
    private volatile int toWarnOf;

    /**
     * Makes one.
     *
     * @param process whose requests they are, for the warning
     */
    Unreaped(Object process, Ticker ticker) {
        this.process = process;
        this.ticker = ticker;
    }

    /**
     * Looks at the requests that are done, after one more of many has been added.
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

    /** Returns how many requests have been done for a minute or longer, as far as the marks tell. */
    int count(RequestList done, long latest) {
        boolean _ = mark(latest);
        return countOld(done);
    }

    /** Moves the mark on if it is a minute old; {@code false} if it is younger. */
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

    /** The oldest come first. */
    private int countOld(RequestList done) {
        int count = 0;
        for (Request request = done.first(); request != null && request.doneOrder() <= old; ) {
            count++;
            request = request.after;
        }
        return count;
    }

    /** Warns if that is due, once in the life of the process. Outside every lock. */
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
