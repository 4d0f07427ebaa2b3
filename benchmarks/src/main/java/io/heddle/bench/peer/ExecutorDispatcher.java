package io.heddle.bench.peer;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Submits to an executor and waits for the future. */
final class ExecutorDispatcher implements Dispatcher {
    private final Function<Runnable, Future<?>> submit;
    private final AutoCloseable threads;

    ExecutorDispatcher(ExecutorService executor) {
        this(executor::submit, executor);
    }

    ExecutorDispatcher(Function<Runnable, Future<?>> submit, AutoCloseable threads) {
        this.submit = submit;
        this.threads = threads;
    }

    private static void nothing() {}

    @Override
    public Lanes.Lane submitter(int window) {
        return new Submitter(window);
    }

    @Override
    public void close() {
        try {
            threads.close();
        } catch (Exception failed) {
            throw new IllegalStateException(failed);
        }
    }

    private final class Submitter implements Lanes.Lane {
        private final @Nullable Future<?>[] ring;
        private int next;

        Submitter(int window) {
            ring = new Future<?>[window];
        }

        @Override
        public void operation() throws Exception {
            Future<?> oldest = ring[next];
            if (oldest != null) {
                oldest.get();
            }
            ring[next] = submit.apply(ExecutorDispatcher::nothing);
            next = next + 1 == ring.length ? 0 : next + 1;
        }

        @Override
        public void drain() throws Exception {
            for (Future<?> left : ring) {
                if (left != null) {
                    left.get();
                }
            }
        }
    }
}
