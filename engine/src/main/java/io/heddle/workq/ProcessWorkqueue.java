package io.heddle.workq;

import io.heddle.time.Ticker;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.workq.Worker.State;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * XNU's per-process workqueue ({@code workq_aio_s}): one first-in first-out queue and at most {@code maxThreads} workers.
 *
 * <p>A submission sets the newest idle worker running. If none is idle and there is room, it asks for a new one; a worker
 * never asks for workers, because it will itself look at the queue again. A worker takes entries until none is left, then
 * parks. So no entry waits while a worker is idle or may be created.
 *
 * <p>One lock guards the queue and its {@link WorkerPool}. It is held for a few instructions at a time, never while an
 * entry is processed or a thread is started.
 */
public final class ProcessWorkqueue implements Workqueue {
    /** The seed's {@code WORKQUEUE_AIO_MAXTHREADS}. */
    public static final int DEFAULT_MAX_THREADS = 16;

    /** The largest number of workers that can be configured. */
    public static final int MAX_THREADS_LIMIT = 32_767;

    /** The seed's {@code aio_wq_reduce_pool_window_usecs}: 5 seconds. */
    public static final long DEFAULT_WINDOW_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final long FIRST_REDRIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_REDRIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(128);

    private final ReentrantLock lock = new ReentrantLock();
    private final EntryList entries = new EntryList();
    private final WorkerPool pool;
    private final Queue<Worker> births = new ArrayDeque<>(1);
    private long workerIds;

    // Creations failed while entries wait: how many are to be made up for, when to try again, and how long to wait the
    // time after.
    private int missing;
    private boolean redriving;
    private long redriveTime;
    private long redriveDelay = FIRST_REDRIVE_NANOS;

    private final long processId;
    private final String name;
    private final int maxThreads;
    private final Ticker ticker;
    private final Supervisor supervisor;
    private volatile boolean prepared;

    /**
     * Makes a queue; it starts no thread until it is used.
     *
     * @param processId the process, for traces
     * @param name what its scope is called in thread dumps
     * @param maxThreads the most workers, 1 to {@value #MAX_THREADS_LIMIT}
     * @param windowNanos how long a worker may be idle, in nanoseconds
     * @param factory makes the workers' threads; its failures are traced and retried
     * @param ticker the clock of the death call
     */
    public ProcessWorkqueue(
            long processId, String name, int maxThreads, long windowNanos, ThreadFactory factory, Ticker ticker) {
        this.processId = processId;
        this.name = name;
        this.maxThreads = maxThreads;
        this.ticker = ticker;
        this.supervisor = new Supervisor(this, WorkerScopes.chosen(), name, factory, ticker);
        this.pool = new WorkerPool(windowNanos, supervisor::wake);
    }

    /**
     * Returns the kind of scope that hosts the workers of every queue in this JVM.
     *
     * @return {@code structured} or {@code executor}
     */
    public static String scopeKind() {
        return WorkerScopes.chosen().kind();
    }

    long processId() {
        return processId;
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
            entries.add(entry);
            if (pool.idle() > 0) {
                Worker idle = pool.popIdle(ticker.nanoTime());
                return idle == null ? Wakeup.NONE : idle;
            }
            if (pool.threads() < maxThreads && !willBeTakenByCaller()) {
                wantWorker();
                return supervisor::wake;
            }
            return Wakeup.NONE;
        } finally {
            lock.unlock();
        }
    }

    /**
     * A worker never creates workers, because it will look at the queue again itself. The seed's workers never submit,
     * though; ours may add several entries at once (a write releases two syncs, a handler submits). One of them it can
     * take, the others need others.
     */
    private boolean willBeTakenByCaller() {
        return entries.size() == 1 && isOnWorker();
    }

    private void wantWorker() {
        Worker worker = new Worker(++workerIds, this, ticker.nanoTime());
        pool.add(worker);
        births.add(worker);
    }

    @Override
    public boolean remove(Entry entry) {
        lock.lock();
        try {
            return entries.remove(entry);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isOnWorker() {
        if (!Worker.CURRENT.isBound()) {
            return false;
        }
        Worker worker = Worker.CURRENT.get();
        // A thread that a worker's callback has forked inherits the binding, but is not the worker.
        return worker.isOf(this) && worker.thread == Thread.currentThread();
    }

    // ---- births, on the supervisor

    /** Returns a worker that a submission wants, or {@code null} if none is wanted now. */
    @Nullable
    Worker nextBirth() {
        lock.lock();
        try {
            return births.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Counts the birth. Threads can be had again, so those that could not are made up for, one after the other. */
    void birthSucceeded() {
        lock.lock();
        try {
            redriveDelay = FIRST_REDRIVE_NANOS;
            pool.born();
            makeUpForAMissingWorker();
        } finally {
            lock.unlock();
        }
    }

    /** Takes the reservation back, and sees to it that entries which counted on the worker are not forgotten. */
    void birthFailed(Worker worker, Throwable failure) {
        int threads;
        lock.lock();
        try {
            pool.abandon(worker);
            threads = pool.threads();
            missing++;
            if (entries.size() > 0 && !redriving) {
                redriving = true;
                redriveTime = ticker.nanoTime() + redriveDelay;
                redriveDelay = Math.min(2 * redriveDelay, LAST_REDRIVE_NANOS);
            }
        } finally {
            lock.unlock();
        }
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.workerCreateFailed(processId, failure.toString(), threads);
        }
    }

    private void redrive() {
        lock.lock();
        try {
            redriving = false;
            makeUpForAMissingWorker();
        } finally {
            lock.unlock();
        }
    }

    private void makeUpForAMissingWorker() {
        if (entries.size() == 0 || pool.idle() > 0) {
            missing = 0; // the workers that live have done without
        } else if (missing > 0 && pool.threads() < maxThreads && !pool.isExiting()) {
            missing--;
            wantWorker();
        }
    }

    // ---- timers, on the supervisor

    /**
     * Runs the timers that are due.
     *
     * @return the nanoseconds until the next one, 0 if there may be something to do at once, {@link Long#MAX_VALUE} if
     *     none is set
     */
    long runTimers() {
        boolean deathCallIsDue;
        boolean redriveIsDue;
        lock.lock();
        try {
            // Whoever waits for the lock parks, and may swallow the wake-up of a submission or of the last worker. This
            // is the last lock before the supervisor parks: what it must not sleep over is looked at once more.
            if (!births.isEmpty() || pool.isDeserted()) {
                return 0;
            }
            long now = ticker.nanoTime();
            long untilDeathCall = pool.isDeathCallScheduled() ? pool.deathCallTime() - now : Long.MAX_VALUE;
            long untilRedrive = redriving ? redriveTime - now : Long.MAX_VALUE;
            deathCallIsDue = untilDeathCall <= 0;
            redriveIsDue = untilRedrive <= 0;
            if (!deathCallIsDue && !redriveIsDue) {
                return Math.min(untilDeathCall, untilRedrive);
            }
        } finally {
            lock.unlock();
        }
        if (redriveIsDue) {
            redrive();
        }
        if (deathCallIsDue) {
            deathCall();
        }
        return 0;
    }

    private void deathCall() {
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

    /**
     * Changes how long workers may be idle, from now on and for those that are idle already.
     *
     * @param nanos the new window in nanoseconds, more than 0
     */
    public void window(long nanos) {
        lock.lock();
        try {
            pool.window(nanos);
        } finally {
            lock.unlock();
        }
    }

    // ---- a worker's life, on the worker

    /** The worker's main loop; returns when the worker is to end. */
    void work(Worker worker) {
        worker.traceCreate();
        boolean alive;
        do {
            alive = takeUntilEmpty(worker);
        } while (alive && awaitWakeup(worker));
        worker.traceTerminate();
        if (isDeserted()) {
            supervisor.wake();
        }
    }

    /**
     * Processes entries until the queue is empty, as in {@code workq_aio_unpark_select_req_or_park_and_unlock}.
     *
     * @return whether the worker is on the idle list now; otherwise it has been counted out and must end
     */
    private boolean takeUntilEmpty(Worker worker) {
        Object span = Trace.begin(TracePoint.WQ_SELECT_REQ);
        int processed = 0;
        Entry entry = takeOrPark(worker);
        while (entry != null) {
            process(entry);
            processed++;
            entry = takeOrPark(worker);
        }
        worker.traceSelect(span, processed);
        boolean alive = worker.state != State.ENDED;
        if (alive) {
            worker.tracePark();
        }
        return alive;
    }

    /** Takes the oldest entry or, in the same breath, parks: an entry added in between would find nobody. */
    private @Nullable Entry takeOrPark(Worker worker) {
        lock.lock();
        try {
            Entry entry = pool.isExiting() ? null : entries.poll();
            if (entry != null) {
                entry.taken();
                return entry;
            }
            long now = ticker.nanoTime();
            if (!pool.park(worker, now)) {
                pool.end(worker, false, now);
            }
            worker.note(pool);
            return null;
        } finally {
            lock.unlock();
        }
    }

    private static void process(Entry entry) {
        try {
            entry.process();
        } catch (Throwable failed) { // an entry answers for its own failures; this is a defect, and not the worker's
            report(failed);
        }
        // A callback may have interrupted its own thread. Left pending, that would close the next entry's channel.
        Thread.interrupted();
    }

    private static void report(Throwable failed) {
        Thread current = Thread.currentThread();
        try {
            current.getUncaughtExceptionHandler().uncaughtException(current, failed);
        } catch (Throwable ignored) { // as the JVM ignores it: the worker must live, or its place is lost for ever
        }
    }

    /**
     * Waits on the idle list, as in {@code workq_aio_unpark_continue}.
     *
     * @return {@code true} if the worker was set running, {@code false} if it was told to die and has been counted out
     */
    private boolean awaitWakeup(Worker worker) {
        while (worker.state != State.RUNNING) {
            if (worker.state == State.DYING && leave(worker)) {
                return false;
            }
            if (worker.state == State.PARKED) {
                LockSupport.park(this);
                Thread.interrupted();
            }
        }
        return true;
    }

    private boolean leave(Worker worker) {
        lock.lock();
        try {
            if (worker.state != State.DYING) {
                return false; // resuscitated
            }
            pool.end(worker, true, ticker.nanoTime());
            worker.note(pool);
            return true;
        } finally {
            lock.unlock();
        }
    }

    // ---- exit

    @Override
    public void markExiting() {
        lock.lock();
        try {
            pool.markExiting();
            for (Worker worker = births.poll(); worker != null; worker = births.poll()) {
                pool.abandon(worker);
            }
        } finally {
            lock.unlock();
        }
        supervisor.wake();
    }

    @Override
    public boolean exit(long timeoutNanos) {
        lock.lock();
        try {
            if (!pool.isExiting() || entries.size() > 0) {
                throw new IllegalStateException(this + " cannot exit: " + entries.size() + " entries are queued");
            }
            pool.markDead();
            if (!prepared) {
                return true;
            }
        } finally {
            lock.unlock();
        }
        supervisor.wake();
        return supervisor.awaitFinish(timeoutNanos);
    }

    boolean isDeserted() {
        lock.lock();
        try {
            return pool.isDeserted();
        } finally {
            lock.unlock();
        }
    }

    // ---- what an observer sees

    @Override
    public Counts counts() {
        lock.lock();
        try {
            Entry oldest = entries.peek();
            return new Counts(
                    entries.size(),
                    oldest == null ? 0 : oldest.queuedAt(),
                    pool.threads(),
                    pool.idle(),
                    pool.dying(),
                    pool.bornCount(),
                    pool.endedCount());
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return "workqueue of " + name;
    }
}
