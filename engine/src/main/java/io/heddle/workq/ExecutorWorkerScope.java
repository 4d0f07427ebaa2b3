package io.heddle.workq;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

final class ExecutorWorkerScope implements WorkerScope {

    private final ExecutorService executor =
            Executors.newThreadPerTaskExecutor(Thread.ofVirtual().factory());

    @Override
    public void fork(Runnable worker) {
        executor.execute(worker);
    }

    @Override
    public void close() {
        executor.close();
    }
}
