package io.heddle.workq;

import io.heddle.time.Gate;
import io.heddle.time.Ticker;
import io.heddle.trace.TracePoint;
import org.jspecify.annotations.Nullable;

/**
 * One process's part in a pool: its entries, how many of them run, and its exit, which leaves the other processes
 * alone. FreeBSD's {@code kaioinfo}.
 *
 * <p>The entries of a process wait in a list of their own, so that the queue of one process, however long, is no burden
 * to the selection for another. What keeps the order between processes is a number that each entry gets when it is
 * queued.
 */
final class PoolWorkqueue implements Workqueue {
    final long processId;
    private final Pool pool;
    private final String name;
    private final Ticker ticker;
    private volatile boolean prepared;

    // All guarded by the pool's lock.
    private final EntryList entries = new EntryList();
    private int running;
    int runningLimit;
    private boolean exiting;
    private @Nullable Shift shift; // from the first use to the exit
    private @Nullable Shift ended; // the shift that ended with this process's exit

    /** Whether the shift has the queue among those that have something to run, and at which of its entries. */
    boolean isReady;

    private long readyOrder;

    /** Open when the process is exiting and nothing of it runs any more. */
    private final Gate drained = new Gate();

    PoolWorkqueue(Pool pool, long processId, String name, int runningLimit, Ticker ticker) {
        this.pool = pool;
        this.processId = processId;
        this.name = name;
        this.runningLimit = runningLimit;
        this.ticker = ticker;
    }

    // ---- submission

    /** As in {@code aio_init_aioinfo}, which also sees to it that there are as many daemons as there should be. */
    @Override
    public void prepare() {
        if (prepared) {
            return;
        }
        Shift joined;
        pool.lock.lock();
        try {
            if (prepared || exiting) {
                return;
            }
            joined = pool.join();
            shift = joined;
            prepared = true;
        } finally {
            pool.lock.unlock();
        }
        joined.supervisor.wake();
    }

    @Override
    public @Nullable Wakeup add(Entry entry) {
        pool.lock.lock();
        try {
            Shift mine = shift;
            if (exiting || mine == null) {
                return null;
            }
            entry.order = mine.nextOrder();
            entries.add(entry);
            return mine.added(this, entry);
        } finally {
            pool.lock.unlock();
        }
    }

    /** As in {@code aio_cancel_daemon_job}. */
    @Override
    public boolean remove(Entry entry) {
        pool.lock.lock();
        try {
            boolean removed = entries.remove(entry);
            if (removed && shift != null) {
                shift.removed();
            }
            return removed;
        } finally {
            pool.lock.unlock();
        }
    }

    @Override
    public boolean isOnWorker() {
        return pool.isOnWorker();
    }

    @Override
    public TracePoint span() {
        return TracePoint.WORKER_THREAD;
    }

    // ---- selection, by the shift and under the lock

    /** Returns whether one more entry may run now. */
    boolean mayRun() {
        return entries.size() > 0 && running < runningLimit && !exiting;
    }

    /** Returns whether each of the entries that wait would find room to run, given enough workers. */
    boolean hasRoomForAll() {
        return !exiting && entries.size() <= room();
    }

    /** How many more entries may be running now, whether or not there are so many. */
    int room() {
        return runningLimit - running;
    }

    /** How many of the entries that wait may run now. */
    int runnable() {
        return mayRun() ? Math.min(entries.size(), room()) : 0;
    }

    /** The queue is ready at its oldest entry. */
    void ready() {
        isReady = true;
        readyOrder = oldestOrder();
    }

    /** The place of that entry among all of the pool; constant while the queue is ready. */
    long readyOrder() {
        return readyOrder;
    }

    /**
     * Returns whether the entry at which the queue was ready is gone, so that it has to wait for the turn of the next.
     */
    boolean isReadyTooEarly() {
        return readyOrder != oldestOrder();
    }

    private long oldestOrder() {
        Entry oldest = entries.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.order;
    }

    /** The oldest entry that is sure to end by itself, if one more may run now. */
    @Nullable
    Entry peekEndingByItself() {
        return mayRun() ? entries.peekEndingByItself() : null;
    }

    /** Takes that one, or another, to run it. */
    void take(Entry entry) {
        running++;
        boolean _ = entries.remove(entry);
    }

    /** Takes the oldest entry to run it, counted as in {@code aio_selectjob}. */
    @Nullable
    Entry take() {
        running++;
        return entries.poll();
    }

    /** An entry that was taken has run. */
    void ran() {
        running--;
        openIfDrained();
    }

    @Override
    public void concurrency(int most) {
        Shift mine;
        pool.lock.lock();
        try {
            if (most == runningLimit) {
                return;
            }
            runningLimit = most;
            mine = shift;
            if (mine != null) {
                mine.limitChanged(this);
            }
        } finally {
            pool.lock.unlock();
        }
        if (mine != null) {
            mine.supervisor.wake();
        }
    }

    // ---- exit

    @Override
    public void markExiting() {
        pool.lock.lock();
        try {
            exiting = true;
            openIfDrained();
        } finally {
            pool.lock.unlock();
        }
    }

    private void openIfDrained() {
        if (exiting && running == 0) {
            drained.open();
        }
    }

    /** As in {@code aio_proc_rundown}; the last process that goes also waits for the workers to end. */
    @Override
    public boolean exit(long timeoutNanos) {
        long start = ticker.nanoTime();
        pool.lock.lock();
        try {
            if (!exiting || entries.size() > 0) {
                throw new IllegalStateException(this + " cannot exit: " + entries.size() + " entries are queued");
            }
        } finally {
            pool.lock.unlock();
        }
        if (!drained.await(ticker, timeoutNanos)) {
            return false;
        }
        Shift mine = leave();
        if (mine == null) {
            return true;
        }
        mine.supervisor.wake();
        long left = timeoutNanos == Long.MAX_VALUE ? timeoutNanos : timeoutNanos - (ticker.nanoTime() - start);
        return mine.supervisor.awaitFinish(ticker, left);
    }

    /**
     * Returns the shift that has ended because of this exit, at this call or an earlier one; {@code null} if none has.
     */
    private @Nullable Shift leave() {
        pool.lock.lock();
        try {
            Shift mine = shift;
            if (mine != null) {
                shift = null;
                ended = pool.leave(mine) ? mine : null;
            }
            return ended;
        } finally {
            pool.lock.unlock();
        }
    }

    @Override
    public void wakeParked() {
        Shift mine;
        pool.lock.lock();
        try {
            mine = shift;
        } finally {
            pool.lock.unlock();
        }
        if (mine != null) {
            mine.unparkAll();
        }
    }

    // ---- what an observer sees

    @Override
    public int maxThreads() {
        return pool.settings().max();
    }

    @Override
    public Counts counts() {
        pool.lock.lock();
        try {
            Entry oldest = entries.peek();
            long oldestQueuedAt = oldest == null ? 0 : oldest.queuedAt();
            Shift mine = shift;
            return mine == null
                    ? new Counts(entries.size(), oldestQueuedAt, 0, 0, 0, 0, 0, 0)
                    : mine.counts(entries.size(), oldestQueuedAt);
        } finally {
            pool.lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "workqueue of " + name + " in pool " + pool.settings().name();
    }
}
