package io.heddle.workq;

import org.jspecify.annotations.Nullable;

/** Placeholder: where workers are started and joined. */
public interface WorkerScope extends AutoCloseable {

    /**
     * Starts a worker.
     *
     * @param worker what it runs
     */
    void fork(Runnable worker);

    /** Waits until every worker has ended. */
    @Override
    void close();

    /**
     * Opens the structured scope, or the executor where preview features are off.
     *
     * @return a new scope that belongs to the calling thread
     */
    static WorkerScope open() {
        WorkerScope structured = openStructured();
        return structured != null ? structured : new ExecutorWorkerScope();
    }

    private static @Nullable WorkerScope openStructured() {
        try {
            return Class.forName("io.heddle.workq.StructuredWorkerScope")
                    .asSubclass(WorkerScope.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (LinkageError | ReflectiveOperationException e) {
            return null;
        }
    }
}
