package io.heddle.workq;

import io.heddle.time.Ticker;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who sees to the entries of a process's queue: nobody but the backend for those that are whole, else a worker, idle or
 * new. The queue's lock guards all of it.
 *
 * <p>Where whole entries have a limit of their own, they wait in a list of their own: neither kind waits for room that
 * only the other needs. Where they have none, one list holds both in their order, and a whole entry counts like a busy
 * worker, so that no more entries than workers are allowed run at the same time.
 *
 * <p>No more than one worker is called on at a time. While it is on its way, submissions leave their entries to it;
 * when it takes one and others are left, it first calls on the next. So no entry waits while a worker is idle or may be
 * created, but for the moment that the next one needs to come; and where entries are short and many, most wake-ups do
 * not happen: the workers that are awake have done the work before. The kernel wakes one for each request; this is
 * ForkJoinPool's way.
 */
final class Staffing {
    private final PriorityList entries;
    private final PriorityList wholeEntries;
    private final WorkerPool pool;
    private final Ticker ticker;
    private final BooleanSupplier isOnWorker;
    private final BooleanSupplier wantWorker;
    private final Wakeup birth;

    private int limit;
    private int wholeLimit; // without a meaning if the two lists are one
    private int whole; // entries that run without a worker
    private int coming; // workers that are on their way to the queue

    /**
     * Makes it.
     *
     * @param entries those that wait for a worker
     * @param wholeEntries those that wait for room in flight; the same list if they count like workers
     * @param pool the workers
     * @param limit how many workers there may be
     * @param wholeLimit how many whole entries may run at the same time, if their list is another
     * @param ticker the clock
     * @param isOnWorker tells whether the caller is one of the workers
     * @param wantWorker asks for a worker, under the lock
     * @param birth has it made, outside
     */
    Staffing(
            PriorityList entries,
            PriorityList wholeEntries,
            WorkerPool pool,
            int limit,
            int wholeLimit,
            Ticker ticker,
            BooleanSupplier isOnWorker,
            BooleanSupplier wantWorker,
            Wakeup birth) {
        this.entries = entries;
        this.wholeEntries = wholeEntries;
        this.pool = pool;
        this.limit = limit;
        this.wholeLimit = wholeLimit;
        this.ticker = ticker;
        this.isOnWorker = isOnWorker;
        this.wantWorker = wantWorker;
        this.birth = birth;
    }

    int limit() {
        return limit;
    }

    void limit(int most) {
        limit = most;
    }

    void wholeLimit(int most) {
        wholeLimit = most;
    }

    /** Entries that run without a worker. */
    int whole() {
        return whole;
    }

    /** Returns whether there are more workers than may run. */
    boolean isTooMany() {
        return pool.threads() > limit;
    }

    /** Returns whether there is an entry that no worker is on the way to. */
    boolean isWanted() {
        return entries.size() > 0 && coming == 0;
    }

    // ---- calling

    /**
     * Finds somebody for the entries at the head, as far as more may run.
     *
     * @param bySubmission whether an entry has just been added: if by a worker, that one looks at the queue again
     *     itself
     * @return what the caller must wake once it has left its locks
     */
    Wakeup call(boolean bySubmission) {
        Entry begun = wholeEntries.size() == 0 ? null : takeWhole();
        if (entries.size() == 0) {
            return begun == null ? Wakeup.NONE : begun;
        }
        return begun == null ? callWorker(bySubmission) : begun.and(callWorker(bySubmission));
    }

    /** Takes the entries at the head that need no worker, chained so that one wake-up begins them all. */
    private @Nullable Entry takeWhole() {
        Entry first = null;
        Entry last = null;
        for (Entry head = wholeEntries.peek();
                head != null && head.isWhole() && mayBeginMore();
                head = wholeEntries.peek()) {
            wholeEntries.remove(head);
            head.taken();
            whole++;
            if (last == null) {
                first = head;
            } else {
                last.begunWith = head;
            }
            last = head;
        }
        return first;
    }

    private boolean mayBeginMore() {
        return countApart() ? whole < wholeLimit : mayRunMore();
    }

    private boolean mayRunMore() {
        return pool.threads() - pool.idle() + (countApart() ? 0 : whole) < limit;
    }

    private boolean countApart() {
        return wholeEntries != entries;
    }

    private Wakeup callWorker(boolean bySubmission) {
        if (!mayRunMore()) {
            return Wakeup.NONE; // what ends next makes room, and looks again
        }
        if (coming > 0 && !pool.newestIsAwake()) {
            return Wakeup.NONE; // who is on its way calls on the next
        }
        Worker idle = pool.idle() == 0 ? null : pool.popIdle(ticker.nanoTime());
        if (idle != null) {
            expect(idle);
            return idle;
        }
        // A worker never creates workers, because it will look at the queue again itself. The seed's workers never
        // submit. Ours may add several entries at once: a write releases two syncs, a handler submits. The worker takes
        // one of them, the others need others.
        if (pool.threads() < limit && !(bySubmission && entries.size() == 1 && isOnWorker.getAsBoolean())) {
            boolean _ = wantWorker.getAsBoolean(); // if not, the supervisor makes up for it
            return birth;
        }
        return Wakeup.NONE;
    }

    // ---- coming and going

    /** A worker was set running, or will be born. */
    void expect(Worker worker) {
        worker.coming = true;
        coming++;
    }

    /** A worker looks at the queue, or will never come. */
    void arrived(Worker worker) {
        if (worker.coming) {
            worker.coming = false;
            coming--;
        }
    }

    /** An entry has ended that ran without a worker. */
    void ended() {
        whole--;
    }
}
