package io.heddle.workq;

import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * Workers as the forks of a structured scope (JEP 505): thread dumps show them under the scope's name, with their owner.
 *
 * <p>The only class that names the preview API. The compiler marks every class of such a source file, and no other JDK
 * than this one loads it, so it stands alone and is loaded by name.
 */
final class StructuredWorkerScope implements WorkerScope {
    StructuredWorkerScope() {}

    @Override
    public String kind() {
        return "structured";
    }

    @Override
    public void run(String name, ThreadFactory factory, Consumer<Forker> body) {
        // awaitAll is the one joiner that fits: it neither cancels the scope when a worker fails nor keeps anything for
        // a
        // worker that has ended.
        try (var scope = StructuredTaskScope.open(
                Joiner.<Void>awaitAll(), config -> config.withName(name).withThreadFactory(factory))) {
            try {
                body.accept(scope::fork);
            } finally {
                join(scope);
            }
        }
    }

    /** Joins uninterruptibly: an interrupt that is pending in {@code close} would be passed on to the workers. */
    private static void join(StructuredTaskScope<?, ?> scope) {
        boolean interrupted = false;
        for (boolean joined = false; !joined; ) {
            try {
                scope.join();
                joined = true;
            } catch (InterruptedException retried) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
