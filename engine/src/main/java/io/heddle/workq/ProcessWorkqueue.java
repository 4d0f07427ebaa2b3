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
 * <p>A submission wakes the newest idle worker. If none is idle and there is room, it requests a new one; a worker that
 * adds a single entry does not, because it will itself select from the queue again. A worker takes entries until none
 * is left, then parks. So no entry waits while a worker is idle or may be created.
 *
 * <p><b>Asynchronous entries</b> need no worker: the thread that queues one, or whose end makes room for it, begins it.
 * Where they have a limit of their own, they wait in a list of their own: neither kind waits for room that only the
 * other needs. Otherwise one list holds both in their order, and an asynchronous entry counts like a busy worker, so
 * that the number of running entries never exceeds the maximum number of workers.
 *
 * <p><b>One worker is called at a time.</b> While it is on its way, submissions leave their entries to it; when it
 * takes one and others are left, it first calls the next. So an entry waits no longer than the next worker needs to
 * arrive; and where entries are short and many, most wake-ups do not happen, because the workers that are awake take
 * the entries first. The kernel wakes one worker for each request; this is ForkJoinPool's way.
 *
 * <p>One lock guards the queue and its {@link WorkerPool}. It is held for a few instructions at a time, never while an
 * entry is processed or a thread is started.
 */
public final class ProcessWorkqueue extends WorkerHost implements Workqueue {
    /** The seed's {@code WORKQUEUE_AIO_MAXTHREADS}. */
    public static final int DEFAULT_MAX_THREADS = 16;

    /** The largest number of workers that can be configured. */
    public static final int MAX_THREADS_LIMIT = 32_767;

    /** Entries that run without a worker count like workers and have no separate limit. */
    public static final int COUNT_LIKE_WORKERS = 0;

    /** The number of entries of an io_uring ring. */
    public static final int DEFAULT_MAX_IN_FLIGHT = 1024;

    /** The seed's {@code aio_wq_reduce_pool_window_usecs}: 5 seconds. */
    public static final long DEFAULT_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final PriorityList entries = new PriorityList();
    private final PriorityList wholeEntries; // the same list if asynchronous entries count like workers
    private final WorkerPool pool;
    private final long processId;
    private final String name;
    private final Wakeup birth; // starts the worker that was requested under the lock
    private volatile boolean prepared;

    // Guarded by the lock.
    private int limit;
    private int wholeLimit; // unused if the two lists are one
    private int whole; // asynchronous entries that run
    private int coming; // workers that were called and have not yet selected

    /**
     * Creates a queue, which starts no thread until it is used.
     *
     * @param lock the process's
     * @param processId the process, for traces
     * @param name the name of its scope in thread dumps
     * @param maxThreads the maximum number of workers, 1 to {@value #MAX_THREADS_LIMIT}
     * @param maxInFlight the maximum number of entries that run without a worker at the same time, or {@value
     *     #COUNT_LIKE_WORKERS}
     * @param windowNanos how long a worker may be idle, in nanoseconds
     * @param factory creates the workers' threads; its failures are traced and retried
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
        this.birth = supervisor::wake;
        this.limit = maxThreads;
        this.wholeLimit = maxInFlight;
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
    public void preparePriorities() {
        lock.lock();
        try {
            entries.prepare();
            wholeEntries.prepare();
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
            return call(true);
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
            whole--;
            return pool.isExiting() ? Wakeup.NONE : call(false);
        } finally {
            lock.unlock();
        }
    }

    @Override
    Wakeup callNext() {
        return call(false);
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

    /**
     * Returns whether the calling thread is a worker of this queue that will select from the queue before it does
     * anything else.
     */
    private boolean looksAgain() {
        Worker worker = Worker.current();
        return worker != null && worker.isOf(this) && !worker.hasTakenNext();
    }

    @Override
    public TracePoint span() {
        return TracePoint.WQ_PROCESS_ENTRY;
    }

    /** Returns whether there are more workers than may run. */
    private boolean isTooMany() {
        return pool.threads() > limit;
    }

    // ---- calling

    /**
     * Assigns the entries at the head, as far as more may run: asynchronous ones to the backend, others to an idle or
     * new worker.
     *
     * @param bySubmission whether an entry was just added: a worker that added it takes it itself
     * @return what the caller must wake after it has released its locks
     */
    private Wakeup call(boolean bySubmission) {
        Entry begun = wholeEntries.size() == 0 ? null : takeWhole();
        if (entries.size() == 0) {
            return begun == null ? Wakeup.NONE : begun;
        }
        return begun == null ? callWorker(bySubmission) : begun.and(callWorker(bySubmission));
    }

    /** Takes the asynchronous entries at the head, chained so that one wake-up begins them all. */
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
            return Wakeup.NONE; // the next entry that ends makes room and calls again
        }
        if (coming > 0 && !pool.newestIsAwake()) {
            return Wakeup.NONE; // the worker on its way calls the next
        }
        Worker idle = pool.idle() == 0 ? null : pool.popIdle(ticker.nanoTime());
        if (idle != null) {
            expect(idle);
            return idle;
        }
        // A worker does not request a worker for a single entry, because it will itself select from the queue again.
        // The seed's workers never submit. Ours may add several entries at the same time, for example when a write
        // releases two syncs or a handler submits. The worker takes one of them; the others need other workers.
        if (pool.threads() < limit && !(bySubmission && entries.size() == 1 && looksAgain())) {
            boolean _ = wantWorker(); // if it fails, the supervisor tries again later
            return birth;
        }
        return Wakeup.NONE;
    }

    // ---- workers on their way

    /** Notes that a worker was woken, or will be started. */
    private void expect(Worker worker) {
        worker.coming = true;
        coming++;
    }

    /** Notes that a worker selects from the queue, or will never do so. */
    private void arrived(Worker worker) {
        if (worker.coming) {
            worker.coming = false;
            coming--;
        }
    }

    // ---- creation of workers, under the lock

    @Override
    boolean isClosing() {
        return pool.isExiting();
    }

    @Override
    boolean hasWork() {
        return entries.size() > 0 && coming == 0; // an entry, with no worker on its way to it
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
        return limit;
    }

    @Override
    void reserve(Worker worker) {
        pool.add(worker);
        expect(worker);
    }

    @Override
    void abandon(Worker worker) {
        arrived(worker);
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
        arrived(worker);
        Entry entry = pool.isExiting() || isTooMany() ? null : entries.poll();
        if (entry != null && !entry.mayWait()) {
            expect(worker); // it is back before it could wait: until then no other is called
        }
        return entry;
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
        arrived(worker);
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
        if (isTooMany()) {
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

    // ---- change of the limits

    /**
     * Sets the maximum number of workers. If it is lowered, idle workers end immediately and busy ones before they take
     * another entry. No entry is forgotten, because as many workers as the new limit are left, and none of them is
     * idle.
     */
    @Override
    public void concurrency(int most) {
        Wakeup next;
        lock.lock();
        try {
            if (most == limit || pool.isExiting()) {
                return;
            }
            limit = most;
            pool.retireIdle(most, ticker.nanoTime());
            next = call(false);
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
            wholeLimit = most;
            next = pool.isExiting() ? Wakeup.NONE : call(false);
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

    // ---- monitoring

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
                    whole,
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
        boolean isFirst = sinceOther == 0 || (since != 0 && since - sinceOther < 0); // 0: not requested
        return isFirst ? since : sinceOther;
    }

    @Override
    public String toString() {
        return "workqueue of " + name;
    }
}
