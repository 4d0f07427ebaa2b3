package io.heddle.bench.stall;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** A virtual thread that wants to run every millisecond and notes how late it did. */
public final class StallProbe {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DIGITS = 3;

    private final Histogram delays = new Histogram(DIGITS);
    private final Thread thread;
    private long due; // written by the starter before the start, then by the thread
    private volatile boolean stopped;

    private StallProbe() {
        thread = Thread.ofVirtual().name("heddle-stall-probe").unstarted(this::probe);
    }

    /**
     * Starts one.
     *
     * @return to be stopped
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
            // A stall of a second is what would have hit each of the thousand runs that were due in it.
            delays.recordValueWithExpectedInterval(now - due, PERIOD_NANOS);
            due = now + PERIOD_NANOS;
        } while (!stopped);
    }

    /**
     * Stops it, when the readers have stopped: before, it might never get to run. A run that was due then is counted
     * with its whole delay.
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
