package io.heddle.workq;

import java.util.concurrent.locks.LockSupport;

/**
 * Who runs an entry, as far as the entry is concerned: at its end it can have the next one taken under the lock that it
 * holds anyway. A worker would otherwise take the lock once to end an entry and once more to select the next.
 */
public interface Runner {
    /**
     * Takes the next entry, if there is one and the queue's lock is the one that the caller holds. To be called at most
     * once for an entry, when all that is left to do for it is brief: from then on the next one waits for this thread.
     *
     * @return what the caller must wake once it has left its locks
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
