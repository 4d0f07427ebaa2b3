package io.heddle.workq;

import java.util.concurrent.Phaser;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/**
 * Runs workers as the forks of a structured scope (JEP 505): thread dumps show them under the scope's name, with their
 * owner.
 *
 * <p>This is the only class that names the preview API. The compiler marks every class of such a source file, and no
 * other JDK release loads a marked class. Therefore it has a source file of its own and is loaded by name.
 */
final class StructuredWorkerScope implements WorkerScope {
    /**
     * Bound while a scope is open, so that its owner has bindings which can be found again; see {@link #findBindings}.
     */
    private static final ScopedValue<String> SCOPE = ScopedValue.newInstance();

    private static final ScopedValue<String> NEVER_BOUND = ScopedValue.newInstance();

    StructuredWorkerScope() {}

    @Override
    public String kind() {
        return "structured";
    }

    @Override
    public void run(String name, ThreadFactory factory, Consumer<Forker> body) {
        ScopedValue.where(SCOPE, name).run(() -> open(name, factory, body));
    }

    private static void open(String name, ThreadFactory factory, Consumer<Forker> body) {
        // awaitAll is the only suitable joiner: it neither cancels the scope when a worker fails nor retains anything
        // for a worker that has ended.
        try (var scope = StructuredTaskScope.open(
                Joiner.<Void>awaitAll(), config -> config.withName(name).withThreadFactory(factory))) {
            Phaser alive = new Phaser(1);
            try {
                body.accept(worker -> fork(scope, alive, worker));
            } finally {
                alive.arriveAndAwaitAdvance();
                join(scope);
            }
        }
    }

    private static void fork(StructuredTaskScope<Void, Void> scope, Phaser alive, Runnable worker) {
        findBindings();
        alive.register();
        boolean forked = false;
        try {
            scope.fork(new CountedLife(worker, alive));
            forked = true;
        } finally {
            if (!forked) {
                alive.arriveAndDeregister();
            }
        }
    }

    /**
     * A scope forks only while its owner's scoped values are those with which it was opened. When the JVM throws an
     * OutOfMemoryError, as when a thread cannot be started, or a StackOverflowError, it clears the thread's reference
     * to its bindings (JDK 25, {@code Exceptions::_throw}), and every later fork would fail with a
     * StructureViolationException. A query for any value that is in no cache finds them again by a walk of the stack,
     * but only if there are some.
     */
    private static void findBindings() {
        boolean _ = NEVER_BOUND.isBound();
    }

    /**
     * Joins when every worker has ended. An interrupted {@code join} cannot be repeated, and {@code close} then
     * interrupts the remaining threads: that is why the phaser, which no interrupt disturbs, has waited for the workers
     * before.
     */
    private static void join(StructuredTaskScope<?, ?> scope) {
        boolean interrupted = Thread.interrupted();
        try {
            scope.join();
        } catch (InterruptedException late) {
            interrupted = true;
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
