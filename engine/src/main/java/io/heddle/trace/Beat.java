package io.heddle.trace;

import org.jspecify.annotations.Nullable;

/**
 * One beat of a coarse clock: what finds slow requests without an object and two looks at the real clock for each
 * request.
 *
 * <p>A tracer that wants to hear of slow requests only may beat some hundred times a second while somebody records, and
 * begins one span with each beat. A request keeps the beat in which it was submitted, which is one store; if it turns
 * out slow it gets the span, which so began a little before the request.
 *
 * <p>Beats come late when the machine is busy, and none comes while the JVM stands still. So a request that is the
 * first of its block in a beat looks at the real clock, as does one in some of those that follow. These are exact: a
 * stall shows by them. Of the others no more is said than is sure, which is that they are not younger than the end of
 * their beat: they get the span of the next one.
 *
 * <p>One thread beats; all methods may be called by any thread.
 */
public final class Beat {
    private static final int LATE = 2;

    private final long startedAt;
    private final long lengthNanos;
    private final long leastNanos;
    private final @Nullable Object span;
    private long endedAt;
    private volatile @Nullable Object nextSpan;

    /**
     * Starts a beat.
     *
     * @param startedAt the time by {@link System#nanoTime}
     * @param lengthNanos when the next one is due, in nanoseconds
     * @param leastNanos how long a request must have taken for the tracer to be told, in nanoseconds; what is slow is
     *     the tracer's to say, this only keeps it from being asked about each one. {@link Long#MAX_VALUE} if each
     *     request of this beat is to begin a span of its own.
     * @param span the {@link TracePoint#SLOW_REQUEST} begun now, which the tracer may get back many times, on several
     *     threads, or {@code null} if none is recorded
     */
    public Beat(long startedAt, long lengthNanos, long leastNanos, @Nullable Object span) {
        this.startedAt = startedAt;
        this.lengthNanos = lengthNanos;
        this.leastNanos = leastNanos;
        this.span = span;
    }

    /**
     * Ends this beat. Called once.
     *
     * @param next the beat that follows
     */
    public void end(Beat next) {
        endedAt = next.startedAt;
        nextSpan = next.span; // not the beat: a request that waits for hours must not keep all beats since
    }

    /**
     * Tells when the beat started.
     *
     * @return the time by {@link System#nanoTime}
     */
    public long startedAt() {
        return startedAt;
    }

    /**
     * Tells when the beat ended.
     *
     * @return the time by {@link System#nanoTime}; means something only once there is a {@link #nextSpan}
     */
    public long endedAt() {
        return endedAt;
    }

    /**
     * Tells whether slow requests of this beat are found by the beat.
     *
     * @return {@code false} if each request is to begin a span of its own
     */
    public boolean findsSlow() {
        return leastNanos != Long.MAX_VALUE;
    }

    /**
     * Tells whether the tracer is to be told of a request.
     *
     * @param nanos how long it took
     * @return {@code false} if it is not slow; {@code true} if it may be
     */
    public boolean isLong(long nanos) {
        return nanos >= leastNanos;
    }

    /**
     * Tells whether the next beat is overdue, so that this one's span began long before whatever happens now.
     *
     * @param now the time by {@link System#nanoTime}
     * @return whether twice the length has passed
     */
    public boolean isLate(long now) {
        return now - startedAt >= LATE * lengthNanos;
    }

    /**
     * Returns the span that began with this beat.
     *
     * @return the span, or {@code null} if none is recorded
     */
    public @Nullable Object span() {
        return span;
    }

    /**
     * Returns the span that began when this beat ended.
     *
     * @return the span, or {@code null} if the beat goes on or none is recorded
     */
    public @Nullable Object nextSpan() {
        return nextSpan;
    }
}
