package io.heddle.jfr;

import io.heddle.trace.Beat;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Beats while a recording runs, so that {@code aio.SlowRequest} costs the requests that are slow and not all the
 * others: to begin an event for each would double what a quick request costs.
 *
 * <p>Only Flight Recorder knows the threshold, which several recordings may set and change as they run. So each beat
 * asks it whether an event as long as a few beats would be kept. While it would, the beats are too coarse for the
 * threshold, and every request begins an event of its own; so it is also while the event is off, because it may be
 * switched on at any moment.
 *
 * <p>The thread is a platform thread, as the beat must go on while all carriers are busy, and ends with the last
 * recording.
 */
final class Beats implements Runnable {
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** So many beats are a tenth of the default threshold each, and what is as long is not slow by it. */
    private static final int PROBED_BEATS = 5;

    private final JfrTracer tracer;
    private final ThreadFactory factory;
    private volatile @Nullable Thread thread;

    Beats(JfrTracer tracer) {
        this(
                tracer,
                Thread.ofPlatform()
                        .daemon()
                        .name("heddle-beat")
                        .inheritInheritableThreadLocals(false)
                        .factory());
    }

    /** With a factory of the thread: a test has it make one that cannot be started. */
    Beats(JfrTracer tracer, ThreadFactory factory) {
        this.tracer = tracer;
        this.factory = factory;
    }

    /** Starts or stops. It may be told so twice. */
    synchronized void setRunning(boolean running) {
        Thread present = thread;
        if (running && present == null) {
            thread = start();
        } else if (!running && present != null) {
            thread = null;
            LockSupport.unpark(present);
        }
    }

    private @Nullable Thread start() {
        try {
            Thread fresh = factory.newThread(this);
            fresh.setContextClassLoader(null); // or that of whoever began to record would live as long as the recording
            fresh.start();
            return fresh;
        } catch (OutOfMemoryError noThread) {
            return null; // then every request begins an event of its own, until another recording begins
        }
    }

    @Override
    public void run() {
        awaitPublication();
        RequestEvents.@Nullable SlowRequest[] begun = new RequestEvents.SlowRequest[PROBED_BEATS];
        Beat last = null;
        for (int i = 0; thread == Thread.currentThread(); i = (i + 1) % PROBED_BEATS) {
            RequestEvents.SlowRequest now = RequestEvents.SlowRequest.begunForAll();
            RequestEvents.SlowRequest then = begun[i];
            begun[i] = now;
            boolean exact = now == null || then == null || then.isLongEnough();
            last = beat(last, now, exact);
            LockSupport.parkNanos(this, BEAT_NANOS);
        }
        end();
    }

    /** The thread may be quicker than the field is set. */
    private synchronized void awaitPublication() {
        // whoever started the thread holds the monitor until it has
    }

    private Beat beat(@Nullable Beat last, RequestEvents.@Nullable SlowRequest span, boolean exact) {
        long least = exact ? Long.MAX_VALUE : PROBED_BEATS * BEAT_NANOS;
        Beat next = new Beat(System.nanoTime(), BEAT_NANOS, least, span);
        if (last != null) {
            last.end(next);
        }
        tracer.setBeat(next);
        return next;
    }

    private synchronized void end() {
        if (thread == null) { // otherwise another has taken over
            tracer.setBeat(null);
        }
    }
}
