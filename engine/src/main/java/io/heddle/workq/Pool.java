package io.heddle.workq;

import io.heddle.time.BriefLock;
import io.heddle.time.Ticker;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Workers that serve many processes, each through its own {@link PoolWorkqueue}. The pool's settings can be changed at
 * any time, whether or not it has workers, and apply immediately: see {@link Shift}.
 *
 * <p>The first process that joins begins a {@link Shift}, the last one that leaves ends it, and the next one begins
 * another. The threads of a shift that has ended need a moment to end; a process that joins does not wait for that.
 *
 * <p>One lock guards the pool with all its shifts and queues.
 */
public final class Pool {
    final ReentrantLock lock = new BriefLock();
    private final Ticker ticker;

    /** Replaced by a new object, under the lock. */
    private volatile PoolSettings settings;

    /** The shift that processes join; {@code null} while no process uses the pool. */
    private @Nullable Shift current;

    /**
     * Creates a pool, which has no thread before a process uses it.
     *
     * @param settings how many workers, and which
     * @param ticker the clock of the workers' lifetime
     */
    Pool(PoolSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    // ---- settings

    PoolSettings settings() {
        return settings;
    }

    /**
     * Returns the current number of workers.
     *
     * @return 0 while no process uses the pool
     */
    public int threads() {
        lock.lock();
        try {
            return current == null ? 0 : current.threads();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the number of workers that are kept ready.
     *
     * @return 0 or more; if it is more than the maximum, the maximum applies
     */
    public int target() {
        return settings.target();
    }

    /**
     * Returns the maximum number of workers.
     *
     * @return 1 or more
     */
    public int max() {
        return settings.max();
    }

    /**
     * Returns how long a worker beyond the target may be idle.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} if it may be idle forever
     */
    public long lifetimeNanos() {
        return settings.lifetimeNanos();
    }

    /**
     * Fixes the number of workers: sets target and maximum together.
     *
     * @param threads 1 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    public void fix(int threads) {
        change(now -> now.withNumber(threads, threads));
    }

    /**
     * Changes the number of workers that are kept ready. Missing workers are started immediately if a process uses the
     * pool; surplus workers end when they have been idle for their lifetime.
     *
     * @param target 0 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    public void target(int target) {
        change(now -> now.withNumber(target, now.max()));
    }

    /**
     * Changes the maximum number of workers. Of the surplus workers, the idle ones end immediately, the oldest first,
     * and the busy ones when their current entry has ended.
     *
     * @param max 1 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    public void max(int max) {
        change(now -> now.withNumber(now.target(), max));
    }

    /**
     * Changes how long a worker beyond the target may be idle, including workers that are already idle.
     *
     * @param nanos more than 0; {@link Long#MAX_VALUE} if it may be idle forever
     */
    public void lifetimeNanos(long nanos) {
        change(now -> now.withLifetime(nanos));
    }

    private void change(UnaryOperator<PoolSettings> change) {
        Shift shift;
        lock.lock();
        try {
            settings = change.apply(settings);
            shift = current;
            if (shift != null) {
                shift.settingsChanged();
            }
        } finally {
            lock.unlock();
        }
        if (shift != null) {
            shift.supervisor.wake();
        }
    }

    // ---- joining and leaving

    /** Lets one more process join the current shift. Called under the lock. */
    Shift join() {
        Shift shift = current;
        if (shift == null) {
            shift = new Shift(this, ticker);
            shift.supervisor.start(); // if it throws because no thread can be started, the shift stays unpublished
            current = shift;
        }
        shift.arrive();
        return shift;
    }

    /**
     * Removes a process from a shift that it had joined. The process has no entries any more and adds no others. Called
     * under the lock.
     *
     * @return whether it was the last one, so that the shift ends
     */
    boolean leave(Shift shift) {
        boolean last = shift.depart();
        if (last) {
            current = null;
        }
        return last;
    }

    /** Returns whether the calling thread is a worker of this pool, of any shift. */
    boolean isOnWorker() {
        Worker worker = Worker.current();
        return worker != null && worker.host() instanceof Shift shift && shift.isOf(this);
    }
}
