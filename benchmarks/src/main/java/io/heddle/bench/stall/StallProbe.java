package io.heddle.bench.stall;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/** A virtual thread that wants to run every millisecond and notes how late it did. */
final class StallProbe {
    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final int DIGITS = 3;

    private final Histogram delays = new Histogram(DIGITS);
    private final Thread thread;
    private volatile boolean stopped;

    private StallProbe() {
        thread = Thread.ofVirtual().name("heddle-stall-probe").unstarted(this::probe);
    }

    static StallProbe start() {
        StallProbe probe = new StallProbe();
        probe.thread.start();
        return probe;
    }

    private void probe() {
        long due = System.nanoTime() + PERIOD_NANOS;
        while (!stopped) {
            long left = due - System.nanoTime();
            if (left > 0) {
                LockSupport.parkNanos(this, left);
            } else {
                // The period is given as expected interval: a stall of a second is what a thousand threads would have
                // seen.
                delays.recordValueWithExpectedInterval(-left, PERIOD_NANOS);
                due = System.nanoTime() + PERIOD_NANOS;
            }
        }
    }

    /** Stops it; returns the delays in nanoseconds. */
    Histogram stop() throws InterruptedException {
        stopped = true;
        thread.join();
        return delays;
    }
}
