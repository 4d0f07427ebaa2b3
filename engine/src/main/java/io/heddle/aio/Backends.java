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
 * The backends of this JVM. Each is probed once: on demand for URING and NATIVE, in parallel with the first requests
 * for AUTO. If a probe fails because of a passing shortage (a full heap, no descriptor left), its result applies only
 * to the process that needed it, and the next process probes again.
 */
final class Backends {
    private static final String PROPERTY = "io.heddle.backend";

    /** The backend on io_uring, once the probe has found it. */
    private static volatile @Nullable UringBackend found;

    private Backends() {}

    private static volatile @Nullable Probe probe; // of io_uring
    private static volatile @Nullable Probe callsProbe;

    /** Probes io_uring once. The result is no class constant: a probe that an Error has broken off is repeated. */
    private static Probe look() {
        Probe known = probe;
        return known == null ? lookOnce() : known;
    }

    private static synchronized Probe lookOnce() {
        Probe known = probe;
        if (known == null) {
            Probe calls = lookForCalls();
            known = isPassing(calls) // otherwise the ring would have to work without system calls permanently
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

    /** Probes once whether system calls can be made. */
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

    /** Notifies observers, process by process, that another backend moves the bytes from now on. */
    private static void ringLost() {
        UringBackend ring = found;
        for (StatisticsSource source : Trace.sources()) {
            if (source instanceof Statistics statistics && ring != null) {
                statistics.backendChanged(ring);
            }
        }
    }

    /** Returns the number of entries of the ring that are in flight; 0 if there is no ring. Does not start a probe. */
    static long ringInFlight() {
        UringBackend ring = found;
        return ring == null ? 0 : ring.inFlight();
    }

    /** Returns the number of transfers in progress in the ring's backend. */
    static long ringTransfers() {
        UringBackend ring = found;
        return ring == null ? 0 : ring.transfers();
    }

    private static final class Auto implements Supplier<Probe> {
        private static AutoBackend backend = fresh(); // guarded by the class's monitor

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
     * A backend, and how it was chosen for a process.
     *
     * @param backend moves the bytes
     * @param by the setting that has named it; empty if {@link BackendKind#AUTO} has chosen it
     * @param auto makes that choice; {@code null} if the backend was named
     */
    record Choice(Backend backend, String by, @Nullable AutoBackend auto) {
        Choice(Backend backend, String by) {
            this(backend, by, null);
        }

        /** Returns why the bytes of the process are moved by {@link Backend#name}; waits as that method does. */
        String reason() {
            String reason = auto == null ? by : auto.reason();
            Backend used = auto == null ? backend : auto.orChosen();
            String loss = used instanceof UringBackend ring ? ring.lossReason() : null;
            return loss == null ? reason : reason + "; then it was refused: " + loss;
        }
    }

    /** Returns the choice for processes that set no backend: AUTO, or the value of the property. */
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
     * @param by the setting that names the kind
     * @throws UnsupportedOperationException if the kind is named but cannot be used
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
