package io.heddle.workq;

import io.heddle.time.Failures;
import java.lang.System.Logger.Level;

/**
 * Chooses the kind of {@link WorkerScope}, once for the JVM: structured where the preview API can be used, the executor
 * elsewhere. The system property {@code io.heddle.scope} ({@code auto}, {@code structured}, {@code executor})
 * overrides.
 */
final class WorkerScopes {
    private static final String PROPERTY = "io.heddle.scope";
    private static final WorkerScope CHOSEN = choose(System.getProperty(PROPERTY, "auto"));

    private WorkerScopes() {}

    static WorkerScope chosen() {
        return CHOSEN;
    }

    static WorkerScope choose(String wanted) {
        return switch (wanted) {
            case "executor" -> new ExecutorWorkerScope();
            case "structured" -> structured(true);
            case "auto" -> structured(false);
            default ->
                throw new IllegalArgumentException(
                        PROPERTY + " is '" + wanted + "', it must be auto, structured or executor");
        };
    }

    private static WorkerScope structured(boolean required) {
        try {
            // By name, so that a JDK which refuses the class does not load it (UnsupportedClassVersionError).
            return Class.forName("io.heddle.workq.StructuredWorkerScope")
                    .asSubclass(WorkerScope.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (LinkageError | ReflectiveOperationException unusable) {
            if (required) {
                throw new IllegalStateException(
                        PROPERTY + " is 'structured', which needs JDK 25 and --enable-preview", unusable);
            }
            Failures.log(
                    Level.DEBUG,
                    "workers run in a thread-per-task executor; start JDK 25 with --enable-preview to see them as"
                            + " structured scopes in thread dumps");
            return new ExecutorWorkerScope();
        }
    }
}
