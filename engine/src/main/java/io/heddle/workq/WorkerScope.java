package io.heddle.workq;

import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * Where the workers of one queue live: a thread container with a name, which is left only when every worker has ended.
 *
 * <p>There are two, because the better one is a preview feature of the JDK: see {@link WorkerScopes}. Neither ever
 * interrupts a worker: an interrupt closes the {@code FileChannel} under the thread that reads it.
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

    /** What the scope is called in traces: structured or executor. */
    String kind();

    /**
     * Opens a container, runs the body on the calling thread, which owns the container, and returns when every worker
     * that the body forked has ended. An interrupt of the owner shortens nothing.
     */
    void run(String name, ThreadFactory factory, Consumer<Forker> body);
}
