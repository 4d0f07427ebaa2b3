package io.heddle.workq;

import io.heddle.workq.Worker.State;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The workers of one queue: which are idle, which run, and which are to die. It starts no thread and takes no lock; the
 * queue's lock guards all of it.
 *
 * <p>The policy is that of XNU's {@code workq_aio_*} functions. The idle list has the newest at its head, so that a
 * submission finds the warmest worker, and the oldest at its tail, which dies first. One worker is always kept. Never
 * more than one dies at a time, and the policy is evaluated again after each death.
 *
 * <p>Three defects of the seed are mended:
 *
 * <ul>
 *   <li>Its comment says that the policy is evaluated again when a dying worker has ended, but its code does not do so,
 *       so that a burst leaves 15 workers forever. See {@link #end}.
 *   <li>A new worker gets no idle stamp, as if it had been idle since the machine started. Ours is stamped at creation.
 *   <li>The death call is scheduled only when a worker parks on an empty list. A worker that parks after the call
 *       fired, beside one with a fresh stamp, is never examined again. We schedule whenever two are idle. See {@link
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
     * Creates an empty pool.
     *
     * @param windowNanos how long a worker may be idle, in nanoseconds
     * @param onSchedule called, under the lock, when the death call's deadline has changed
     */
    WorkerPool(long windowNanos, Runnable onSchedule) {
        this.windowNanos = windowNanos;
        this.onSchedule = onSchedule;
    }

    // ---- a worker's life, in order

    /**
     * Counts a worker that is about to be created. Its first state is RUNNING: the submission that needs it has, in
     * effect, just popped it.
     */
    void add(Worker worker) {
        threads++;
        runList.addFirst(worker);
        worker.note(this);
    }

    /** Removes a worker that could not be created, as at the end of {@code workq_aio_add_new_thread}. */
    void abandon(Worker worker) {
        threads--;
        runList.remove(worker);
    }

    void born() {
        born++;
    }

    /**
     * Takes the newest idle worker and makes it RUNNING, as in {@code workq_aio_wakeup_thread_internal}. A DYING worker
     * is resuscitated: it has already been unparked and will find itself RUNNING.
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
     * Returns whether the worker that {@link #popIdle} would return is DYING: it is already awake, so waking it costs
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

    /** Ends a dying worker, as in {@code workq_aio_unpark_for_death_and_unlock}, and evaluates the policy again. */
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

    // ---- reduction to a lower limit

    /** Ends a worker beyond the limit, instead of letting it take another entry. */
    void retireRunning(Worker worker, long now) {
        runList.remove(worker);
        dying++;
        end(worker, false, now);
    }

    /** Ends the oldest idle workers until at most {@code most} workers are left, or none is idle. */
    void retireIdle(int most, long now) {
        for (Worker oldest = idleList.last(); oldest != null && threads > most; oldest = idleList.last()) {
            if (oldest.state != State.DYING) {
                dying++;
            }
            end(oldest, true, now); // immediately: one that is only DYING can be resuscitated
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

    /** Runs when the death timer fires, as in {@code workq_aio_kill_old_threads_call}. */
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

    /** Changes the window. A death call that was scheduled by the old window is rescheduled. */
    void window(long nanos) {
        windowNanos = nanos;
        if (!deathCallScheduled) {
            return;
        }
        deathCallScheduled = false;
        Worker oldest = idleList.last();
        if (oldest != null) { // otherwise the next worker that parks schedules it
            scheduleDeathCall(oldest.idleStamp + nanos);
        }
    }

    // ---- exit

    void markExiting() {
        exiting = true;
        deathCallScheduled = false;
    }

    /** Marks every idle worker as DYING; the others end when they park. */
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
