package io.heddle.workq;

/**
 * What is still to be done after an entry went onto a queue: waking the thread that will process it. Kept apart from
 * the queueing so that the caller can release its own locks first.
 */
@FunctionalInterface
public interface Wakeup {
    /** Wakes no thread. */
    Wakeup NONE = new Wakeup() {
        @Override
        public void wake() {
            // nothing to wake
        }
    };

    /** Wakes the thread. Must be called exactly once, outside every lock. */
    void wake();

    /**
     * Joins two wake-ups. If the heap is exhausted, this one is woken immediately, under whatever lock the caller
     * holds: it is no entry, so it only unparks a thread. A lost wake-up could be the last of its queue.
     *
     * @param other the one to follow this, unless it is an entry: an entry stays the first, see {@link Entry#wake}
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
