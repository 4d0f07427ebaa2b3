package io.heddle.time;

/**
 * When to try something again that has failed for want of memory or of a thread, and costs milliseconds to try. Safe
 * for use by any number of threads; two that try at the same moment both may.
 */
public final class Backoff {
    private final Ticker ticker;
    private final long pauseNanos;
    private volatile boolean hasFailed;
    private volatile long failedAt;

    /**
     * Makes one that has not failed.
     *
     * @param ticker the clock
     * @param pauseNanos for so long after a failure there is no other try, in nanoseconds
     */
    public Backoff(Ticker ticker, long pauseNanos) {
        this.ticker = ticker;
        this.pauseNanos = pauseNanos;
    }

    /**
     * Tells whether a failure is too recent for another try.
     *
     * @return {@code false} if it may be tried
     */
    public boolean isTooEarly() {
        return hasFailed && ticker.nanoTime() - failedAt < pauseNanos;
    }

    /** It was tried in vain. */
    public void failed() {
        failedAt = ticker.nanoTime(); // first: a thread that sees the failure sees its time
        hasFailed = true;
    }

    /** It was tried and has worked. */
    public void worked() {
        hasFailed = false;
    }

    /**
     * Tells whether the last try was in vain, however long ago.
     *
     * @return {@code false} if it has worked, or there was none
     */
    public boolean hasFailed() {
        return hasFailed;
    }
}
