package io.heddle.workq;

import io.heddle.time.Ticker;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * XNU's per-process workqueue ({@code workq_aio_s}): one queue, first in, first out among entries of one priority, and
 * at most {@code maxThreads} workers.
 *
 * <p>A submission sets the newest idle worker running. If none is idle and there is room, it asks for a new one; a
 * worker that adds a single entry does not, because it will itself look at the queue again. A worker takes entries
 * until none is left, then parks. So no entry waits while a worker is idle or may be created; how the right number of
 * workers comes is told in {@link Staffing}.
 *
 * <p>One lock guards the queue and its {@link WorkerPool}. It is held for a few instructions at a time, never while an
 * entry is processed or a thread is started.
 */
public final class ProcessWorkqueue extends WorkerHost implements Workqueue {
    /** The seed's {@code WORKQUEUE_AIO_MAXTHREADS}. */
    public static final int DEFAULT_MAX_THREADS = 16;

    /** The largest number of workers that can be configured. */
    public static final int MAX_THREADS_LIMIT = 32_767;

    /** Entries that run without a worker count like workers, and have no limit of their own. */
    public static final int COUNT_LIKE_WORKERS = 0;

    /** As many entries as the ring of io_uring has. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 1024;

    /** The seed's {@code aio_wq_reduce_pool_window_usecs}: 5 seconds. */
    public static final long DEFAULT_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PriorityList entries = new PriorityList();
    private final PriorityList wholeEntries; // the same list if whole entries count like workers
    private final WorkerPool pool;
    private final long processId;
    private final String name;
    private final Staffing staffing;
    private volatile boolean prepared;

    /**
     * Makes a queue; it starts no thread until it is used.
     *
     * @param lock the process's
     * @param processId the process, for traces
     * @param name what its scope is called in thread dumps
     * @param maxThreads the most workers, 1 to {@value #MAX_THREADS_LIMIT}
     * @param maxInFlight the most entries that run without a worker at the same time, or {@value #COUNT_LIKE_WORKERS}
     * @param windowNanos how long a worker may be idle, in nanoseconds
     * @param factory makes the workers' threads; its failures are traced and retried
     * @param areVirtual whether these are virtual threads, and the supervisor may be one
     * @param ticker the clock of the death call
     */
    public ProcessWorkqueue(
            ReentrantLock lock,
            long processId,
            String name,
            int maxThreads,
            int maxInFlight,
            long windowNanos,
            ThreadFactory factory,
            boolean areVirtual,
            Ticker ticker) {
        super(lock, name, factory, areVirtual, ticker);
        this.processId = processId;
        this.name = name;
        this.pool = new WorkerPool(windowNanos, supervisor::wake);
        this.wholeEntries = maxInFlight == COUNT_LIKE_WORKERS ? entries : new PriorityList();
        this.staffing = new Staffing(
                entries,
                wholeEntries,
                pool,
                maxThreads,
                maxInFlight,
                ticker,
                this::looksAgain,
                this::wantWorker,
                supervisor::wake);
    }

    /**
     * Returns the kind of scope that hosts the workers of every queue in this JVM.
     *
     * @return {@code structured} or {@code executor}
     */
    public static String scopeKind() {
        return WorkerScopes.chosen().kind();
    }

    // ---- submission

    @Override
    public void prepare() {
        if (prepared) {
            return;
        }
        lock.lock();
        try {
            if (!prepared && !pool.isExiting()) {
                supervisor.start();
                prepared = true;
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Wakeup add(Entry entry) {
        lock.lock();
        try {
            if (pool.isExiting()) {
                return null;
            }
            listOf(entry).add(entry);
            return staffing.call(true);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean runsWithoutWorkers() {
        return true;
    }

    @Override
    public Wakeup ended() {
        lock.lock();
        try {
            staffing.ended();
            return pool.isExiting() ? Wakeup.NONE : staffing.call(false);
        } finally {
            lock.unlock();
        }
    }

    @Override
    Wakeup callNext() {
        return staffing.call(false);
    }

    @Override
    public boolean remove(Entry entry) {
        lock.lock();
        try {
            return listOf(entry).remove(entry);
        } finally {
            lock.unlock();
        }
    }

    private PriorityList listOf(Entry entry) {
        return entry.isWhole() ? wholeEntries : entries;
    }

    @Override
    public boolean isOnWorker() {
        Worker worker = Worker.current();
        return worker != null && worker.isOf(this);
    }

    /** Returns whether the caller is a worker that will look at the queue again before it does anything else. */
    private boolean looksAgain() {
        Worker worker = Worker.current();
        return worker != null && worker.isOf(this) && !worker.hasTakenNext();
    }

    @Override
    public TracePoint span() {
        return TracePoint.WQ_PROCESS_ENTRY;
    }

    // ---- births, under the lock

    @Override
    boolean isClosing() {
        return pool.isExiting();
    }

    @Override
    boolean hasWork() {
        return staffing.isWanted();
    }

    @Override
    int idle() {
        return pool.idle();
    }

    @Override
    int threads() {
        return pool.threads();
    }

    @Override
    public int maxThreads() {
        return staffing.limit();
    }

    @Override
    void reserve(Worker worker) {
        pool.add(worker);
        staffing.expect(worker);
    }

    @Override
    void abandon(Worker worker) {
        staffing.arrived(worker);
        pool.abandon(worker);
    }

    @Override
    void born() {
        pool.born();
    }

    // ---- a worker's life, under the lock

    @Override
    @Nullable
    Entry select(Worker worker) {
        staffing.arrived(worker);
        return pool.isExiting() || staffing.isTooMany() ? null : entries.poll();
    }

    @Override
    boolean isAnyQueued() {
        return entries.size() > 0;
    }

    @Override
    boolean isAnyEndingByItself() {
        return entries.peekEndingByItself() != null;
    }

    @Override
    @Nullable
    Entry selectEndingByItself(Worker worker) {
        staffing.arrived(worker);
        Entry entry = pool.isExiting() ? null : entries.peekEndingByItself();
        if (entry != null) {
            boolean _ = entries.remove(entry);
        }
        return entry;
    }

    @Override
    Wakeup takeAhead(Worker worker) {
        return takeNow(worker);
    }

    @Override
    void park(Worker worker, long now) {
        if (staffing.isTooMany()) {
            pool.retireRunning(worker, now);
        } else if (!pool.park(worker, now)) {
            pool.end(worker, false, now);
        }
        worker.note(pool);
    }

    @Override
    void leave(Worker worker, long now) {
        pool.end(worker, true, now);
        worker.note(pool);
    }

    @Override
    WorkerList resting() {
        return pool.idleWorkers();
    }

    @Override
    public void wakeParked() {
        unparkAll();
    }

    @Override
    boolean deserted() {
        return pool.isDeserted();
    }

    // ---- the death call

    @Override
    long untilTimer(long now) {
        return pool.isDeathCallScheduled() ? pool.deathCallTime() - now : Long.MAX_VALUE;
    }

    @Override
    void timer() {
        Object span = Trace.begin(TracePoint.WQ_DEATH_CALL);
        int threads;
        int idle;
        int dying;
        lock.lock();
        try {
            pool.deathCall(ticker.nanoTime());
            threads = pool.threads();
            idle = pool.idle();
            dying = pool.dying();
        } finally {
            lock.unlock();
        }
        Tracer tracer = Trace.tracer();
        if (span != null && tracer != null) {
            tracer.deathCall(span, processId, threads, idle, dying);
        }
    }

    @Override
    public void window(long nanos) {
        lock.lock();
        try {
            if (nanos != pool.window()) {
                pool.window(nanos);
            }
        } finally {
            lock.unlock();
        }
    }

    // ---- another number of workers

    /**
     * Fewer workers: idle ones end at once, busy ones before they take another entry. No entry is forgotten, because as
     * many workers as the new limit are left, and none of them is idle.
     */
    @Override
    public void concurrency(int most) {
        Wakeup next;
        lock.lock();
        try {
            if (most == staffing.limit() || pool.isExiting()) {
                return;
            }
            staffing.limit(most);
            pool.retireIdle(most, ticker.nanoTime());
            next = staffing.call(false);
        } finally {
            lock.unlock();
        }
        next.wake();
        supervisor.wake();
    }

    @Override
    public void inFlight(int most) {
        Wakeup next;
        lock.lock();
        try {
            staffing.wholeLimit(most);
            next = pool.isExiting() ? Wakeup.NONE : staffing.call(false);
        } finally {
            lock.unlock();
        }
        next.wake();
    }

    // ---- exit

    @Override
    public void markExiting() {
        lock.lock();
        try {
            pool.markExiting();
            abandonBirths();
        } finally {
            lock.unlock();
        }
        supervisor.wake();
    }

    @Override
    public boolean exit(long timeoutNanos) {
        lock.lock();
        try {
            if (!pool.isExiting() || queued() > 0) {
                throw new IllegalStateException(this + " cannot exit: " + queued() + " entries are queued");
            }
            pool.markDead();
            if (!prepared) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        supervisor.wake();
        return supervisor.awaitFinish(ticker, timeoutNanos);
    }

    // ---- what an observer sees

    @Override
    long processId() {
        return processId;
    }

    @Override
    @Nullable
    Tracer tracer(TracePoint point) {
        return Trace.tracer(point);
    }

    @Override
    public Counts counts() {
        lock.lock();
        try {
            return new Counts(
                    queued(),
                    oldestQueuedAt(),
                    staffing.whole(),
                    pool.threads(),
                    pool.idle(),
                    pool.dying(),
                    pool.bornCount(),
                    pool.endedCount());
        } finally {
            lock.unlock();
        }
    }

    private int queued() {
        return wholeEntries == entries ? entries.size() : entries.size() + wholeEntries.size();
    }

    private long oldestQueuedAt() {
        Entry one = entries.oldest();
        Entry other = wholeEntries.oldest();
        if (one == null || other == null) {
            Entry only = one == null ? other : one;
            return only == null ? 0 : only.queuedAt();
        }
        long since = one.queuedAt();
        long sinceOther = other.queuedAt();
        boolean isFirst = sinceOther == 0 || (since != 0 && since - sinceOther < 0); // 0: nobody asked for it
        return isFirst ? since : sinceOther;
    }

    @Override
    public String toString() {
        return "workqueue of " + name;
    }
}
