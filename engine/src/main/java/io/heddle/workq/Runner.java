package io.heddle.workq;

import java.util.concurrent.locks.LockSupport;

/**
 * The thread that runs an entry, as the entry sees it: at its end, the entry can let the runner take the next one under
 * the lock that the entry already holds. Otherwise a worker would acquire the lock once to end an entry and once more
 * to select the next.
 */
public interface Runner {
    /**
     * Takes the next entry, if there is one and the caller holds the queue's lock. To be called at most once for an
     * entry, when only brief work is left for it: from then on the next entry waits for this thread.
     *
     * @return what the caller must wake after it has released its locks
     */
    Wakeup takeNext();

    /**
     * Unparks a thread that waits for the entry that ends: at the latest before the worker waits or runs code of a
     * user's, see {@link Entry#mayWait}.
     *
     * @param waiter any thread
     */
    default void unparkSoon(Thread waiter) {
        LockSupport.unpark(waiter);
    }

    /** Unparks the threads that were to be unparked soon. */
    default void unparkAll() {}
}
