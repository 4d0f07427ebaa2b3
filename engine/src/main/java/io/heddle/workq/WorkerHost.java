package io.heddle.workq;

import io.heddle.time.Failures;
import io.heddle.time.Parking;
import io.heddle.time.Ticker;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Who has workers: the workqueue of one process, or a pool's {@link Shift} for all of them. How workers come to life
 * and what each does until it ends is told here, once; how many there are, who is idle and which entry is next is the
 * subclass's.
 *
 * <p>One lock guards it all. It is held for a few instructions at a time, never while an entry is processed or a worker
 * is started. The methods that subclasses implement are called under it, unless they say otherwise.
 */
abstract class WorkerHost {
    private static final long FIRST_REDRIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_REDRIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(128);

    final ReentrantLock lock;
    final Ticker ticker;
    final Supervisor supervisor;
    private final Queue<Worker> births = new ArrayDeque<>(1);
    private long workerIds;

    // Creations failed while entries wait: how many are to be made up for, when to try again, and how long to wait the
    // time after.
    private int missing;
    private boolean redriving;
    private long redriveTime;
    private long redriveDelay = FIRST_REDRIVE_NANOS;

    WorkerHost(ReentrantLock lock, String name, ThreadFactory factory, boolean areVirtual, Ticker ticker) {
        this.lock = lock;
        this.ticker = ticker;
        this.supervisor = new Supervisor(this, WorkerScopes.chosen(), name, factory, areVirtual, ticker);
    }

    // ---- what the subclass decides: births

    /** Returns whether the end has begun: no worker is made any more. */
    abstract boolean isClosing();

    /** Returns whether there is an entry to take, and no worker on the way to it. */
    abstract boolean hasWork();

    abstract int idle();

    /** The workers that exist, or are about to be created. */
    abstract int threads();

    public abstract int maxThreads();

    /** Counts a worker that is about to be created. */
    abstract void reserve(Worker worker);

    /** The worker will not be created after all. */
    abstract void abandon(Worker worker);

    /** A worker has been created. */
    abstract void born();

    // ---- what the subclass decides: a worker's life

    /**
     * Takes the next entry off the queue, for a worker that is done with its last. {@code null} if there is none to
     * take.
     */
    abstract @Nullable Entry select(Worker worker);

    /**
     * An entry ends, under the lock of its process, on a worker that may go on to the next. Only where that is this
     * host's lock does it {@linkplain #takeNow take} it.
     */
    Wakeup takeAhead(Worker worker) {
        return Wakeup.NONE;
    }

    /** Returns whether an entry is queued that may run now. */
    abstract boolean isAnyQueued();

    /** Returns whether one of them is sure to end by itself. */
    abstract boolean isAnyEndingByItself();

    /** Takes the next entry that is sure to end by itself; {@code null} if there is none to take. */
    abstract @Nullable Entry selectEndingByItself(Worker worker);

    /** A worker has taken an entry: calls on another for those that are left, if that is needed. */
    Wakeup callNext() {
        return Wakeup.NONE;
    }

    /** A worker found nothing to take: makes it PARKED, or ENDED. */
    abstract void park(Worker worker, long now);

    /** A worker that is DYING leaves: makes it ENDED. */
    abstract void leave(Worker worker, long now);

    /** Waits, outside the lock, until somebody has changed the worker's state. May return for no reason. */
    void rest(Worker worker) {
        Parking.park(this);
    }

    /** The workers that rest. */
    abstract WorkerList resting();

    /** Has everybody look at what it waits for, who may hold a carrier meanwhile: see {@link Parking#onStall}. */
    final void unparkAll() {
        lock.lock();
        try {
            for (Worker worker = resting().first(); worker != null; worker = worker.next) {
                LockSupport.unpark(worker.thread);
            }
        } finally {
            lock.unlock();
        }
        supervisor.wake();
    }

    /** Returns whether the end has come and the last worker has been counted out. */
    abstract boolean deserted();

    // ---- what the subclass decides: time and traces

    /** The nanoseconds until {@link #timer} is to be called, {@link Long#MAX_VALUE} for never. */
    long untilTimer(long now) {
        return Long.MAX_VALUE;
    }

    /** The time has come. Called outside the lock. */
    void timer() {}

    /** The process whose workers these are; 0 if they serve all. */
    abstract long processId();

    /** Who is told of this step in the workers' lives; {@code null} for nobody. Called outside the lock. */
    abstract @Nullable Tracer tracer(TracePoint point);

    // ---- births

    /**
     * Asks for a worker, under the lock; the caller must wake the supervisor afterwards. Where there is no memory for
     * one the supervisor makes up for it later.
     *
     * @return whether a worker will be created
     */
    final boolean wantWorker() {
        Worker worker;
        try {
            worker = new Worker(workerIds + 1, this, ticker.nanoTime());
            births.add(worker); // it may have to grow
        } catch (OutOfMemoryError exhausted) {
            missing++;
            redriveSoon();
            return false;
        }
        workerIds++;
        reserve(worker);
        return true;
    }

    /** On the supervisor: returns a worker that is wanted, or {@code null} if none is wanted now. */
    final @Nullable Worker nextBirth() {
        lock.lock();
        try {
            return births.poll();
        } finally {
            lock.unlock();
        }
    }

    /** The end begins, under the lock: nobody is born any more. */
    final void abandonBirths() {
        for (Worker worker = births.poll(); worker != null; worker = births.poll()) {
            abandon(worker);
        }
    }

    /** Counts the birth. Threads can be had again, so those that could not are made up for, one after the other. */
    final void birthSucceeded() {
        lock.lock();
        try {
            redriveDelay = FIRST_REDRIVE_NANOS;
            born();
            makeUpForAMissingWorker();
        } finally {
            lock.unlock();
        }
    }

    /**
     * A worker's first step, on its thread. Returns whether it lives: its creator may believe that it could not be
     * created.
     */
    final boolean isBorn(Worker worker, Thread itself) {
        lock.lock();
        try {
            if (worker.state == Worker.State.ENDED) {
                return false;
            }
            worker.thread = itself;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes the reservation back, and sees to it that entries which counted on the worker are not forgotten. An error
     * that came when the thread was started already makes no difference.
     *
     * @return whether the caller is to {@linkplain #standIn stand in} for the worker, which is reserved anew for that
     */
    final boolean birthFailed(Worker worker, Throwable failure) {
        int left;
        boolean standsIn;
        Wakeup next;
        lock.lock();
        try {
            if (worker.thread != null) {
                born();
                return false;
            }
            worker.state = Worker.State.ENDED; // also if somebody stands in for it: its thread may not
            next = giveUp(worker);
            left = threads();
            standsIn = hasFailedForLong() && living() == 0 && !isClosing() && isAnyEndingByItself();
            if (standsIn) {
                reserve(worker);
            }
        } finally {
            lock.unlock();
        }
        next.wake();
        traceFailure(failure, left);
        return standsIn;
    }

    private void traceFailure(Throwable failure, int left) {
        Tracer observer = Trace.tracer();
        if (observer == null) {
            return;
        }
        String reason;
        try {
            reason = failure.toString();
        } catch (OutOfMemoryError exhausted) {
            reason = "OutOfMemoryError";
        }
        observer.workerCreateFailed(processId(), reason, left);
    }

    /** Takes a reservation back, under the lock, and sets the time for another attempt if somebody needs one. */
    private Wakeup giveUp(Worker worker) {
        abandon(worker);
        Wakeup next = Wakeup.NONE;
        if (hasWork() && idle() > 0) {
            next = callNext(); // an entry was left to this worker while another became idle
        }
        missing++;
        if (hasWork()) {
            redriveSoon();
        }
        return next;
    }

    // ---- no worker lives, and none can be had

    /**
     * On the supervisor, for the one worker that is reserved. Returns whether the last attempt to start a thread was so
     * short a while ago that another is not worth the time, and nothing is queued that only a worker can do.
     */
    final boolean isToStandInAtOnce() {
        lock.lock();
        try {
            return hasFailedForLong()
                    && isWaitingToRedrive()
                    && living() == 1
                    && (!isAnyQueued() || isAnyEndingByItself());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns whether attempts have failed for so long that no thread can be expected. While the supervisor stands in,
     * it starts no worker. After a single failure it is better to try again soon.
     */
    private boolean hasFailedForLong() {
        return redriveDelay == LAST_REDRIVE_NANOS;
    }

    /** The workers that have been started, or are being started. */
    private int living() {
        return threads() - births.size();
    }

    private boolean isTimeToRedrive() {
        lock.lock();
        try {
            return !isWaitingToRedrive();
        } finally {
            lock.unlock();
        }
    }

    private boolean isWaitingToRedrive() {
        return redriving && redriveTime - ticker.nanoTime() > 0;
    }

    /**
     * The supervisor acts as a worker that could not be started, where no other lives: a caller that waits for its
     * request would wait until the system has a thread again. It takes what is sure to end by itself, as whatever else
     * may hold it up for ever; and only until it is time to try again.
     */
    final void standIn(Worker worker) {
        try {
            worker.beginStandIn();
            takeWhileNoThreadCanBeHad(worker);
        } finally {
            worker.endStandIn();
            Wakeup next;
            lock.lock();
            try {
                next = giveUp(worker);
            } finally {
                lock.unlock();
            }
            next.wake();
        }
    }

    private void takeWhileNoThreadCanBeHad(Worker worker) {
        Entry entry = takeEndingByItself(worker);
        while (entry != null) {
            process(entry, worker);
            entry = isTimeToRedrive() ? null : takeEndingByItself(worker);
        }
    }

    private @Nullable Entry takeEndingByItself(Worker worker) {
        Entry entry;
        Wakeup next = Wakeup.NONE;
        lock.lock();
        try {
            entry = selectEndingByItself(worker);
            if (entry != null) {
                next = taken(entry);
            }
        } finally {
            lock.unlock();
        }
        try {
            next.wake();
        } catch (Throwable failed) { // as in takeOrPark
            Failures.report(failed);
        }
        return entry;
    }

    private void redriveSoon() {
        if (!isWaitingToRedrive()) {
            redriving = true;
            redriveTime = ticker.nanoTime() + redriveDelay;
            redriveDelay = Math.min(2 * redriveDelay, LAST_REDRIVE_NANOS);
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
        if (!hasWork() || idle() > 0) {
            missing = 0; // the workers that live have done without
        } else if (missing > 0 && threads() < maxThreads() && !isClosing()) {
            missing--;
            boolean _ = wantWorker();
        }
    }

    /**
     * Runs the timers that are due, on the supervisor.
     *
     * @return the nanoseconds until the next one, 0 if there may be something to do at once, {@link Long#MAX_VALUE} if
     *     none is set
     */
    final long runTimers() {
        boolean timerIsDue;
        boolean redriveIsDue;
        lock.lock();
        try {
            // Whoever waits for the lock parks, and may swallow the wake-up of a submission or of the last worker. This
            // is the last lock before the supervisor parks: what it must not sleep over is looked at once more.
            if (deserted() || !births.isEmpty()) {
                return 0;
            }
            long now = ticker.nanoTime();
            long untilTimer = untilTimer(now);
            long untilRedrive = redriving ? redriveTime - now : Long.MAX_VALUE;
            timerIsDue = untilTimer <= 0;
            redriveIsDue = untilRedrive <= 0;
            if (!timerIsDue && !redriveIsDue) {
                return Math.min(untilTimer, untilRedrive);
            }
        } finally {
            lock.unlock();
        }
        if (redriveIsDue) {
            redrive();
        }
        if (timerIsDue) {
            timer();
        }
        return 0;
    }

    final boolean isDeserted() {
        lock.lock();
        try {
            return deserted();
        } finally {
            lock.unlock();
        }
    }

    // ---- a worker's life, on the worker

    /**
     * The worker's main loop; returns when the worker is to end. It does so for no other reason: a worker that is lost
     * leaves its place taken, and its entry undone. So whatever fails, the worker goes on from the state that it is in.
     */
    final void work(Worker worker) {
        worker.traceCreate();
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = goOn(worker);
            } catch (Throwable failed) { // an Error, such as that the heap is exhausted
                Failures.report(failed);
            }
        }
        worker.traceTerminate();
        if (isDeserted()) {
            supervisor.wake();
        }
    }

    /** Returns whether there is more to do for the worker. */
    private boolean goOn(Worker worker) {
        // No switch over the states: to link it needs memory.
        Worker.State now = worker.state;
        if (now == Worker.State.ENDED) {
            return false;
        }
        if (now == Worker.State.RUNNING) {
            takeUntilEmpty(worker);
        } else {
            awaitWakeup(worker, now);
        }
        return true;
    }

    /**
     * Processes entries until none is left to take, as in {@code workq_aio_unpark_select_req_or_park_and_unlock}. Then
     * the worker is on the idle list, or has been counted out and must end.
     */
    private void takeUntilEmpty(Worker worker) {
        Object span = worker.beginSelect();
        int processed = 0;
        try {
            Entry entry = takeAheadOrPark(worker);
            while (entry != null) {
                if (entry.mayWait()) {
                    worker.unparkAll();
                }
                process(entry, worker);
                processed++;
                entry = takeAheadOrPark(worker);
            }
        } finally {
            worker.unparkAll();
        }
        worker.traceSelect(span, processed);
        if (worker.state != Worker.State.ENDED) {
            worker.tracePark();
        }
    }

    private @Nullable Entry takeAheadOrPark(Worker worker) {
        Entry ahead = worker.takenAhead();
        return ahead == null ? takeOrPark(worker) : ahead;
    }

    /** Takes the next entry or, in the same breath, parks: an entry added in between would find nobody. */
    private @Nullable Entry takeOrPark(Worker worker) {
        Wakeup next = Wakeup.NONE;
        lock.lock();
        try {
            Entry selected = select(worker);
            worker.ahead = selected; // from here on it is not lost, whatever fails
            if (selected == null) {
                park(worker, ticker.nanoTime());
            } else {
                next = taken(selected);
            }
        } finally {
            lock.unlock();
        }
        Entry entry = worker.takenAhead();
        try {
            next.wake();
        } catch (Throwable failed) { // what is taken must be processed, whatever becomes of the next
            Failures.report(failed);
        }
        return entry;
    }

    /**
     * Takes the next entry while the last one ends, under the lock; where there is none, the worker has not looked yet.
     */
    final Wakeup takeNow(Worker worker) {
        Entry entry = select(worker);
        worker.ahead = entry;
        return entry == null ? Wakeup.NONE : taken(entry);
    }

    /**
     * Where there is no memory for another worker, this one sees to the rest of the queue: what it has taken is not
     * lost.
     */
    private Wakeup taken(Entry entry) {
        entry.taken();
        try {
            return callNext();
        } catch (Throwable exhausted) {
            return Wakeup.NONE;
        }
    }

    private static void process(Entry entry, Worker worker) {
        try {
            entry.process(worker);
        } catch (Throwable failed) { // an entry answers for its own failures; this is a defect, and not the worker's
            Failures.report(failed);
        }
        // A callback may have interrupted its own thread. Left pending, that would close the next entry's channel.
        Thread.interrupted();
    }

    /**
     * Waits on the idle list, as in {@code workq_aio_unpark_continue}, for the state to change. May return for no
     * reason.
     */
    private void awaitWakeup(Worker worker, Worker.State now) {
        if (now == Worker.State.DYING) {
            leaveUnlessResuscitated(worker);
        } else {
            rest(worker);
            Thread.interrupted();
        }
    }

    private void leaveUnlessResuscitated(Worker worker) {
        lock.lock();
        try {
            if (worker.state == Worker.State.DYING) {
                leave(worker, ticker.nanoTime());
            }
        } finally {
            lock.unlock();
        }
    }
}
