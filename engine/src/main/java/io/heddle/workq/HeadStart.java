package io.heddle.workq;

import io.heddle.trace.Trace;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * Loads, in the background while a JVM's first process is opened, what its first request needs of the JDK: the search
 * for tracers, virtual threads and structured scopes. In a JVM that has just started these take 25 to 40 ms, about as
 * long as everything that the opening thread does meanwhile. A thread that needs one of them earlier waits for its
 * initialization, as for any class.
 */
public final class HeadStart {
    static {
        // here, so that the opening thread gets the exception for a wrong property
        WorkerScope scope = WorkerScopes.chosen();
        if (Runtime.getRuntime().availableProcessors() > 1) {
            start(scope);
        }
    }

    private HeadStart() {}

    /** Starts the thread at the first call; does nothing afterwards. */
    public static void begin() {}

    private static void start(WorkerScope scope) {
        try {
            Thread.ofPlatform()
                    .name("heddle-head-start")
                    .daemon(true)
                    .inheritInheritableThreadLocals(false)
                    .start(new Preparation(scope));
        } catch (OutOfMemoryError noThread) {
            // each class is then loaded where it is needed
        }
    }

    // No lambdas: the opening thread must not have to link the first one, and each costs more than a class.

    /**
     * What the JDK catches when it unparks a virtual thread. If the heap is full and this class is not loaded, the
     * first OutOfMemoryError there makes the JDK load it, which fails and leaves the thread parked forever, where the
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
            } catch (Throwable toldAgain) { // thrown again where the class is needed
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
