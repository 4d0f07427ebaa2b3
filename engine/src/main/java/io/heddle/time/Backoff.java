package io.heddle.time;

/**
 * Decides when to retry an operation that failed for lack of memory or of a thread, and whose attempts cost
 * milliseconds. Safe for use by any number of threads; two threads that check at the same moment may both try.
 */
public final class Backoff {
    private final Ticker ticker;
    private final long pauseNanos;
    private volatile boolean hasFailed;
    private volatile long failedAt;

    /**
     * Creates a back-off without a failure.
     *
     * @param ticker the clock
     * @param pauseNanos the time after a failure in which there is no other attempt, in nanoseconds
     */
    public Backoff(Ticker ticker, long pauseNanos) {
        this.ticker = ticker;
        this.pauseNanos = pauseNanos;
    }

    /**
     * Returns whether the last failure is too recent for another attempt.
     *
     * @return {@code false} if another attempt may be made
     */
    public boolean isTooEarly() {
        return hasFailed && ticker.nanoTime() - failedAt < pauseNanos;
    }

    /** Records that an attempt failed. */
    public void failed() {
        failedAt = ticker.nanoTime(); // first: a thread that reads the flag reads this time
        hasFailed = true;
    }

    /** Records that an attempt succeeded. */
    public void worked() {
        hasFailed = false;
    }

    /**
     * Returns whether the last attempt failed, however long ago.
     *
     * @return {@code false} if it succeeded, or there was none
     */
    public boolean hasFailed() {
        return hasFailed;
    }
}
