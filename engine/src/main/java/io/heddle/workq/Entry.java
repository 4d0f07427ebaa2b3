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

    /** Begun together with this entry; see {@link #isWhole}. Owned by the thread that is to wake this entry. */
    @Nullable
    Entry begunWith;

    /** Woken when this entry is begun; never an entry. Owned by the thread that is to wake this entry. */
    private @Nullable Wakeup wokenWith;

    /** For subclasses. */
    protected Entry() {}

    /**
     * Called when a worker has taken the entry off its queue, so that it can no longer be removed. Runs under the
     * queue's lock: it may only note the fact.
     */
    protected abstract void taken();

    /**
     * Processes the entry, on the worker that took the entry and outside every lock.
     *
     * @param runner the worker, which may take its next entry when this one ends
     */
    protected abstract void process(Runner runner);

    /**
     * Returns whether the entry is asynchronous. Such an entry runs without a worker: it counts as running, the thread
     * that queues it begins it, and it ends by itself. Constant while the entry is queued.
     *
     * @return whether {@link #begin} may be called in place of {@link #process}
     */
    protected boolean isWhole() {
        return false;
    }

    /**
     * Returns whether the entry is sure to end by itself: it runs no user code and waits only for a device. The
     * supervisor processes such entries where no worker can be created. Constant while the entry is queued.
     *
     * @return {@code false} where it is not known
     */
    protected boolean endsByItself() {
        return false;
    }

    /**
     * Returns whether {@link #process} may wait, or run a user callback. A worker that does not wait between entries
     * calls no other worker meanwhile, and unparks the threads that wait for several of them together. Constant while
     * the entry is queued.
     *
     * @return {@code false} only if the worker is known to return within microseconds
     */
    protected boolean mayWait() {
        return true;
    }

    /**
     * Begins the work of an asynchronous entry, outside every lock. Blocks only where the calling thread would wait for
     * the entry's end anyway.
     *
     * @return what to wake next if the entry has already ended, {@link Workqueue#ended} included; {@code null}
     *     otherwise
     */
    protected @Nullable Wakeup begin() {
        throw new UnsupportedOperationException("needs a worker: " + this);
    }

    /**
     * Begins this entry, the entries that were taken with it, and the entries for which their ends make room.
     *
     * <p>An entry that ends immediately may begin the next one, and so on. This is a loop, because a recursion would
     * need a deep stack; therefore joining an entry with any other wake-up returns the entry.
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
                // from a notification: the entries that were taken with this one are begun all the same
            } catch (Throwable failed) {
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
     * Returns the time since which the entry waits.
     *
     * @return the ticker's time in nanoseconds, or 0 if it was not requested
     */
    protected abstract long queuedAt();

    /**
     * Returns the entry's priority. Constant while the entry is queued.
     *
     * @return 0, which runs first, to 20
     */
    protected int priority() {
        return 0;
    }

    /**
     * Returns the entry's number, for traces.
     *
     * @return the number, 0 if it has none
     */
    protected long id() {
        return 0;
    }
}
