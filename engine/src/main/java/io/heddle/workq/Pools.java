package io.heddle.workq;

import io.heddle.time.Ticker;

/** The two pools of this JVM. Neither has a thread before a process uses it. */
public final class Pools {
    /** FreeBSD's {@code MAX_AIO_PER_PROC}: how many requests of one process may run at the same time. */
    public static final int DEFAULT_RUNNING_LIMIT = 32;

    private Pools() {}

    // Each is created on first use, so that a wrong property of one does not affect the other.

    private static final class Shared {
        static final Pool POOL = new Pool(PoolSettings.shared(), Ticker.SYSTEM);
    }

    private static final class Aiod {
        static final Pool POOL = new Pool(PoolSettings.aiod(), Ticker.SYSTEM);
    }

    /**
     * Returns XNU's old pool, to read and change its settings.
     *
     * @return the pool of this JVM
     */
    public static Pool sharedPool() {
        return Shared.POOL;
    }

    /**
     * Returns FreeBSD's daemons, to read and change their settings.
     *
     * @return the pool of this JVM
     */
    public static Pool aiodPool() {
        return Aiod.POOL;
    }

    /**
     * Creates a queue of XNU's old pool, in which a fixed number of platform threads run the entries of all processes
     * strictly in the order in which they were added.
     *
     * @param processId the process, for traces
     * @param name the process's name
     * @param ticker the clock of the process's exit
     * @return a queue that joins the pool on first use
     */
    public static Workqueue shared(long processId, String name, Ticker ticker) {
        return new PoolWorkqueue(Shared.POOL, processId, name, Integer.MAX_VALUE, ticker);
    }

    /**
     * Creates a queue of FreeBSD's daemons, whose number follows the load. They run the entries of all processes in the
     * order in which they were added, but skip the entries of a process that has reached its running limit.
     *
     * @param processId the process, for traces
     * @param name the process's name
     * @param runningLimit how many entries of the process may run at the same time, 1 or more
     * @param ticker the clock of the process's exit
     * @return a queue that joins the pool on first use
     */
    public static Workqueue aiod(long processId, String name, int runningLimit, Ticker ticker) {
        return new PoolWorkqueue(Aiod.POOL, processId, name, runningLimit, ticker);
    }
}
