package io.heddle.workq;

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
}
