package io.heddle.workq;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Runs workers as the threads of a thread-per-task executor: final API, but thread dumps show neither name nor owner.
 */
final class ExecutorWorkerScope implements WorkerScope {
    @Override
    public String kind() {
        return "executor";
    }

    @Override
    public void run(String name, ThreadFactory factory, Consumer<Forker> body) {
        ExecutorService executor = Executors.newThreadPerTaskExecutor(factory);
        try {
            body.accept(new Starter(executor));
        } finally {
            executor.shutdown();
            awaitTermination(executor);
        }
    }

    /** Not a lambda: one that is first linked while the heap is full can stay unusable for as long as the JVM runs. */
    private record Starter(ExecutorService executor) implements Forker {
        @Override
        public void fork(Runnable worker) {
            executor.execute(worker);
        }
    }

    /** Not {@link ExecutorService#close}: that turns an interrupt of the owner into interrupts of the workers. */
    private static void awaitTermination(ExecutorService executor) {
        boolean interrupted = false;
        for (boolean terminated = false; !terminated; ) {
            try {
                terminated = executor.awaitTermination(1, TimeUnit.DAYS);
            } catch (InterruptedException retried) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
