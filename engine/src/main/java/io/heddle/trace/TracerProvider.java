package io.heddle.trace;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Provides the engine with a {@link Tracer}. Implementations are found by {@link java.util.ServiceLoader}. */
public interface TracerProvider {
    /**
     * Installs the provider. Called once, before the first process is opened. The provider keeps the sink, and passes a
     * tracer to it when a recording starts and {@code null} when the last one stops. It must not load event classes
     * before that.
     *
     * @param sink takes the tracer that the engine is to call from now on, or {@code null} for none
     */
    void install(Consumer<@Nullable Tracer> sink);

    /**
     * Notifies the provider that the engine's use begins or ends. Called after {@link #install}: with {@code true} when
     * a process is opened while there is no other, and with {@code false} when the last one has been closed. Anything
     * that would keep the provider's class loader alive, such as listeners and hooks that the JVM keeps, and threads,
     * may exist only in between: an application that has closed its processes can be unloaded. Calls do not overlap.
     *
     * @param inUse whether there are processes
     * @implSpec Does nothing.
     */
    default void inUse(boolean inUse) {}
}
