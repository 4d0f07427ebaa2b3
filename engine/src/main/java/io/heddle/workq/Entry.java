package io.heddle.workq;

import io.heddle.time.Failures;
import org.jspecify.annotations.Nullable;

/**
 * One piece of work on a {@link Workqueue}: the kernel's {@code aio_workq_entry}, as far as the queue is concerned.
 *
 * <p>The links live in the entry itself, so that queueing allocates nothing and an entry leaves the middle of the queue
 * in constant time. An entry is on at most one queue at a time.
 */
public abstract class Entry implements Wakeup {
    // Guarded by the lock of the list that the entry is on.
    @Nullable
    Entry next;

    @Nullable
    Entry previous;

    boolean linked;

    /** The entry's place among all entries of a pool, or of a process's own workqueue. Guarded by its lock. */
    long order;

    /** Begun together with this one; see {@link #isWhole}. Belongs to whoever is to wake it. */
    @Nullable
    Entry begunWith;

    /** Woken when this one was begun: never an entry. Belongs to whoever is to wake it. */
    private @Nullable Wakeup wokenWith;

    /** For subclasses. */
    protected Entry() {}

    /**
     * A worker has taken the entry off its queue, so that it can no longer be removed. Called under the queue's lock:
     * it may only note the fact.
     */
    protected abstract void taken();

    /**
     * Does the work, on the worker that took the entry and outside every lock.
     *
     * @param runner the worker, which the end of the entry may send on to the next
     */
    protected abstract void process(Runner runner);

    /**
     * Tells whether the entry runs without a worker: it counts as one that runs, but whoever queues it begins it, and
     * it ends by itself. Constant while the entry is queued.
     *
     * @return whether {@link #begin} may be called in place of {@link #process}
     */
    protected boolean isWhole() {
        return false;
    }

    /**
     * Tells whether the entry is sure to end by itself: it runs no code of a user's and waits for nothing but a device.
     * Where no worker can be had, the supervisor processes such entries. Constant while the entry is queued.
     *
     * @return {@code false} where it is not known
     */
    protected boolean endsByItself() {
        return false;
    }

    /**
     * Tells whether {@link #process} may wait, or run code of a user's. A worker that takes one entry after the other
     * without waiting need not call another worker in between, and wakes threads that wait for several entries
     * together. Constant while the entry is queued.
     *
     * @return {@code false} where it is known that the worker is back within microseconds
     */
    protected boolean mayWait() {
        return true;
    }

    /**
     * Begins the work of an entry that is whole, outside every lock. It waits only where the calling thread would wait
     * for the entry's end anyway.
     *
     * @return whether it is over already, {@link Workqueue#ended} included; then that is what is to be woken next
     */
    protected @Nullable Wakeup begin() {
        throw new UnsupportedOperationException("needs a worker: " + this);
    }

    /**
     * Begins this entry and those that were taken with it, and what their ends make room for.
     *
     * <p>One that is over at once may have the next begun, and so on. That is a loop, which would need a deep stack as
     * a recursion; so where an entry is joined with anything else the entry is what is returned.
     */
    @Override
    public final void wake() {
        Entry next = this;
        while (next != null) {
            Entry with = next.begunWith;
            Wakeup also = next.wokenWith;
            next.begunWith = null;
            next.wokenWith = null;
            Wakeup then = null;
            try {
                then = next.begin();
            } catch (Throwable failed) { // a notification's: those that were taken with this one are begun all the same
                Failures.report(failed);
            }
            wakeOther(also);
            if (then instanceof Entry more) {
                more.append(with);
                next = more;
            } else {
                wakeOther(then);
                next = with;
            }
        }
    }

    @Override
    public final Wakeup and(Wakeup other) {
        if (other instanceof Entry more) {
            append(more);
        } else if (other != NONE) {
            wokenWith = wokenWith == null ? other : wokenWith.and(other);
        }
        return this;
    }

    private static void wakeOther(@Nullable Wakeup other) {
        try {
            if (other != null) {
                other.wake();
            }
        } catch (Throwable failed) {
            Failures.report(failed);
        }
    }

    private void append(@Nullable Entry more) {
        Entry last = this;
        while (last.begunWith != null) {
            last = last.begunWith;
        }
        last.begunWith = more;
    }

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
