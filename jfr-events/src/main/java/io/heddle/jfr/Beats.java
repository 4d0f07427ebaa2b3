package io.heddle.jfr;

import io.heddle.trace.Beat;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Beats while a recording runs, so that only slow requests pay for {@code aio.SlowRequest}: beginning an event for each
 * request would double the cost of a quick one.
 *
 * <p>Only Flight Recorder knows the threshold, which several recordings may set and change while they run. So each beat
 * queries whether an event as long as a few beats would be kept. While it would, the beats are too coarse for the
 * threshold, and every request begins an event of its own. The same holds while the event is off, because it may be
 * switched on at any moment.
 *
 * <p>The thread is a platform thread, as the beat must continue while all carriers are busy, and ends with the last
 * recording.
 */
final class Beats implements Runnable {
    private static final long BEAT_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /**
     * The length of the probed event, in beats. Each beat is a tenth of the default threshold, so an event of this
     * length is not slow by it.
     */
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

    /** For tests, with a factory that may fail to start the thread. */
    Beats(JfrTracer tracer, ThreadFactory factory) {
        this.tracer = tracer;
        this.factory = factory;
    }

    /** Starts or stops the beat. A repeated call has no effect. */
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
            fresh.setContextClassLoader(null); // the starter's would live as long as the recording
            fresh.start();
            return fresh;
        } catch (OutOfMemoryError noThread) {
            return null; // every request then begins an event of its own, until another recording begins
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

    /** Waits until the field is set: the thread may be quicker. */
    private synchronized void awaitPublication() {
        // The starting thread holds the monitor until then.
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
        if (thread == null) { // otherwise another thread has taken over
            tracer.setBeat(null);
        }
    }
}
