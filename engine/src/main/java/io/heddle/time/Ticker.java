package io.heddle.time;

import java.util.concurrent.locks.LockSupport;

/**
 * A source of time and the way to wait for it. Implementations are safe for use by any number of threads.
 *
 * <p>Everything in Heddle that waits parks through its process's ticker, and is unparked by {@link
 * LockSupport#unpark(Thread)}.
 */
public interface Ticker {
    /**
     * The ticker of the running JVM: {@link System#nanoTime()} and {@link LockSupport#parkNanos(Object, long)}. A
     * thread of Heddle unparks virtual threads: the JDK's timer loses them where the heap is full.
     */
    Ticker SYSTEM = new Ticker() {
        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void parkNanos(Object blocker, long nanos) {
            if (Thread.currentThread().isVirtual()) {
                Alarm.SHARED.parkNanos(blocker, nanos);
            } else {
                LockSupport.parkNanos(blocker, nanos);
            }
        }
    };

    /**
     * Returns the time in nanoseconds from an arbitrary origin; only differences are meaningful.
     *
     * @return the current value, in nanoseconds
     */
    long nanoTime();

    /**
     * Parks the calling thread for at most the given time. Like {@link LockSupport#parkNanos(Object, long)} it returns
     * early when the thread is unparked or interrupted, and may return spuriously: callers loop on their condition.
     *
     * @param blocker what the thread waits for, shown in thread dumps
     * @param nanos the longest wait in nanoseconds; zero or less returns immediately
     */
    void parkNanos(Object blocker, long nanos);

    /**
     * Returns what is left of a time-out.
     *
     * @param timeoutNanos in nanoseconds, {@link Long#MAX_VALUE} for no limit
     * @param start this ticker's time when the wait began
     * @return nanoseconds, 0 or less when the time is up, {@link Long#MAX_VALUE} if there is no limit
     */
    default long left(long timeoutNanos, long start) {
        return timeoutNanos == Long.MAX_VALUE ? timeoutNanos : timeoutNanos - (nanoTime() - start);
    }
}
