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
 * The owner of workers: the workqueue of one process, or a pool's {@link Shift} for all of them. This class implements
 * how workers are created and what each does until it ends. The subclass decides how many there are, which are idle and
 * which entry is next.
 *
 * <p>One lock guards all of it. It is held for a few instructions at a time, never while an entry is processed or a
 * worker is started. The methods that subclasses implement are called under it, unless they state otherwise.
 */
abstract class WorkerHost {
    private static final long FIRST_REDRIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LAST_REDRIVE_NANOS = TimeUnit.MILLISECONDS.toNanos(128);

    final ReentrantLock lock;
    final Ticker ticker;
    final Supervisor supervisor;
    private final Queue<Worker> births = new ArrayDeque<>(1);
    private long workerIds;

    // State after failed creations while entries wait: how many workers are still missing, when to retry, and how long
    // to wait before the retry after that.
    private int missing;
    private boolean redriving;
    private long redriveTime;
    private long redriveDelay = FIRST_REDRIVE_NANOS;

    WorkerHost(ReentrantLock lock, String name, ThreadFactory factory, boolean areVirtual, Ticker ticker) {
        this.lock = lock;
        this.ticker = ticker;
        this.supervisor = new Supervisor(this, WorkerScopes.chosen(), name, factory, areVirtual, ticker);
    }

    // ---- what the subclass decides: creation

    /** Returns whether the host is closing: no more workers are created. */
    abstract boolean isClosing();

    /** Returns whether there is an entry to take, and no worker on its way to it. */
    abstract boolean hasWork();

    abstract int idle();

    /** Returns the number of workers that exist, or are about to be created. */
    abstract int threads();

    public abstract int maxThreads();

    /** Counts a worker that is about to be created. */
    abstract void reserve(Worker worker);

    /** Notes that the worker will not be created. */
    abstract void abandon(Worker worker);

    /** Notes that a worker has been created. */
    abstract void born();

    // ---- what the subclass decides: a worker's life

    /**
     * Takes the next entry off the queue, for a worker whose last entry has ended. Returns {@code null} if there is
     * none to take.
     */
    abstract @Nullable Entry select(Worker worker);

    /**
     * Called when an entry ends, under the lock of its process, on a worker that may continue with the next entry. Only
     * a host whose lock is that one {@linkplain #takeNow takes} it.
     */
    Wakeup takeAhead(Worker worker) {
        return Wakeup.NONE;
    }

    /** Returns whether an entry is queued that may run now. */
    abstract boolean isAnyQueued();

    /** Returns whether one of them is sure to end by itself. */
    abstract boolean isAnyEndingByItself();

    /** Takes the next entry that is sure to end by itself; returns {@code null} if there is none to take. */
    abstract @Nullable Entry selectEndingByItself(Worker worker);

    /** Calls another worker for the remaining entries if needed, after a worker has taken one. */
    Wakeup callNext() {
        return Wakeup.NONE;
    }

    /** Makes a worker that found no entry PARKED, or ENDED. */
    abstract void park(Worker worker, long now);

    /** Makes a DYING worker ENDED. */
    abstract void leave(Worker worker, long now);

    /** Waits, outside the lock, until another thread has changed the worker's state. May return spuriously. */
    void rest(Worker worker) {
        Parking.park(this);
    }

    /** Returns the workers that rest. */
    abstract WorkerList resting();

    /**
     * Unparks the supervisor and all resting workers, which may hold carriers while they are parked, so that each
     * checks its condition: see {@link Parking#onStall}.
     */
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

    /** Returns whether the host is closed and its last worker has been counted out. */
    abstract boolean deserted();

    // ---- what the subclass decides: time and traces

    /** Returns the nanoseconds until {@link #timer} is to be called, {@link Long#MAX_VALUE} for never. */
    long untilTimer(long now) {
        return Long.MAX_VALUE;
    }

    /** Called when that time has come, outside the lock. */
    void timer() {}

    /** Returns the process whose workers these are; 0 if they serve all. */
    abstract long processId();

    /**
     * Returns the tracer of this step in the workers' lifecycle, {@code null} if there is none. Called outside the
     * lock.
     */
    abstract @Nullable Tracer tracer(TracePoint point);

    // ---- creation of workers

    /**
     * Requests a worker, under the lock; the caller must wake the supervisor afterwards. If there is no memory for one,
     * the supervisor retries later.
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

    /** Returns a worker that is to be started, or {@code null} if there is none. Called by the supervisor. */
    final @Nullable Worker nextBirth() {
        lock.lock();
        try {
            return births.poll();
        } finally {
            lock.unlock();
        }
    }

    /** Cancels all requested workers because the host is closing. Called under the lock. */
    final void abandonBirths() {
        for (Worker worker = births.poll(); worker != null; worker = births.poll()) {
            abandon(worker);
        }
    }

    /**
     * Counts the worker as created. Threads can be created again, so missing workers are now replaced, one after the
     * other.
     */
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
     * Runs as a worker's first step, on its thread. Returns whether it lives: its creator may have concluded that it
     * could not be created.
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
     * Cancels the reservation, and ensures that entries which relied on the worker are not forgotten. An error after
     * the thread has already started makes no difference.
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
            // also if the supervisor stands in for it: its thread must not run
            worker.state = Worker.State.ENDED;
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

    /** Cancels a reservation, under the lock, and schedules another attempt if entries need one. */
    private Wakeup giveUp(Worker worker) {
        abandon(worker);
        Wakeup next = Wakeup.NONE;
        if (hasWork() && idle() > 0) {
            // an entry was left to this worker while another became idle
            next = callNext();
        }
        missing++;
        if (hasWork()) {
            redriveSoon();
        }
        return next;
    }

    // ---- standing in: no worker lives, and none can be created

    /**
     * Returns whether the last attempt to start a thread was so recent that another is not worthwhile, and nothing is
     * queued that only a worker can process. Called by the supervisor, for the one worker that is reserved.
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
     * Returns whether attempts have failed for so long that no thread can be expected. The supervisor starts no worker
     * while it stands in, so after a single failure it is better to retry soon.
     */
    private boolean hasFailedForLong() {
        return redriveDelay == LAST_REDRIVE_NANOS;
    }

    /** Returns the number of workers that have been started, or are being started. */
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
     * Acts, on the supervisor, as a worker that could not be started while no other lives: otherwise a caller that
     * waits for its request would wait until the system has a thread again. Takes only entries that are sure to end by
     * themselves, because any other could block it forever; and only until it is time to retry.
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
            missing = 0; // the existing workers have sufficed
        } else if (missing > 0 && threads() < maxThreads() && !isClosing()) {
            missing--;
            boolean _ = wantWorker();
        }
    }

    /**
     * Runs the timers that are due, on the supervisor.
     *
     * @return the nanoseconds until the next one, 0 if there may be something to do immediately, {@link Long#MAX_VALUE}
     *     if none is set
     */
    final long runTimers() {
        boolean timerIsDue;
        boolean redriveIsDue;
        lock.lock();
        try {
            // A thread that waits for the lock parks, and may consume the unpark of a submission or of the last worker.
            // This is the last lock before the supervisor parks, so whatever it must not miss is checked once more.
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
     * Runs a worker's main loop; returns only when the worker is to end. A lost worker would keep its place reserved
     * and leave its entry undone, so the worker continues after any failure, from the state that it is in.
     */
    final void work(Worker worker) {
        worker.traceCreate();
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = goOn(worker);
            } catch (Throwable failed) { // an Error, for example because the heap is exhausted
                Failures.report(failed);
            }
        }
        worker.traceTerminate();
        if (isDeserted()) {
            supervisor.wake();
        }
    }

    /** Returns whether the worker is to continue. */
    private boolean goOn(Worker worker) {
        // No switch over the states: linking it needs memory.
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
     * Processes entries until none is left to take, as in {@code workq_aio_unpark_select_req_or_park_and_unlock}. After
     * that the worker is on the idle list, or has been counted out and must end.
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

    /**
     * Takes the next entry or parks, under one hold of the lock: an entry added in between would find no idle worker.
     */
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
        } catch (Throwable failed) { // what is taken must be processed even if the next worker cannot be called
            Failures.report(failed);
        }
        return entry;
    }

    /**
     * Takes the next entry while the last one ends, under the lock; if there is none, the worker has not selected yet.
     */
    final Wakeup takeNow(Worker worker) {
        Entry entry = select(worker);
        worker.ahead = entry;
        return entry == null ? Wakeup.NONE : taken(entry);
    }

    /**
     * Marks an entry as taken and calls the next worker. If there is no memory for that, this worker processes the rest
     * of the queue, and the entry that it has taken is not lost.
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
            // an entry handles its own failures; this is a defect of the entry, not of the worker
        } catch (Throwable failed) {
            Failures.report(failed);
        }
        // A callback may have interrupted its own thread. A pending interrupt would close the next entry's channel.
        Thread.interrupted();
    }

    /**
     * Waits on the idle list, as in {@code workq_aio_unpark_continue}, for the state to change. May return spuriously.
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
