package io.heddle.workq;

import io.heddle.time.BriefLock;
import io.heddle.time.Ticker;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Workers that serve many processes, each by way of its own {@link PoolWorkqueue}. Its numbers can be changed at any
 * time, whether or not it has workers, and hold at once: see {@link Shift}.
 *
 * <p>The first process that comes begins a {@link Shift}, the last one that goes ends it, and the next one begins
 * another. A shift that has ended needs a moment until its threads are gone; nobody who comes has to wait for that.
 *
 * <p>One lock guards the pool with all its shifts and queues.
 */
public final class Pool {
    final ReentrantLock lock = new BriefLock();
    private final Ticker ticker;

    /** Replaced as a whole, under the lock. */
    private volatile PoolSettings settings;

    /** The shift that processes join; {@code null} while nobody uses the pool. */
    private @Nullable Shift current;

    /**
     * Makes a pool; it has no thread before a process uses it.
     *
     * @param settings how many workers, and which
     * @param ticker the clock of the workers' lifetime
     */
    Pool(PoolSettings settings, Ticker ticker) {
        this.settings = settings;
        this.ticker = ticker;
    }

    // ---- its numbers

    PoolSettings settings() {
        return settings;
    }

    /**
     * Returns how many workers there are now.
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
     * Returns how many workers are kept ready.
     *
     * @return 0 or more; where it is more than the maximum, that many
     */
    public int target() {
        return settings.target();
    }

    /**
     * Returns the largest number of workers.
     *
     * @return 1 or more
     */
    public int max() {
        return settings.max();
    }

    /**
     * Returns how long a worker beyond the target may be idle.
     *
     * @return nanoseconds; {@link Long#MAX_VALUE} for ever
     */
    public long lifetimeNanos() {
        return settings.lifetimeNanos();
    }

    /**
     * Fixes the number of workers: target and maximum at once.
     *
     * @param threads 1 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    public void fix(int threads) {
        change(now -> now.withNumber(threads, threads));
    }

    /**
     * Changes how many workers are kept ready. Missing ones are started at once if a process uses the pool; surplus
     * ones end when they were idle for their lifetime.
     *
     * @param target 0 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    public void target(int target) {
        change(now -> now.withNumber(target, now.max()));
    }

    /**
     * Changes the largest number of workers. Of surplus ones the idle end at once, the oldest first, and the others
     * when what they run is done.
     *
     * @param max 1 to {@value ProcessWorkqueue#MAX_THREADS_LIMIT}; the caller has checked it
     */
    public void max(int max) {
        change(now -> now.withNumber(now.target(), max));
    }

    /**
     * Changes how long a worker beyond the target may be idle, those that are idle already included.
     *
     * @param nanos more than 0; {@link Long#MAX_VALUE} for ever
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

    // ---- processes come and go

    /** Has one more process join the current shift. Under the lock. */
    Shift join() {
        Shift shift = current;
        if (shift == null) {
            shift = new Shift(this, ticker);
            shift.supervisor.start(); // or no thread can be had: then nobody knows the shift
            current = shift;
        }
        shift.arrive();
        return shift;
    }

    /**
     * A process that had joined a shift has no entries any more and never will. Under the lock.
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
