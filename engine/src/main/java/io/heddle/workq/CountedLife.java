package io.heddle.workq;

import java.util.concurrent.Callable;
import java.util.concurrent.Phaser;
import org.jspecify.annotations.Nullable;

/**
 * A worker's life in a structured scope, counted until it has ended. A callable, because around a runnable the scope
 * puts an object, and a frame on each worker's stack. Stands apart from the scope, in whose source file it would be
 * marked as preview.
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
