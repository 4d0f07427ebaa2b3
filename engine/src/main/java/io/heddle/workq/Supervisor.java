package io.heddle.workq;

import io.heddle.time.Gate;
import io.heddle.time.Parking;
import io.heddle.time.Ticker;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The owner of a worker scope: a thread that starts the workers that submissions have requested, retries where that
 * failed, and is itself the death call's timer. It ends when no process needs workers any more and the last worker is
 * gone.
 *
 * <p>It is a thread of the workers' kind. The JDK's scheduler of virtual threads starts threads itself, for carriers
 * and for its timer. Where none can be started (JDK 25), an unpark of a virtual thread may block until one can, and a
 * virtual thread whose timed park is the first of the JVM is never scheduled again. A process of platform workers does
 * not depend on that.
 *
 * <p>Where no worker lives and none can be started, the supervisor itself processes entries: see {@link
 * WorkerHost#standIn}.
 *
 * <p>Only the owner of a structured scope may fork, so a submission cannot start a worker itself: it reserves the place
 * under the host's lock and wakes the supervisor. FreeBSD has a thread for the same purpose, {@code
 * taskqueue_aiod_kick}, because a submitter may not sleep there.
 */
final class Supervisor implements Runnable {
    private static final long AFTER_AN_ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final WorkerHost host;
    private final WorkerScope scope;
    private final String name;
    private final ThreadFactory factory;
    private final boolean isVirtual;
    private final Ticker ticker;
    private final Gate finished = new Gate();
    private final Consumer<WorkerScope.Forker> supervising = this::supervise; // here, because linking it needs memory
    private volatile @Nullable Thread thread;

    Supervisor(
            WorkerHost host, WorkerScope scope, String name, ThreadFactory factory, boolean isVirtual, Ticker ticker) {
        this.host = host;
        this.scope = scope;
        this.name = name;
        this.factory = factory;
        this.isVirtual = isVirtual;
        this.ticker = ticker;
    }

    void start() {
        if (isVirtual) {
            SchedulerThreads.start();
        }
        Thread.Builder builder =
                isVirtual ? Thread.ofVirtual() : Thread.ofPlatform().daemon();
        Thread started = builder.name("heddle-" + name + "-supervisor")
                .inheritInheritableThreadLocals(false) // it outlives the submission that happens to be the first
                .unstarted(this);
        thread = started;
        started.start();
    }

    /**
     * Makes the supervisor check its state again: a worker is requested, a deadline has moved, or the last worker has
     * gone.
     */
    void wake() {
        LockSupport.unpark(thread);
    }

    /** Waits until every worker's thread has ended and the scope is closed. */
    boolean awaitFinish(Ticker clock, long timeoutNanos) {
        return finished.await(clock, timeoutNanos);
    }

    @Override
    public void run() {
        if (isVirtual) {
            Parking.keepCarriers();
        }
        try {
            while (!host.isDeserted()) {
                superviseInScope();
            }
        } finally {
            if (isVirtual) {
                Parking.letCarriersGo();
            }
            finished.open();
        }
    }

    /** Returns when the host is deserted, or when the scope could not be opened. */
    private void superviseInScope() {
        try {
            scope.run(name, factory, supervising);
        } catch (Throwable failed) {
            restAfterAnError();
        }
    }

    /** Continues after any failure of a step: without a supervisor no worker would ever be created again. */
    private void supervise(WorkerScope.Forker forker) {
        boolean deserted = false;
        while (!deserted) {
            try {
                deserted = step(forker);
            } catch (Throwable failed) { // an Error: the heap is exhausted
                restAfterAnError();
            }
            // The scope unparks its owner whenever its thread count falls to zero, and any thread may interrupt this
            // one. Neither means anything here, but a pending interrupt would turn every park into a spin.
            Thread.interrupted();
        }
    }

    /** Starts a requested worker, or runs the timers and waits. Returns whether workers are no longer needed. */
    private boolean step(WorkerScope.Forker forker) {
        if (host.isDeserted()) {
            return true;
        }
        Worker wanted = host.nextBirth();
        if (wanted != null) {
            if (host.isToStandInAtOnce()) {
                host.standIn(wanted);
            } else {
                fork(forker, wanted);
            }
            return false;
        }
        long wait = host.runTimers();
        if (wait == Long.MAX_VALUE) {
            LockSupport.park(host);
        } else {
            ticker.parkNanos(host, wait);
        }
        return false;
    }

    private void fork(WorkerScope.Forker forker, Worker worker) {
        try {
            forker.fork(worker);
        } catch (Throwable failed) { // RejectedExecutionException, OutOfMemoryError, or anything that a factory throws
            if (host.birthFailed(worker, failed)) {
                host.standIn(worker);
            }
            return;
        }
        host.birthSucceeded();
    }

    private void restAfterAnError() {
        try {
            ticker.parkNanos(host, AFTER_AN_ERROR_NANOS);
        } catch (Throwable exhausted) {
            Parking.pause();
        }
    }
}
