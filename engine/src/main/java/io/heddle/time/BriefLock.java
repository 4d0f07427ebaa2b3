package io.heddle.time;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is never held for longer than a few instructions: whoever finds it taken looks again for a moment before it
 * parks.
 *
 * <p>A park and the unpark that ends it cost microseconds, of a platform thread a system call each; the holder needs a
 * fraction of one. Only where the holder has lost its processor, or there is but one, is parking the better way.
 */
public final class BriefLock extends ReentrantLock {
    private static final long serialVersionUID = 1L;

    /** About as long as a park and an unpark take together. */
    private static final int LOOKS = Runtime.getRuntime().availableProcessors() > 1 ? 64 : 0;

    /** Makes a lock that nobody holds. */
    public BriefLock() {}

    @Override
    public void lock() {
        if (!tryLock()) {
            lockSoon();
        }
    }

    private void lockSoon() {
        for (int look = 0; look < LOOKS; look++) {
            Thread.onSpinWait();
            if (!isLocked() && tryLock()) {
                return;
            }
        }
        super.lock();
    }
}
