package io.heddle.workq;

import org.jspecify.annotations.Nullable;

/**
 * One piece of work on a {@link Workqueue}: the kernel's {@code aio_workq_entry}, as far as the queue is concerned.
 *
 * <p>The links live in the entry itself, so that queueing allocates nothing and an entry leaves the middle of the queue
 * in constant time. An entry is on at most one queue at a time.
 */
public abstract class Entry {
    // Guarded by the lock of the list that the entry is on.
    @Nullable
    Entry next;

    @Nullable
    Entry previous;

    boolean linked;

    /** The entry's place among all entries of a pool, or of a process's own workqueue. Guarded by its lock. */
    long order;

    /** For subclasses. */
    protected Entry() {}

    /**
     * A worker has taken the entry off its queue, so that it can no longer be removed. Called under the queue's lock: it
     * may only note the fact.
     */
    protected abstract void taken();

    /** Does the work, on the worker that took the entry and outside every lock. */
    protected abstract void process();

    /**
     * Tells since when the entry waits.
     *
     * @return the ticker's time in nanoseconds, or 0 if nobody asked for it to be noted
     */
    protected abstract long queuedAt();

    /**
     * Tells how little urgent the entry is. Constant while the entry is queued.
     *
     * @return 0, for what runs first, to 20
     */
    protected int priority() {
        return 0;
    }

    /**
     * Tells the entry's number, for traces.
     *
     * @return the number, 0 if it has none
     */
    protected long id() {
        return 0;
    }
}
