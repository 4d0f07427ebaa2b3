package io.heddle.time;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/**
 * A gate that opens once: threads wait in front of it, with or without a deadline, by a {@link Ticker}.
 *
 * <p>A {@link java.util.concurrent.CountDownLatch} would do but for two things: a ticker cannot drive its time-outs,
 * and callers here must neither lose an interrupt nor be stopped by one.
 */
public final class Gate {
    private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();
    private volatile boolean open;

    /** Creates a closed gate. */
    public Gate() {}

    /** Opens the gate and unparks all waiters. Opening it again has no effect. */
    public void open() {
        open = true;
        for (Thread thread = waiting.poll(); thread != null; thread = waiting.poll()) {
            LockSupport.unpark(thread);
        }
    }

    /**
     * Returns whether the gate is open.
     *
     * @return {@code true} once {@link #open} was called
     */
    public boolean isOpen() {
        return open;
    }

    /**
     * Waits until the gate is open or the time is up. An interrupt does not end the wait; the caller's interrupt status
     * is kept.
     *
     * @param ticker the clock to wait by
     * @param timeoutNanos the longest wait in nanoseconds, {@link Long#MAX_VALUE} for no limit
     * @return whether the gate is open
     */
    public boolean await(Ticker ticker, long timeoutNanos) {
        long start = ticker.nanoTime();
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return awaitInterruptibly(ticker, ticker.left(timeoutNanos, start));
                } catch (InterruptedException kept) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /**
     * Waits until the gate is open, the time is up or the caller is interrupted.
     *
     * @param ticker the clock to wait by
     * @param timeoutNanos the longest wait in nanoseconds, {@link Long#MAX_VALUE} for no limit
     * @return whether the gate is open
     * @throws InterruptedException if the caller is interrupted while it waits
     */
    public boolean awaitInterruptibly(Ticker ticker, long timeoutNanos) throws InterruptedException {
        if (open) {
            return true;
        }
        Thread caller = Thread.currentThread();
        long start = ticker.nanoTime();
        waiting.add(caller);
        try {
            // Registers before it checks: a concurrent open either finds the caller or has its flag read by it.
            while (!open) {
                long left = ticker.left(timeoutNanos, start);
                if (left <= 0) {
                    return open;
                }
                Parking.awaitNoted(ticker, this, left);
            }
            return true;
        } finally {
            waiting.remove(caller);
        }
    }
}
