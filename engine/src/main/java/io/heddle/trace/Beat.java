package io.heddle.trace;

import org.jspecify.annotations.Nullable;

/**
 * One beat of a coarse clock, which finds slow requests without an object and two clock reads for each request.
 *
 * <p>A tracer that records slow requests only may beat some hundred times a second during a recording, and begins one
 * span with each beat. A request keeps the beat in which it was submitted, which is one store. If it turns out slow, it
 * gets the beat's span, which began a little before the request.
 *
 * <p>Beats are late when the machine is busy, and stop while the JVM is paused. So the first request of its control
 * block in a beat reads the real clock, as does one in some of those that follow. Their times are exact, and so reveal
 * a pause. The other requests report only what is certain, which is that they are not younger than the end of their
 * beat: they get the span of the next beat.
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
     * @param leastNanos the duration from which requests are passed to the tracer, in nanoseconds; the tracer decides
     *     which of them are slow, this only saves a call for each request. {@link Long#MAX_VALUE} if each request of
     *     this beat is to begin a span of its own.
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
        nextSpan = next.span; // not the beat: a request that waits for hours must not retain all beats since
    }

    /**
     * Returns when the beat started.
     *
     * @return the time by {@link System#nanoTime}
     */
    public long startedAt() {
        return startedAt;
    }

    /**
     * Returns when the beat ended.
     *
     * @return the time by {@link System#nanoTime}; meaningful only once there is a {@link #nextSpan}
     */
    public long endedAt() {
        return endedAt;
    }

    /**
     * Returns whether slow requests of this beat are found by the beat.
     *
     * @return {@code false} if each request is to begin a span of its own
     */
    public boolean findsSlow() {
        return leastNanos != Long.MAX_VALUE;
    }

    /**
     * Returns whether a request is to be passed to the tracer.
     *
     * @param nanos how long it took
     * @return {@code false} if it is not slow; {@code true} if it may be
     */
    public boolean isLong(long nanos) {
        return nanos >= leastNanos;
    }

    /**
     * Returns whether the next beat is overdue, so that this beat's span began long before a request that starts now.
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
     * @return the span, or {@code null} if the beat has not ended or none is recorded
     */
    public @Nullable Object nextSpan() {
        return nextSpan;
    }
}
