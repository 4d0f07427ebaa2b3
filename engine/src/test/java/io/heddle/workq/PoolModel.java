package io.heddle.workq;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The expected behaviour of a pool of workers, written down from the functions of {@code kern_aio.c} with the three
 * mends, as plainly as possible: with lists that are searched and items that are counted one by one.
 */
final class PoolModel {
    /** A worker of the model, the twin of one of the pool's. */
    static final class Twin {
        final Worker real;
        boolean dying;
        long stamp;

        Twin(Worker real, long now) {
            this.real = real;
            this.stamp = now; // mended: the seed does not stamp a new thread
        }
    }

    /** {@code wa_thidlelist}: the newest first. */
    final Deque<Twin> idle = new ArrayDeque<>();
    /** {@code wa_thrunlist}, in arbitrary order. */
    final List<Twin> running = new ArrayList<>();

    long window;
    boolean exiting;
    boolean scheduled;
    long deadline;
    int born;
    int ended;

    PoolModel(long window) {
        this.window = window;
    }

    int threads() {
        return idle.size() + running.size();
    }

    int dying() {
        return (int) idle.stream().filter(thread -> thread.dying).count();
    }

    private boolean isOverAge(Twin thread, long now) {
        return now - thread.stamp > window;
    }

    private void schedule(long time) {
        if (!exiting && !scheduled) {
            scheduled = true;
            deadline = time;
        }
    }

    /** {@code workq_aio_death_policy_evaluate}. */
    private void evaluate(long now) {
        if (exiting || dying() > 0 || idle.size() <= 1) {
            return;
        }
        Twin oldest = idle.getLast();
        if (isOverAge(oldest, now)) {
            oldest.dying = true;
        } else {
            schedule(oldest.stamp + window);
        }
    }

    /** {@code workq_aio_add_new_thread} and the pop that follows it. */
    void add(Worker real, long now) {
        running.add(new Twin(real, now));
        born++;
    }

    /** {@code workq_aio_wakeup_thread_internal}; the newest, or null. */
    Twin pop(long now) {
        Twin newest = idle.pollFirst();
        if (newest != null) {
            running.add(newest);
            if (newest.dying) {
                newest.dying = false;
                evaluate(now);
            }
        }
        return newest;
    }

    /** {@code workq_push_idle_aio_thread}; false if the thread has died. */
    boolean park(Twin thread, long now) {
        running.remove(thread);
        Twin oldest = idle.peekLast();
        if (exiting || (dying() == 0 && oldest != null && isOverAge(oldest, now))) {
            if (oldest != null) {
                oldest.stamp = now;
                idle.addFirst(idle.removeLast());
            }
            ended++;
            evaluate(now); // mended: the seed does not evaluate again
            return false;
        }
        thread.stamp = now;
        idle.addFirst(thread);
        if (oldest == null) {
            schedule(now + window);
        } else if (dying() == 0) {
            schedule(oldest.stamp + window); // mended: the seed schedules for the first only
        }
        return true;
    }

    /** {@code workq_aio_unpark_for_death_and_unlock} of a thread that was idle. */
    void leave(Twin thread, long now) {
        idle.remove(thread);
        ended++;
        evaluate(now); // mended, as above
    }

    /** {@code workq_aio_kill_old_threads_call}. */
    void deathCall(long now) {
        scheduled = false;
        evaluate(now);
    }

    void changeWindow(long nanos) {
        window = nanos;
        if (scheduled) {
            scheduled = false;
            if (!idle.isEmpty()) {
                schedule(idle.getLast().stamp + nanos);
            }
        }
    }

    /** {@code workq_aio_mark_exiting} and the first half of {@code workq_aio_exit}. */
    void exit() {
        exiting = true;
        scheduled = false;
        idle.forEach(thread -> thread.dying = true);
    }
}
