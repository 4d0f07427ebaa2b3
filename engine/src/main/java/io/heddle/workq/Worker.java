package io.heddle.workq;

import io.heddle.time.Failures;
import io.heddle.time.Parking;
import io.heddle.time.WakeBatch;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a per-process workqueue or of a pool: the kernel's {@code uthread} with its {@code UT_WORKQ_*} flags,
 * or FreeBSD's {@code aioproc}.
 *
 * <pre>
 *            popped by a submission (resuscitated, if it was DYING)
 *          +--------------------------------------------------------------+
 *          v                                                              |
 *      RUNNING ------------- no entry left ----------------------> PARKED |
 *          |                                                              |  death call, exit
 *          | exiting, or the oldest idle worker is over-age               v
 *          +---------------------------------------------------------> DYING ---> ENDED
 * </pre>
 *
 * <p>A pool's worker can go from PARKED to ENDED by itself, when its lifetime has passed. Under a lower limit a worker
 * goes directly from RUNNING or PARKED to ENDED, as does a pool's RUNNING worker when its shift ends.
 *
 * <p>Only the host changes the state, under its lock. The worker itself reads it without the lock, to find out why it
 * was woken.
 */
final class Worker implements Runnable, Runner, Wakeup {
    enum State {
        RUNNING,
        PARKED,
        DYING,
        ENDED
    }

    /**
     * The running workers by their threads, so that a submission can detect that it runs on one. A scoped value would
     * do as well, but costs each worker 600 bytes: three objects, and five frames on the stack of a parked worker.
     */
    private static final ConcurrentHashMap<Thread, Worker> BY_THREAD = new ConcurrentHashMap<>(128);

    /** The most threads whose unpark is put off. */
    private static final int MOST_PUT_OFF = 32;

    final long id;
    private final WorkerHost host;

    /** The worker's thread, from the first moment that it runs. Written once, by that thread, under the host's lock. */
    @Nullable
    Thread thread;

    // Guarded by the host's lock: the list that the worker is on.
    @Nullable
    Worker next;

    @Nullable
    Worker previous;

    /** When the worker was born or last parked, by the ticker. Guarded by the host's lock. */
    long idleStamp;

    /** Written under the host's lock. */
    volatile State state = State.RUNNING;

    /** Whether the worker was called or created, and has not selected since. Guarded by the host's lock. */
    boolean coming;

    /** Whether the worker has selected at least once, if it is a pool's. Guarded by the host's lock. */
    boolean hasLooked;

    /** The process whose entry the worker runs, if it is a pool's. Guarded by the host's lock. */
    @Nullable
    PoolWorkqueue serving;

    /**
     * Whether the supervisor acts as this worker, because its thread could not be started. Confined to the supervisor.
     */
    private boolean isStandIn;

    /** The entry that the end of the current one has taken to be run next. Confined to the worker. */
    @Nullable
    Entry ahead;

    // Threads whose unpark was put off. The worker's own; the array is made when it is first needed.
    private @Nullable Thread @Nullable [] toUnpark;
    private int toUnparkCount;

    // For the traces only: the host's counts when the worker itself last changed its state, and when it was last
    // popped. They are separate because a parking worker can be popped before it has traced that it parks.
    private int threadsThen;
    private int idleThen;
    private int dyingThen;
    private int threadsWhenPopped;
    private int idleWhenPopped;
    private int dyingWhenPopped;

    Worker(long id, WorkerHost host, long now) {
        this.id = id;
        this.host = host;
        this.idleStamp = now;
    }

    @Override
    public void run() {
        Thread current = Thread.currentThread();
        if (!host.isBorn(this, current)) {
            return;
        }
        enlist(current);
        try {
            host.work(this);
        } finally {
            BY_THREAD.remove(current);
        }
    }

    /** Makes the supervisor act as this worker. */
    void beginStandIn() {
        BY_THREAD.put(Thread.currentThread(), this);
        isStandIn = true;
    }

    void endStandIn() {
        isStandIn = false;
        BY_THREAD.remove(Thread.currentThread());
    }

    /** Registers the worker; no entry may run on a worker that cannot be distinguished from other threads. */
    private void enlist(Thread current) {
        boolean enlisted = false;
        while (!enlisted) {
            try {
                BY_THREAD.put(current, this);
                enlisted = true;
            } catch (OutOfMemoryError exhausted) {
                Parking.pause();
            }
        }
    }

    /** Returns the worker that runs on the calling thread, {@code null} if there is none. */
    static @Nullable Worker current() {
        return BY_THREAD.get(Thread.currentThread());
    }

    // ---- the next entry, taken by the end of the last

    @Override
    public Wakeup takeNext() {
        return ahead == null && !isStandIn ? host.takeAhead(this) : Wakeup.NONE;
    }

    // ---- threads that wait for what this worker has processed

    /** A batch costs one change of the processor's thread instead of many: all have run when the first has to wait. */
    @Override
    public void unparkSoon(Thread waiter) {
        if (isStandIn || !putOff(waiter)) {
            WakeBatch.unpark(waiter);
        }
    }

    private boolean putOff(Thread waiter) {
        @Nullable Thread[] threads = toUnpark;
        if (threads == null) {
            try {
                threads = new Thread[MOST_PUT_OFF];
            } catch (OutOfMemoryError exhausted) {
                return false;
            }
            toUnpark = threads;
        }
        threads[toUnparkCount] = waiter;
        toUnparkCount++;
        if (toUnparkCount == threads.length) {
            unparkAll();
        }
        return true;
    }

    @Override
    public void unparkAll() {
        @Nullable Thread[] threads = toUnpark;
        int count = toUnparkCount;
        toUnparkCount = 0;
        for (int i = 0; threads != null && i < count; i++) {
            try {
                LockSupport.unpark(threads[i]);
            } catch (Throwable failed) { // the others must not wait for ever because of it
                Failures.report(failed);
            }
            threads[i] = null;
        }
    }

    /** Returns whether the next entry is taken already. Called by the worker itself. */
    boolean hasTakenNext() {
        return ahead != null;
    }

    /** Returns the entry that the end of the last one has taken, {@code null} if it has taken none. */
    @Nullable
    Entry takenAhead() {
        Entry entry = ahead;
        ahead = null;
        return entry;
    }

    boolean isOf(WorkerHost other) {
        return host == other;
    }

    WorkerHost host() {
        return host;
    }

    // ---- traces, outside the lock and with the counts as they were under it

    /**
     * Records the counts for the worker itself. Called under the host's lock, by the worker or before its thread
     * starts.
     */
    void note(WorkerPool pool) {
        threadsThen = pool.threads();
        idleThen = pool.idle();
        dyingThen = pool.dying();
    }

    /**
     * Records the counts for the thread that has just popped the worker and will wake it. Called under the host's lock.
     */
    void notePopped(WorkerPool pool) {
        threadsWhenPopped = pool.threads();
        idleWhenPopped = pool.idle();
        dyingWhenPopped = pool.dying();
    }

    @Override
    public void wake() {
        try {
            Tracer tracer = host.tracer(TracePoint.WQ_THREAD_WAKEUP);
            if (tracer != null) {
                tracer.workerWakeup(host.processId(), id, threadsWhenPopped, idleWhenPopped, dyingWhenPopped);
            }
        } finally {
            LockSupport.unpark(thread);
        }
    }

    void traceCreate() {
        Tracer tracer = host.tracer(TracePoint.WQ_THREAD_CREATE);
        if (tracer != null) {
            tracer.workerCreate(host.processId(), id, threadsThen, idleThen, dyingThen);
        }
    }

    @Nullable
    Object beginSelect() {
        Tracer tracer = host.tracer(TracePoint.WQ_SELECT_REQ);
        return tracer == null ? null : tracer.begin(TracePoint.WQ_SELECT_REQ);
    }

    void traceSelect(@Nullable Object span, int processed) {
        Tracer tracer = host.tracer(TracePoint.WQ_SELECT_REQ);
        if (span != null && tracer != null) {
            tracer.selectRequest(span, host.processId(), id, processed, threadsThen, idleThen, dyingThen);
        }
    }

    void tracePark() {
        Tracer tracer = host.tracer(TracePoint.WQ_THREAD_PARK);
        if (tracer != null) {
            tracer.workerPark(host.processId(), id, threadsThen, idleThen, dyingThen);
        }
    }

    void traceTerminate() {
        Tracer tracer = host.tracer(TracePoint.WQ_THREAD_TERMINATE);
        if (tracer != null) {
            tracer.workerTerminate(host.processId(), id, threadsThen, idleThen, dyingThen);
        }
    }

    @Override
    public String toString() {
        return "worker " + id + " of " + host;
    }
}
