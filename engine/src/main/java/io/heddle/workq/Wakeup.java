package io.heddle.workq;

/**
 * What is still to be done after an entry went onto a queue: waking the thread that will see to it. Kept apart from the
 * queueing so that the caller can leave its own locks first.
 */
@FunctionalInterface
public interface Wakeup {
    /** Nobody needs waking. */
    Wakeup NONE = new Wakeup() {
        @Override
        public void wake() {
            // nobody
        }
    };

    /** Wakes. Must be called exactly once, outside every lock. */
    void wake();

    /**
     * Joins two wake-ups. Where the heap is exhausted this one is woken at once, under whatever lock the caller holds:
     * it is no entry, so that no more happens than that a thread is unparked. A wake-up that is lost may be the last of
     * its queue.
     *
     * @param other the one to follow this, unless it is an entry: that one stays on top, see {@link Entry#wake}
     * @return a wake-up that does both
     */
    default Wakeup and(Wakeup other) {
        if (this == NONE) {
            return other;
        }
        if (other == NONE) {
            return this;
        }
        if (other instanceof Entry whole) {
            return whole.and(this);
        }
        try {
            return new Both(this, other);
        } catch (OutOfMemoryError exhausted) {
            wake();
            return other;
        }
    }
}
