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
 * The owner of a worker scope: a thread that starts the workers that submissions have asked for, tries again where that
 * failed, and is itself the death call's timer. It ends when nobody needs workers any more and the last one is gone.
 *
 * <p>It is a platform thread, also where the workers are virtual. The JDK's scheduler of virtual threads starts threads
 * itself, for carriers. Where none can be started (JDK 25, {@code ForkJoinPool.createWorker}), the start of a virtual
 * thread fails, its unpark waits until a thread can be had, and a carrier that means to start another one ends instead,
 * with the virtual thread that it had just taken: at last no carrier may be left. What was scheduled then does not run,
 * and its start did not fail. So a virtual worker that has not run for an eighth of a second after its start counts as
 * one that could not be started: see {@link WorkerHost#nextLate}. And a scheduler that has nothing to do for half a
 * minute loses its carriers one by one; whoever then unparks a worker, at the limit, waits. So the supervisor gives it
 * something to do now and then.
 *
 * <p>Where no worker lives and none can be started, the supervisor itself processes entries: see {@link
 * WorkerHost#standIn}.
 *
 * <p>Only the owner of a structured scope may fork, so a submission cannot start a worker itself: it reserves the place
 * under the host's lock and wakes the supervisor. FreeBSD has a thread for the same purpose, {@code
 * taskqueue_aiod_kick}, because whoever submits there may not sleep.
 */
final class Supervisor implements Runnable {
    private static final long AFTER_AN_ERROR_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    /** A carrier that has nothing to do ends after 30 seconds, if no other has anything to do. */
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final WorkerHost host;
    private final WorkerScope scope;
    private final String name;
    private final ThreadFactory factory;
    private final boolean areVirtual;
    private final Ticker ticker;
    private final Gate finished = new Gate();
    private final Consumer<WorkerScope.Forker> supervising = this::supervise; // here: to link it needs memory
    private long keptAt = System.nanoTime();
    private volatile @Nullable Thread thread;

    Supervisor(
            WorkerHost host, WorkerScope scope, String name, ThreadFactory factory, boolean areVirtual, Ticker ticker) {
        this.host = host;
        this.scope = scope;
        this.name = name;
        this.factory = factory;
        this.areVirtual = areVirtual;
        this.ticker = ticker;
    }

    void start() {
        Thread started = Thread.ofPlatform()
                .daemon()
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
    boolean awaitFinish(Ticker clock, long timeoutNanos) {
        return finished.await(clock, timeoutNanos);
    }

    @Override
    public void run() {
        try {
            if (areVirtual) {
                startVirtualTimer();
            }
            while (!host.isDeserted()) {
                superviseInScope();
            }
        } finally {
            finished.open();
        }
    }

    private static void startVirtualTimer() {
        try {
            VirtualTimer.start();
        } catch (OutOfMemoryError noThread) {
            // then virtual threads may be lost that park for a time, as everywhere in such a JVM
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

    /** Whatever a step comes to, the next one follows: without a supervisor nobody would ever get a worker again. */
    private void supervise(WorkerScope.Forker forker) {
        boolean deserted = false;
        while (!deserted) {
            try {
                deserted = step(forker);
            } catch (Throwable failed) { // an Error: the heap is exhausted
                restAfterAnError();
            }
            // The scope unparks its owner whenever its thread count falls to zero, and anybody may interrupt a thread:
            // neither means anything here, but an interrupt that stayed pending would turn every park into a spin.
            Thread.interrupted();
        }
        if (host.hasStrays()) {
            finished.open(); // the scope is left when their threads have ended, which may be never
        }
    }

    /** Makes a worker that is wanted, or runs the timers and rests; returns whether nobody needs workers any more. */
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
        Worker late = host.nextLate();
        if (late != null) {
            birthFailed(late, null);
            return false;
        }
        long wait = host.runTimers();
        rest(wait);
        return false;
    }

    private void rest(long nanos) {
        if (areVirtual) {
            keepACarrier();
        }
        if (nanos != Long.MAX_VALUE) {
            ticker.parkNanos(host, nanos);
        } else if (areVirtual) {
            LockSupport.parkNanos(host, KEPT_NANOS); // by the JDK's time, which is the carrier's
        } else {
            LockSupport.park(host);
        }
    }

    /** Has a carrier do something, so that it does not end: see above. */
    private void keepACarrier() {
        long now = System.nanoTime();
        if (now - keptAt < KEPT_NANOS) {
            return;
        }
        keptAt = now;
        try {
            Thread.ofVirtual()
                    .name("heddle-carrier-keeper")
                    .inheritInheritableThreadLocals(false)
                    .start(Supervisor::doNothing);
        } catch (OutOfMemoryError noThread) {
            // there is none left to keep
        }
    }

    private static void doNothing() {}

    private void fork(WorkerScope.Forker forker, Worker worker) {
        try {
            forker.fork(worker);
            worker.isStarted = true;
        } catch (Throwable failed) { // RejectedExecutionException, OutOfMemoryError, or whatever a factory throws
            birthFailed(worker, failed);
            return;
        }
        host.birthSucceeded(worker);
    }

    private void birthFailed(Worker worker, @Nullable Throwable failure) {
        if (host.birthFailed(worker, failure)) {
            host.standIn(worker);
        }
    }

    private void restAfterAnError() {
        try {
            ticker.parkNanos(host, AFTER_AN_ERROR_NANOS);
        } catch (Throwable exhausted) {
            Parking.pause();
        }
    }
}
