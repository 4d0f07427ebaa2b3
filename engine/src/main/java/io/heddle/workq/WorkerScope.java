package io.heddle.workq;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * The container of one queue's workers: it has a name, and it is left only when every worker has ended.
 *
 * <p>There are two kinds, because the better one is a preview feature of the JDK: see {@link WorkerScopes}. Neither
 * ever interrupts a worker: an interrupt closes the {@code FileChannel} of the thread that reads it.
 */
interface WorkerScope {
    /** Starts one worker. Only the owner may call it. */
    interface Forker {
        /**
         * Starts a thread that runs the worker.
         *
         * @throws RejectedExecutionException if the thread factory refuses
         */
        void fork(Runnable worker);
    }

    /** Returns the scope's name in traces: structured or executor. */
    String kind();

    /**
     * Opens a container, runs the body on the calling thread, which owns the container, and returns when every worker
     * that the body forked has ended. An interrupt of the owner does not shorten the wait.
     */
    void run(String name, ThreadFactory factory, Consumer<Forker> body);
}
