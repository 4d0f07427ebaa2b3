package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.ChannelBackend;
import io.heddle.linux.AutoBackend;
import io.heddle.linux.NativeBackend;
import io.heddle.linux.Probe;
import io.heddle.trace.StatisticsSource;
import io.heddle.trace.Trace;
import io.heddle.uring.UringBackend;
import java.util.Locale;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The backends of this JVM. Each is probed once: on demand for URING and NATIVE, beside the first requests for AUTO. A
 * probe that met a lack of the moment (a full heap, no descriptor left) decides for the process that needed it, and the
 * next process has it made again.
 */
final class Backends {
    private static final String PROPERTY = "io.heddle.backend";

    /** The one on io_uring, once it was looked for and found. */
    private static volatile @Nullable UringBackend found;

    private Backends() {}

    private static volatile @Nullable Probe probe; // of io_uring
    private static volatile @Nullable Probe callsProbe;

    /** Looks for io_uring once. No constant of a class: a look that is broken off by an Error is made anew. */
    private static Probe look() {
        Probe known = probe;
        return known == null ? lookOnce() : known;
    }

    private static synchronized Probe lookOnce() {
        Probe known = probe;
        if (known == null) {
            Probe calls = lookForCalls();
            known = isPassing(calls) // the ring would have to do without them for ever
                    ? calls
                    : UringBackend.probe(
                            calls instanceof Probe.Usable usable ? usable.backend() : ChannelBackend.SHARED);
            if (known instanceof Probe.Usable usable && usable.backend() instanceof UringBackend ring) {
                ring.onLoss(Backends::ringLost);
                found = ring;
            }
            probe = isPassing(known) ? null : known;
        }
        return known;
    }

    /** Looks once whether system calls can be made. */
    private static synchronized Probe lookForCalls() {
        Probe known = callsProbe;
        if (known == null) {
            known = NativeBackend.probe(ChannelBackend.SHARED);
            callsProbe = isPassing(known) ? null : known;
        }
        return known;
    }

    private static boolean isPassing(Probe answer) {
        return answer instanceof Probe.Unusable why && why.passing();
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

    /**
     * Returns how many entries of the ring are in flight; 0 where there is none. Nobody looks for it on that account.
     */
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
        private static AutoBackend backend = fresh(); // guarded by the class

        private static AutoBackend fresh() {
            return new AutoBackend(ChannelBackend.SHARED, new Auto());
        }

        static synchronized AutoBackend backend() {
            if (backend.isProvisional()) {
                backend = fresh();
            }
            return backend;
        }

        @Override
        public Probe get() {
            Probe ring = look();
            return ring instanceof Probe.Unusable why && lookForCalls() instanceof Probe.Usable calls
                    ? new Probe.Usable(calls.backend(), why)
                    : ring;
        }
    }

    /**
     * A backend, and how a process has come by it.
     *
     * @param backend moves the bytes
     * @param by what has named it; empty if it was the choice of {@link BackendKind#AUTO}
     * @param auto makes that choice; {@code null} if it was named
     */
    record Choice(Backend backend, String by, @Nullable AutoBackend auto) {
        Choice(Backend backend, String by) {
            this(backend, by, null);
        }

        /** Tells why the process's bytes are moved as {@link Backend#name} says; waits as that does. */
        String reason() {
            String reason = auto == null ? by : auto.reason();
            Backend used = auto == null ? backend : auto.orChosen();
            String loss = used instanceof UringBackend ring ? ring.lossReason() : null;
            return loss == null ? reason : reason + "; then it was refused: " + loss;
        }
    }

    /** What processes have that do not choose: AUTO, or what the property says. */
    static Choice unlessSet() {
        String name = System.getProperty(PROPERTY, BackendKind.AUTO.name()).toUpperCase(Locale.ROOT);
        for (BackendKind kind : BackendKind.values()) {
            if (kind.name().equals(name)) {
                return of(kind, "the system property " + PROPERTY);
            }
        }
        throw new IllegalArgumentException(PROPERTY + " is " + name + ", it must be auto, uring, native or channel");
    }

    /**
     * Chooses a backend.
     *
     * @param by who names the kind
     * @throws UnsupportedOperationException if one is asked for that cannot be used
     */
    static Choice of(BackendKind kind, String by) {
        String named = by + " is " + kind;
        return switch (kind) {
            case CHANNEL -> new Choice(ChannelBackend.SHARED, named);
            case AUTO -> {
                AutoBackend auto = Auto.backend();
                yield new Choice(auto.orChosen(), "", auto);
            }
            case URING -> new Choice(required(kind, look(), "AUTO falls back on NATIVE or CHANNEL"), named);
            case NATIVE -> new Choice(required(kind, lookForCalls(), "AUTO falls back on CHANNEL"), named);
        };
    }

    private static Backend required(BackendKind kind, Probe found, String otherwise) {
        return switch (found) {
            case Probe.Usable usable -> usable.backend();
            case Probe.Unusable unusable ->
                throw new UnsupportedOperationException(
                        "backend is " + kind + ", it cannot be used here: " + unusable.reason() + "; " + otherwise);
        };
    }
}
