package io.heddle.time;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is never held for longer than a few instructions: a thread that finds it taken spins briefly before it
 * parks.
 *
 * <p>A park and the unpark that ends it cost microseconds, and a system call each for a platform thread; the holder
 * needs a fraction of a microsecond. Parking is better only where the holder was preempted, or there is a single
 * processor.
 *
 * <p>It spins with few attempts. A thread that gets the lock as soon as it is free takes the lock and the memory that
 * it guards from another core's cache for a single request, and loses it to that core for the next. A thread that backs
 * off for the duration of several requests leaves these to the core that has the cache lines already.
 *
 * <p>A virtual thread that cannot be parked, because its stack is too deep ({@link Parking}) or the heap is full, does
 * not queue: the error would be thrown in the middle of {@link ReentrantLock#lock}, which leaves the thread's node in
 * the queue, and the threads behind it would never be unparked.
 *
 * <p>Reentrant acquisition, as by the parts of a process that share the lock, costs next to nothing: further holds are
 * counted in a plain field, where a {@link ReentrantLock} writes its state with a fence each time.
 */
public final class BriefLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    /**
     * The number of attempts. With the pauses between them they take about as long as a park and an unpark together.
     */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 6 : 0;

    /** About a microsecond. */
    private static final int PAUSES = 64;

    /** The holder's further holds. Guarded by the lock itself. */
    private int nested;

    /** Creates a lock that no thread holds. */
    public BriefLock() {}

    @Override
    public void lock() {
        if (isHeldByCurrentThread()) {
            nested++;
        } else if (!tryLock()) {
            lockSoon();
        }
    }

    @Override
    public void unlock() {
        if (nested > 0 && isHeldByCurrentThread()) {
            nested--;
        } else {
            super.unlock();
        }
    }

    private void lockSoon() {
        for (int look = 0; look < LOOKS; look++) {
            for (int pause = 0; pause < PAUSES; pause++) {
                Thread.onSpinWait();
            }
            if (!isLocked() && tryLock()) {
                return;
            }
        }
        if (!Thread.currentThread().isVirtual() || Parking.yieldCarrier()) {
            super.lock();
            return;
        }
        while (!tryLock()) {
            Parking.pause();
        }
    }
}
