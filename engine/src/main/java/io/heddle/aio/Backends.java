package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.ChannelBackend;
import io.heddle.uring.UringBackend;
import io.heddle.uring.UringBackend.Probe;
import java.util.Locale;

/** The backends of this JVM. Io_uring is looked for once, when somebody first wants it. */
final class Backends {
    private static final String PROPERTY = "io.heddle.backend";

    private Backends() {}

    private static final class Uring {
        static final Probe PROBE = UringBackend.probe(ChannelBackend.SHARED);
    }

    /** What processes have that do not choose: AUTO, or what the property says. */
    static Backend unlessSet() {
        String name = System.getProperty(PROPERTY, BackendKind.AUTO.name()).toUpperCase(Locale.ROOT);
        for (BackendKind kind : BackendKind.values()) {
            if (kind.name().equals(name)) {
                return of(kind);
            }
        }
        throw new IllegalArgumentException(PROPERTY + " is " + name + ", it must be auto, uring or channel");
    }

    /**
     * Chooses a backend.
     *
     * @throws UnsupportedOperationException if io_uring is asked for and cannot be used
     */
    static Backend of(BackendKind kind) {
        return switch (kind) {
            case CHANNEL -> ChannelBackend.SHARED;
            case AUTO -> Uring.PROBE instanceof Probe.Usable usable ? usable.backend() : ChannelBackend.SHARED;
            case URING ->
                switch (Uring.PROBE) {
                    case Probe.Usable usable -> usable.backend();
                    case Probe.Unusable unusable ->
                        throw new UnsupportedOperationException("backend is URING, it cannot be used here: "
                                + unusable.reason() + "; AUTO falls back on CHANNEL");
                };
        };
    }
}
