package io.heddle.time;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is never held for longer than a few instructions: whoever finds it taken looks again for a moment before
 * it parks.
 *
 * <p>A park and the unpark that ends it cost microseconds, of a platform thread a system call each; the holder needs a
 * fraction of one. Only where the holder has lost its processor, or there is but one, is parking the better way.
 *
 * <p>It does not look often. A thread that gets the lock as soon as it is free takes it, and the memory that it guards,
 * away from another core's cache for a single request, and loses it to that core for the next. One that stays away for
 * as long as some requests take leaves these to whoever has the lines already.
 *
 * <p>A virtual thread that cannot be parked, as its stack is too deep ({@link Parking}) or the heap is full, does not
 * queue: the error would come out of the midst of {@link ReentrantLock#lock}, which leaves the thread's node in the
 * queue, and those behind it would never be woken.
 *
 * <p>Taking it once more, as the parts of a process do that share it, costs next to nothing: further holds are counted
 * in a plain field, where a {@link ReentrantLock} writes its state with a fence each time.
 */
public final class BriefLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    /** With the pauses between them about as long as a park and an unpark take together. */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 6 : 0;

    /** Some microsecond. */
    private static final int PAUSES = 64;

    /** The holder's further holds. Guarded by the lock itself. */
    private int nested;

    /** Makes a lock that nobody holds. */
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
