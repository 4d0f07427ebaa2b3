package io.heddle.workq;

import io.heddle.testing.FaultyThreads;
import io.heddle.time.Ticker;

/** A pool for one run, whose threads fail. The processes of a run share it, as those of a JVM share the real ones. */
public final class FaultyPool {
    private static final long LIFETIME_NANOS = 200_000;

    private final Pool pool;

    private FaultyPool(PoolSettings settings, Ticker ticker) {
        pool = new Pool(settings, ticker);
    }

    /** Returns XNU's old pool with {@code number} platform threads. */
    public static FaultyPool shared(int number, FaultyThreads threads, Ticker ticker) {
        return new FaultyPool(new PoolSettings("shared", number, number, Long.MAX_VALUE, threads, false), ticker);
    }

    /**
     * Returns FreeBSD's daemons: one, and up to {@code most} virtual threads, which end after a moment without work.
     */
    public static FaultyPool aiod(int most, FaultyThreads threads, Ticker ticker) {
        return new FaultyPool(new PoolSettings("aiod", 1, most, LIFETIME_NANOS, threads, true), ticker);
    }

    /** Creates the queue of one process. */
    public Workqueue queue(long processId, String name, Ticker ticker) {
        return new PoolWorkqueue(pool, processId, name, Pools.DEFAULT_RUNNING_LIMIT, ticker);
    }
}
