package io.heddle.bench.workload;

import io.heddle.aio.AioSystem;
import io.heddle.aio.BackendKind;
import io.heddle.aio.Dialect;
import io.heddle.aio.ThreadKind;
import io.heddle.aio.WorkqueueKind;

/**
 * The configuration of the library for a workload.
 *
 * @param backend what moves the bytes
 * @param dialect whose rules the jobs' processes follow
 * @param workqueue whose workers run the requests
 * @param threads the kind of the submitters' threads, and of workers' where there is a choice
 * @param maxThreads workers per job; with {@link WorkqueueKind#SHARED} those of the pool
 * @param notification how a job learns of completions
 */
public record Engine(
        BackendKind backend,
        Dialect dialect,
        WorkqueueKind workqueue,
        ThreadKind threads,
        int maxThreads,
        NotifyMethod notification) {
    /**
     * Returns how many requests each job may have outstanding.
     *
     * @return the limit of a process of the dialect's default system
     */
    public int processLimit() {
        return AioSystem.of(dialect).processLimit();
    }

    /**
     * Returns how many requests all jobs together may have outstanding.
     *
     * @return the limit of the dialect's default system
     */
    public int systemLimit() {
        return AioSystem.of(dialect).limit();
    }
}
