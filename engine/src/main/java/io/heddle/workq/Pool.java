package io.heddle.workq;

import io.heddle.time.Ticker;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Workers that serve many processes, each by way of its own {@link PoolWorkqueue}.
 *
 * <p>The first process that comes begins a {@link Shift}, the last one that goes ends it, and the next one begins another.
 * A shift that has ended needs a moment until its threads are gone; nobody who comes has to wait for that.
 *
 * <p>One lock guards the pool with all its shifts and queues.
 */
final class Pool {
    final ReentrantLock lock = new ReentrantLock();
    final PoolSettings settings;
    private final Ticker ticker;

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

    /** Has one more process join the current shift. Under the lock. */
    Shift join() {
        Shift shift = current;
        if (shift == null) {
            shift = new Shift(this, ticker);
            shift.supervisor.start();
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

    /** Is the calling thread a worker of this pool, of whichever shift? */
    boolean isOnWorker() {
        Worker worker = Worker.current();
        return worker != null && worker.host() instanceof Shift shift && shift.isOf(this);
    }
}
