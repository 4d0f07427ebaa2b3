package io.heddle.aio;

import io.heddle.backend.Backend;
import org.jspecify.annotations.NullMarked;

/** Gives a process a backend that is none of the library's own. In the engine's package, and not in its artifact. */
@NullMarked
public final class FlakyProcesses {
    private FlakyProcesses() {}

    /**
     * Has a process use a backend.
     *
     * @param settings of the process
     * @param backend moves its bytes
     */
    public static void use(AioProcessBuilder settings, Backend backend) {
        settings.backend(backend);
    }
}
