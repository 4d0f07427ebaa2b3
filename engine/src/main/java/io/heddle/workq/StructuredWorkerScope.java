package io.heddle.workq;

import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;

/** Loaded by name, because a JVM without preview features cannot load it. */
final class StructuredWorkerScope implements WorkerScope {

    private final StructuredTaskScope<Object, Void> scope = StructuredTaskScope.open(Joiner.awaitAll());

    @Override
    public void fork(Runnable worker) {
        scope.fork(worker);
    }

    @Override
    public void close() {
        try {
            scope.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            scope.close();
        }
    }
}
