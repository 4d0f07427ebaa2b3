package io.heddle.trace;

import io.heddle.time.Failures;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Holds the current tracer, which the engine calls, and the processes, on which tracers report.
 *
 * <p>All methods may be called by any thread.
 */
public final class Trace {
    private static volatile @Nullable Tracer current;

    /**
     * Changed under its own monitor, which is held while the providers are notified of the first source and of the
     * last.
     */
    private static final Set<StatisticsSource> SOURCES = ConcurrentHashMap.newKeySet();

    private static final List<TracerProvider> PROVIDERS = new CopyOnWriteArrayList<>();

    static {
        try {
            for (TracerProvider provider : ServiceLoader.load(TracerProvider.class, Trace.class.getClassLoader())) {
                provider.install(Trace::install);
                PROVIDERS.add(provider);
            }
        } catch (ServiceConfigurationError | LinkageError broken) {
            noTracing(broken);
        }
    }

    private Trace() {}

    /** Logs that tracing is off. A provider that cannot be loaded must not fail the application's I/O. */
    private static void noTracing(Throwable broken) {
        Failures.log(System.Logger.Level.WARNING, "no tracing: a provider failed", broken);
    }

    /**
     * Returns the tracer to call, or {@code null} if there is no recording.
     *
     * @return the current tracer or {@code null}
     */
    public static @Nullable Tracer tracer() {
        return current;
    }

    /**
     * Returns the tracer to call at one trace point, or {@code null} if the point is not recorded. For points whose
     * arguments cost something to obtain.
     *
     * @param point the trace point
     * @return the current tracer or {@code null}
     */
    public static @Nullable Tracer tracer(TracePoint point) {
        Tracer tracer = current;
        return tracer == null || !tracer.records(point) ? null : tracer;
    }

    /**
     * Returns the current beat of the tracer, or {@code null} if it does not beat.
     *
     * @return the beat, or {@code null}: each request is to begin a span of its own
     */
    public static @Nullable Beat beat() {
        Tracer tracer = current;
        return tracer == null ? null : tracer.beat();
    }

    /**
     * Replaces the current tracer. Meant for tests and for embedders that trace by other means than a provider.
     *
     * @param tracer the tracer to call from now on, or {@code null} for none
     */
    public static void install(@Nullable Tracer tracer) {
        current = QuietTracer.of(tracer);
    }

    /**
     * Begins a span: creates the event object of the current tracer for this trace point.
     *
     * @param point a trace point that is a span
     * @return the object to pass to the tracer's method for that point, or {@code null} if the point is not recorded
     */
    public static @Nullable Object begin(TracePoint point) {
        Tracer tracer = current;
        return tracer == null ? null : tracer.begin(point);
    }

    /**
     * Registers a source to report on periodically. Tracers record while there is at least one source.
     *
     * @param source the source; it stays registered until it is removed
     */
    public static void register(StatisticsSource source) {
        synchronized (SOURCES) {
            boolean first = SOURCES.isEmpty();
            if (SOURCES.add(source) && first) {
                inUse(true);
            }
        }
    }

    /**
     * Removes a source.
     *
     * @param source the source; unknown ones are ignored
     */
    public static void deregister(StatisticsSource source) {
        synchronized (SOURCES) {
            if (SOURCES.remove(source) && SOURCES.isEmpty()) {
                inUse(false);
            }
        }
    }

    private static void inUse(boolean inUse) {
        for (TracerProvider provider : PROVIDERS) {
            try {
                provider.inUse(inUse);
            } catch (RuntimeException | LinkageError broken) {
                noTracing(broken);
            }
        }
    }

    /**
     * Returns the sources that are registered now.
     *
     * @return an unmodifiable live view
     */
    public static Collection<StatisticsSource> sources() {
        return Collections.unmodifiableSet(SOURCES);
    }
}
