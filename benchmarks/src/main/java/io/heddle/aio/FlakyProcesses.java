package io.heddle.aio;

import io.heddle.backend.Backend;
import org.jspecify.annotations.NullMarked;

/** Gives a process a backend that is not one of the library's. In the engine's package, but not in its artifact. */
@NullMarked
public final class FlakyProcesses {
    private FlakyProcesses() {}

    /**
     * Sets the backend of a process.
     *
     * @param settings of the process
     * @param backend moves its bytes
     */
    public static void use(AioProcessBuilder settings, Backend backend) {
        settings.backend(backend);
    }
}
