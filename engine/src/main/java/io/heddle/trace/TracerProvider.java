package io.heddle.trace;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Brings a {@link Tracer} to the engine. Implementations are found by {@link java.util.ServiceLoader}. */
public interface TracerProvider {
    /**
     * Called once, when the engine is first used. The provider keeps the sink, passes a tracer to it when somebody
     * starts to record and {@code null} when nobody does any more. It must not load event classes before that.
     *
     * @param sink takes the tracer that the engine is to call from now on, or {@code null} for none
     */
    void install(Consumer<@Nullable Tracer> sink);
}
