package io.heddle.workq;

import io.heddle.workq.Worker.State;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one queue: who is idle, who runs, who is to die. It starts no thread and takes no lock; the queue's
 * lock guards all of it.
 *
 * <p>The policy is that of XNU's {@code workq_aio_*} functions. The idle list has the newest at its head, so that a
 * submission finds the warmest worker, and the oldest at its tail, which dies first. One worker is always kept. Never
 * more than one dies at a time, and each death is a reason to look again.
 *
 * <p>Three defects of the seed are mended:
 *
 * <ul>
 *   <li>Its comment says that the policy is evaluated again when a dying worker has ended, but its code does not, so
 *       that a burst leaves 15 workers for ever. See {@link #end}.
 *   <li>A new worker gets no idle stamp, as if it had been idle since the machine started. Ours is stamped at birth.
 *   <li>The death call is scheduled only when a worker parks on an empty list. A worker that parks after the call
 *       fired, beside one with a fresh stamp, is never looked at again. We schedule whenever two are idle. See {@link
 *       #park}.
 * </ul>
 */
final class WorkerPool {
    private final WorkerList idleList = new WorkerList();
    private final WorkerList runList = new WorkerList();
    private final Runnable onSchedule;

    private int threads;
    private int idle;
    private int dying;
    private long born;
    private long ended;

    private long windowNanos;
    private boolean exiting;
    private boolean dead;
    private boolean deathCallScheduled;
    private long deathCallDeadline;

    /**
     * Makes an empty pool.
     *
     * @param windowNanos how long a worker may be idle
     * @param onSchedule told, under the lock, when the death call's deadline has changed
     */
    WorkerPool(long windowNanos, Runnable onSchedule) {
        this.windowNanos = windowNanos;
        this.onSchedule = onSchedule;
    }

    // ---- a worker's life, in order

    /**
     * Counts a worker that is about to be created. It starts out running: the submission that wants it has just popped
     * it.
     */
    void add(Worker worker) {
        threads++;
        runList.addFirst(worker);
        worker.note(this);
    }

    /** The worker could not be created after all, as at the end of {@code workq_aio_add_new_thread}. */
    void abandon(Worker worker) {
        threads--;
        runList.remove(worker);
    }

    void born() {
        born++;
    }

    /**
     * Takes the newest idle worker and sets it running, as in {@code workq_aio_wakeup_thread_internal}. A worker that
     * was told to die is resuscitated: it has been woken already and will find itself running.
     */
    @Nullable
    Worker popIdle(long now) {
        Worker worker = idleList.first();
        if (worker == null) {
            return null;
        }
        idleList.remove(worker);
        idle--;
        runList.addFirst(worker);
        boolean wasDying = worker.state == State.DYING;
        worker.state = State.RUNNING;
        worker.notePopped(this);
        if (wasDying) {
            noLongerDying(now);
        }
        return worker;
    }

    /**
     * Returns whether the one that {@link #popIdle} would return was told to die: it is awake, so waking it costs
     * nothing.
     */
    boolean newestIsAwake() {
        Worker newest = idleList.first();
        return newest != null && newest.state == State.DYING;
    }

    /**
     * Parks a worker that found nothing to do, as in {@code workq_push_idle_aio_thread}.
     *
     * @return {@code false} if it must end instead: the queue exits, or the oldest idle worker is over-age and none is
     *     dying. Then the one that is awake dies in place of the oldest, which gets a fresh stamp at the head.
     */
    boolean park(Worker worker, long now) {
        Worker oldest = idleList.last();
        runList.remove(worker);
        worker.idleStamp = now;
        if (exiting || (dying == 0 && oldest != null && isOverAge(oldest, now))) {
            if (oldest != null) {
                oldest.idleStamp = now;
                idleList.remove(oldest);
                idleList.addFirst(oldest);
            }
            worker.state = State.DYING;
            dying++;
            return false;
        }
        worker.state = State.PARKED;
        idleList.addFirst(worker);
        idle++;
        if (oldest == null) {
            scheduleDeathCall(now + windowNanos);
        } else if (dying == 0) {
            scheduleDeathCall(oldest.idleStamp + windowNanos);
        }
        return true;
    }

    /**
     * A dying worker leaves, as in {@code workq_aio_unpark_for_death_and_unlock}, and the policy is looked at again.
     */
    void end(Worker worker, boolean wasIdle, long now) {
        if (wasIdle) {
            idleList.remove(worker);
            idle--;
        }
        worker.state = State.ENDED;
        threads--;
        ended++;
        noLongerDying(now);
    }

    // ---- fewer workers than there are

    /** A worker that found itself beyond the limit ends, instead of taking another entry. */
    void retireRunning(Worker worker, long now) {
        runList.remove(worker);
        dying++;
        end(worker, false, now);
    }

    /** Ends the oldest idle workers until no more than so many workers are left, or none is idle. */
    void retireIdle(int most, long now) {
        for (Worker oldest = idleList.last(); oldest != null && threads > most; oldest = idleList.last()) {
            if (oldest.state != State.DYING) {
                dying++;
            }
            end(oldest, true, now); // at once: one that is only told to die can be resuscitated
            oldest.note(this);
            LockSupport.unpark(oldest.thread);
        }
    }

    // ---- the death policy

    private void noLongerDying(long now) {
        dying--;
        evaluateDeathPolicy(now);
    }

    /** As in {@code workq_aio_death_policy_evaluate}. */
    private void evaluateDeathPolicy(long now) {
        Worker oldest = idleList.last();
        if (exiting || dying > 0 || idle <= 1 || oldest == null) {
            return;
        }
        if (isOverAge(oldest, now)) {
            tellToDie(oldest);
        } else {
            scheduleDeathCall(oldest.idleStamp + windowNanos);
        }
    }

    private boolean isOverAge(Worker worker, long now) {
        return now - worker.idleStamp > windowNanos;
    }

    private void tellToDie(Worker worker) {
        worker.state = State.DYING;
        dying++;
        LockSupport.unpark(worker.thread);
    }

    private void scheduleDeathCall(long deadline) {
        if (exiting || deathCallScheduled) {
            return;
        }
        deathCallScheduled = true;
        deathCallDeadline = deadline;
        onSchedule.run();
    }

    /** The death timer fires, as in {@code workq_aio_kill_old_threads_call}. */
    void deathCall(long now) {
        deathCallScheduled = false;
        evaluateDeathPolicy(now);
    }

    boolean isDeathCallScheduled() {
        return deathCallScheduled;
    }

    /**
     * Returns when the death call is to fire. A tenth of the window is added as leeway, as in {@code
     * workq_aio_death_call_schedule}: workers that parked shortly after one another are then reaped by one call.
     */
    long deathCallTime() {
        long leeway = Math.min(Math.max(1, windowNanos / 10), Long.MAX_VALUE - windowNanos);
        return deathCallDeadline + leeway;
    }

    long window() {
        return windowNanos;
    }

    /** Changes the window. A death call that was timed by the old one is timed anew. */
    void window(long nanos) {
        windowNanos = nanos;
        if (!deathCallScheduled) {
            return;
        }
        deathCallScheduled = false;
        Worker oldest = idleList.last();
        if (oldest != null) { // otherwise the next that parks schedules it
            scheduleDeathCall(oldest.idleStamp + nanos);
        }
    }

    // ---- exit

    void markExiting() {
        exiting = true;
        deathCallScheduled = false;
    }

    /** Tells every idle worker to die; the others find out when they park. */
    void markDead() {
        dead = true;
        for (Worker worker = idleList.first(); worker != null; worker = worker.next) {
            if (worker.state == State.DYING) {
                LockSupport.unpark(worker.thread);
            } else {
                tellToDie(worker);
            }
        }
    }

    boolean isExiting() {
        return exiting;
    }

    boolean isDeserted() {
        return dead && threads == 0;
    }

    // ---- counts

    int threads() {
        return threads;
    }

    int idle() {
        return idle;
    }

    WorkerList idleWorkers() {
        return idleList;
    }

    int dying() {
        return dying;
    }

    long bornCount() {
        return born;
    }

    long endedCount() {
        return ended;
    }
}
