package io.heddle.workq;

import io.heddle.time.Ticker;

/** The two pools of this JVM. Neither has a thread before a process uses it. */
public final class Pools {
    /** FreeBSD's {@code MAX_AIO_PER_PROC}: how many requests of one process may run at the same time. */
    public static final int DEFAULT_RUNNING_LIMIT = 32;

    private Pools() {}

    // Each is made when it is first asked for, so that a wrong property of the one does not harm the other.

    private static final class Shared {
        static final Pool POOL = new Pool(PoolSettings.shared(), Ticker.SYSTEM);
    }

    private static final class Aiod {
        static final Pool POOL = new Pool(PoolSettings.aiod(), Ticker.SYSTEM);
    }

    /**
     * Returns XNU's old pool, to look at its numbers and to change them.
     *
     * @return the one of this JVM
     */
    public static Pool sharedPool() {
        return Shared.POOL;
    }

    /**
     * Returns FreeBSD's daemons, to look at their numbers and to change them.
     *
     * @return the pool of this JVM
     */
    public static Pool aiodPool() {
        return Aiod.POOL;
    }

    /**
     * Makes a queue of XNU's old pool: a fixed number of platform threads run the entries of all processes strictly in
     * the order in which they were queued.
     *
     * @param processId the process, for traces
     * @param name the process's name
     * @param ticker the clock of the process's exit
     * @return a queue that joins the pool when it is first used
     */
    public static Workqueue shared(long processId, String name, Ticker ticker) {
        return new PoolWorkqueue(Shared.POOL, processId, name, Integer.MAX_VALUE, ticker);
    }

    /**
     * Makes a queue of FreeBSD's daemons, whose number follows the load: they run the entries of all processes in the
     * order in which they were queued, but skip those of a process that has its limit running.
     *
     * @param processId the process, for traces
     * @param name the process's name
     * @param runningLimit how many entries of the process may run at the same time, 1 or more
     * @param ticker the clock of the process's exit
     * @return a queue that joins the pool when it is first used
     */
    public static Workqueue aiod(long processId, String name, int runningLimit, Ticker ticker) {
        return new PoolWorkqueue(Aiod.POOL, processId, name, runningLimit, ticker);
    }
}
