package io.heddle.workq;

import io.heddle.time.Gate;
import io.heddle.time.Ticker;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a queue's worker scope: a virtual thread that starts the workers that submissions have asked for, and is
 * itself the death call's timer. It ends when the queue has exited and its last worker is gone.
 *
 * <p>Only the owner of a structured scope may fork, so a submission cannot start a worker itself: it reserves the place
 * under the queue's lock and wakes the supervisor.
 */
final class Supervisor implements Runnable {
    private final ProcessWorkqueue queue;
    private final WorkerScope scope;
    private final String name;
    private final ThreadFactory factory;
    private final Ticker ticker;
    private final Gate finished = new Gate();
    private volatile @Nullable Thread thread;

    Supervisor(ProcessWorkqueue queue, WorkerScope scope, String name, ThreadFactory factory, Ticker ticker) {
        this.queue = queue;
        this.scope = scope;
        this.name = name;
        this.factory = factory;
        this.ticker = ticker;
    }

    void start() {
        Thread started = Thread.ofVirtual()
                .name("heddle-" + name + "-supervisor")
                .inheritInheritableThreadLocals(false) // it outlives the submission that happens to be the first
                .unstarted(this);
        thread = started;
        started.start();
    }

    /** Makes the supervisor look again: a birth is wanted, a deadline has moved, or the last worker has gone. */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Waits until every worker's thread has ended and the scope is closed. */
    boolean awaitFinish(long timeoutNanos) {
        return finished.await(ticker, timeoutNanos);
    }

    @Override
    public void run() {
        try {
            scope.run(name, factory, this::supervise);
        } finally {
            finished.open();
        }
    }

    private void supervise(WorkerScope.Forker forker) {
        while (!queue.isDeserted()) {
            Worker wanted = queue.nextBirth();
            if (wanted != null) {
                fork(forker, wanted);
                continue;
            }
            long wait = queue.runTimers();
            if (wait == Long.MAX_VALUE) {
                LockSupport.park(queue);
            } else {
                ticker.parkNanos(queue, wait);
            }
            // The scope unparks its owner whenever its thread count falls to zero, and anybody may interrupt a thread:
            // neither means anything here, but an interrupt that stayed pending would turn every park into a spin.
            Thread.interrupted();
        }
    }

    private void fork(WorkerScope.Forker forker, Worker worker) {
        try {
            forker.fork(worker);
        } catch (Throwable failed) { // RejectedExecutionException, OutOfMemoryError, or whatever a factory throws
            queue.birthFailed(worker, failed);
            return;
        }
        queue.birthSucceeded();
    }
}
