package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.ChannelBackend;
import io.heddle.trace.StatisticsSource;
import io.heddle.trace.Trace;
import io.heddle.uring.AutoBackend;
import io.heddle.uring.UringBackend;
import io.heddle.uring.UringBackend.Probe;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The backends of this JVM. Io_uring is looked for once: when somebody wants it, or beside the first requests of who does not mind. */
final class Backends {
    private static final String PROPERTY = "io.heddle.backend";

    /** The one on io_uring, once it was looked for and found. */
    private static volatile @Nullable UringBackend found;

    private Backends() {}

    private static volatile @Nullable Probe probe;

    /** Looks for io_uring once. No constant of a class: a look that is broken off by an Error is made anew. */
    private static Probe look() {
        Probe known = probe;
        return known == null ? lookOnce() : known;
    }

    private static synchronized Probe lookOnce() {
        Probe known = probe;
        if (known == null) {
            known = UringBackend.probe(ChannelBackend.SHARED);
            if (known instanceof Probe.Usable usable) {
                usable.backend().onLoss(Backends::ringLost);
                found = usable.backend();
            }
            probe = known;
        }
        return known;
    }

    /** Another backend moves the bytes from now on: observers are told, process by process. */
    private static void ringLost() {
        UringBackend ring = found;
        for (StatisticsSource source : Trace.sources()) {
            if (source instanceof Statistics statistics && ring != null) {
                statistics.backendChanged(ring);
            }
        }
    }

    /** Returns how many entries of the ring are in flight; 0 where there is none. Nobody looks for it on that account. */
    static long ringInFlight() {
        UringBackend ring = found;
        return ring == null ? 0 : ring.inFlight();
    }

    /** Returns how many transfers the ring's backend has under way. */
    static long ringTransfers() {
        UringBackend ring = found;
        return ring == null ? 0 : ring.transfers();
    }

    private static final class Auto implements Supplier<Probe> {
        static final AutoBackend BACKEND = new AutoBackend(ChannelBackend.SHARED, new Auto());

        @Override
        public Probe get() {
            return look();
        }
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
            case AUTO -> Auto.BACKEND.orChosen();
            case URING ->
                switch (look()) {
                    case Probe.Usable usable -> usable.backend();
                    case Probe.Unusable unusable ->
                        throw new UnsupportedOperationException("backend is URING, it cannot be used here: "
                                + unusable.reason() + "; AUTO falls back on CHANNEL");
                };
        };
    }
}
