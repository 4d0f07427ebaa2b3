package io.heddle.workq;

import io.heddle.trace.Trace;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Loads, beside the opening of a JVM's first process, what its first request needs of the JDK: the search for tracers,
 * virtual threads and structured scopes. In a JVM that has just started these take 25 to 40 ms, about as long as
 * everything that the opener does meanwhile. Whoever comes to one of them too early waits for its initialization, as
 * for any class.
 */
public final class HeadStart {
    static {
        WorkerScope scope = WorkerScopes.chosen(); // here, so that a wrong property is told to the opener
        if (Runtime.getRuntime().availableProcessors() > 1) {
            start(scope);
        }
    }

    private HeadStart() {}

    /** Begins, at the first call; does nothing afterwards. */
    public static void begin() {}

    private static void start(WorkerScope scope) {
        try {
            Thread.ofPlatform()
                    .name("heddle-head-start")
                    .daemon(true)
                    .inheritInheritableThreadLocals(false)
                    .start(new Preparation(scope));
        } catch (OutOfMemoryError noThread) {
            // then everything is loaded where it is needed
        }
    }

    // No lambdas: linking the first is what the opener must not have to do, and each costs more than a class.

    /**
     * What the JDK catches when it wakes a virtual thread. With a full heap the first to throw there an
     * OutOfMemoryError would have to load this first, fail with that, and leave the thread asleep for ever, where the
     * JDK means to try again.
     */
    private static final Class<?> CAUGHT_BY_UNPARK = RejectedExecutionException.class;

    private record Preparation(WorkerScope scope) implements Runnable, Consumer<WorkerScope.Forker> {
        @Override
        public void run() {
            try {
                Trace.tracer();
                boolean _ = CAUGHT_BY_UNPARK.isInterface();
                scope.run("heddle-head-start", Thread.ofVirtual().factory(), this);
                SchedulerThreads.start();
            } catch (Throwable toldAgain) { // by whoever needs it
            }
        }

        @Override
        public void accept(WorkerScope.Forker forker) {
            forker.fork(new Nothing());
        }
    }

    private static final class Nothing implements Runnable {
        @Override
        public void run() {}
    }
}
