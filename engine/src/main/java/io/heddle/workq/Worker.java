package io.heddle.workq;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One worker of a per-process workqueue: the kernel's {@code uthread} with its {@code UT_WORKQ_*} flags.
 *
 * <pre>
 *            popped by a submission (resuscitated, if it was told to die)
 *          +--------------------------------------------------------------+
 *          v                                                              |
 *      RUNNING ------------- no entry left ----------------------> PARKED |
 *          |                                                              |  death call, exit
 *          | exiting, or the oldest idle worker is over-age               v
 *          +---------------------------------------------------------> DYING ---> ENDED
 * </pre>
 *
 * <p>Only the queue changes the state, under its lock. The worker itself reads it without, to find out why it was woken.
 */
final class Worker implements Runnable, Wakeup {
    enum State {
        RUNNING,
        PARKED,
        DYING,
        ENDED
    }

    /** Bound while a worker runs, so that a submission can tell that it comes from one. */
    static final ScopedValue<Worker> CURRENT = ScopedValue.newInstance();

    final long id;
    private final ProcessWorkqueue queue;

    /** The thread, from the first moment that it runs. Written once by itself, before the worker can be parked. */
    @Nullable
    Thread thread;

    // Guarded by the queue's lock: the list that the worker is on.
    @Nullable
    Worker next;

    @Nullable
    Worker previous;

    /** When the worker was born or last parked, by the ticker. Guarded by the queue's lock. */
    long idleStamp;

    /** Written under the queue's lock. */
    volatile State state = State.RUNNING;

    // For the traces only: the queue's counts when the worker itself last changed its state, and when it was last
    // popped. They are kept apart because a worker that parks can be popped before it has told that it parks.
    private int threadsThen;
    private int idleThen;
    private int dyingThen;
    private int threadsWhenPopped;
    private int idleWhenPopped;
    private int dyingWhenPopped;

    Worker(long id, ProcessWorkqueue queue, long now) {
        this.id = id;
        this.queue = queue;
        this.idleStamp = now;
    }

    @Override
    public void run() {
        thread = Thread.currentThread();
        ScopedValue.where(CURRENT, this).run(() -> queue.work(this));
    }

    boolean isOf(ProcessWorkqueue other) {
        return queue == other;
    }

    // ---- traces, outside the lock and with the counts as they were under it

    /** Notes the counts for the worker itself; called under the queue's lock, by the worker or before it is born. */
    void note(WorkerPool pool) {
        threadsThen = pool.threads();
        idleThen = pool.idle();
        dyingThen = pool.dying();
    }

    /** Notes the counts for whoever has just popped the worker and will wake it; called under the queue's lock. */
    void notePopped(WorkerPool pool) {
        threadsWhenPopped = pool.threads();
        idleWhenPopped = pool.idle();
        dyingWhenPopped = pool.dying();
    }

    @Override
    public void wake() {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.workerWakeup(queue.processId(), id, threadsWhenPopped, idleWhenPopped, dyingWhenPopped);
        }
        LockSupport.unpark(thread);
    }

    void traceCreate() {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.workerCreate(queue.processId(), id, threadsThen, idleThen, dyingThen);
        }
    }

    void traceSelect(@Nullable Object span, int processed) {
        Tracer tracer = Trace.tracer();
        if (span != null && tracer != null) {
            tracer.selectRequest(span, queue.processId(), id, processed, threadsThen, idleThen, dyingThen);
        }
    }

    void tracePark() {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.workerPark(queue.processId(), id, threadsThen, idleThen, dyingThen);
        }
    }

    void traceTerminate() {
        Tracer tracer = Trace.tracer();
        if (tracer != null) {
            tracer.workerTerminate(queue.processId(), id, threadsThen, idleThen, dyingThen);
        }
    }

    @Override
    public String toString() {
        return "worker " + id + " of " + queue;
    }
}
