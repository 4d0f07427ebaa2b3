package io.heddle.workq;

import io.heddle.time.Gate;
import io.heddle.time.Ticker;
import io.heddle.trace.TracePoint;
import org.jspecify.annotations.Nullable;

/**
 * One process's part in a pool: its entries, the number of them that run, and its exit, which does not affect the other
 * processes. FreeBSD's {@code kaioinfo}.
 *
 * <p>Each process has its own list of entries, so that a long queue of one process does not slow the selection for
 * another. A number that each entry gets when it is queued keeps the order between processes.
 */
final class PoolWorkqueue implements Workqueue {
    final long processId;
    private final Pool pool;
    private final String name;
    private final Ticker ticker;
    private volatile boolean prepared;

    // Guarded by the pool's lock.
    private final EntryList entries = new EntryList();
    private int running;
    int runningLimit;
    private boolean exiting;
    private @Nullable Shift shift; // from the first use to the exit
    private @Nullable Shift ended; // the shift that ended with this process's exit

    /** Whether the shift has this queue among those with an entry to run, at the entry with {@code readyOrder}. */
    boolean isReady;

    private long readyOrder;

    /** Open when the process is exiting and none of its entries runs any more. */
    private final Gate drained = new Gate();

    PoolWorkqueue(Pool pool, long processId, String name, int runningLimit, Ticker ticker) {
        this.pool = pool;
        this.processId = processId;
        this.name = name;
        this.runningLimit = runningLimit;
        this.ticker = ticker;
    }

    // ---- submission

    /** As in {@code aio_init_aioinfo}, which also ensures that the target number of daemons exists. */
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

    /** Returns whether every waiting entry may run now, given enough workers. */
    boolean hasRoomForAll() {
        return !exiting && entries.size() <= room();
    }

    /** Returns how many more entries may run at the same time, whether or not so many wait. */
    int room() {
        return runningLimit - running;
    }

    /** Returns how many of the waiting entries may run now. */
    int runnable() {
        return mayRun() ? Math.min(entries.size(), room()) : 0;
    }

    /** Marks the queue as ready at its oldest entry. */
    void ready() {
        isReady = true;
        readyOrder = oldestOrder();
    }

    /** Returns the place of that entry among all entries of the pool; constant while the queue is ready. */
    long readyOrder() {
        return readyOrder;
    }

    /**
     * Returns whether the entry at which the queue became ready is gone, so that the queue must wait for the turn of
     * its next entry.
     */
    boolean isReadyTooEarly() {
        return readyOrder != oldestOrder();
    }

    private long oldestOrder() {
        Entry oldest = entries.peek();
        return oldest == null ? Long.MAX_VALUE : oldest.order;
    }

    /** Returns the oldest entry that is sure to end by itself, {@code null} if there is none or no more may run now. */
    @Nullable
    Entry peekEndingByItself() {
        return mayRun() ? entries.peekEndingByItself() : null;
    }

    /** Takes the given entry, to run it. */
    void take(Entry entry) {
        running++;
        boolean _ = entries.remove(entry);
    }

    /** Takes the oldest entry, to run it. Counted as in {@code aio_selectjob}. */
    @Nullable
    Entry take() {
        running++;
        return entries.poll();
    }

    /** Notes that an entry which was taken has ended. */
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

    /** As in {@code aio_proc_rundown}; the last process that leaves also waits for the workers to end. */
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

    // ---- monitoring

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
