package io.heddle.workq;

import java.util.concurrent.Callable;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;

/**
 * The body of a worker in a structured scope, counted until it has ended. It is a callable because the scope wraps a
 * runnable, which costs an object and a frame on each worker's stack. It is not nested in the scope's source file,
 * where it would be marked as preview.
 */
record CountedLife(Runnable worker, Phaser alive) implements Callable<Void> {
    @Override
    public @Nullable Void call() {
        try {
            worker.run();
        } finally {
            alive.arriveAndDeregister();
        }
        return null;
    }
}
