package io.heddle.bench.stall;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** A virtual thread that should run every millisecond and records how late it did. */
public final class StallProbe {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DIGITS = 3;

    private final Histogram delays = new Histogram(DIGITS);
    private final Thread thread;
    private long due; // written by the starting thread before the start, then by the probe's thread
    private volatile boolean stopped;

    private StallProbe() {
        thread = Thread.ofVirtual().name("heddle-stall-probe").unstarted(this::probe);
    }

    /**
     * Starts a probe.
     *
     * @return the running probe, to be stopped
     */
    public static StallProbe start() {
        StallProbe probe = new StallProbe();
        probe.due = System.nanoTime() + PERIOD_NANOS;
        probe.thread.start();
        return probe;
    }

    private void probe() {
        do {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(this, left);
            }
            long now = System.nanoTime();
            // A stall of a second would have delayed each of the thousand runs that were due in it.
            delays.recordValueWithExpectedInterval(now - due, PERIOD_NANOS);
            due = now + PERIOD_NANOS;
        } while (!stopped);
    }

    /**
     * Stops the probe. Call it after the readers have stopped: before that, the probe might never run. A run that was
     * due then is counted with its full delay.
     *
     * @return the delays in nanoseconds
     * @throws InterruptedException if the waiting thread is interrupted
     */
    public Histogram stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return delays;
    }
}
