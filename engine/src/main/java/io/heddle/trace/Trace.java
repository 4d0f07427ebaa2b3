package io.heddle.trace;

import java.util.Collection;
import java.util.Collections;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Where the engine finds the current tracer, and where tracers find the processes to report on.
 *
 * <p>All methods may be called by any thread.
 */
public final class Trace {
    private static volatile @Nullable Tracer current;

    private static final Set<StatisticsSource> SOURCES = ConcurrentHashMap.newKeySet();

    static {
        try {
            for (TracerProvider provider : ServiceLoader.load(TracerProvider.class, Trace.class.getClassLoader())) {
                provider.install(tracer -> current = tracer);
            }
        } catch (ServiceConfigurationError | LinkageError broken) {
            // Tracing is a convenience: a provider that cannot be loaded must not take the application's I/O with it.
            System.getLogger("io.heddle").log(System.Logger.Level.WARNING, "no tracing: a provider failed", broken);
        }
    }

    private Trace() {}

    /**
     * Returns the tracer to call, or {@code null} while nobody records.
     *
     * @return the current tracer or {@code null}
     */
    public static @Nullable Tracer tracer() {
        return current;
    }

    /**
     * Returns the tracer to call at one trace point, or {@code null} if it is not recorded: for points that would have to find
     * out what to tell.
     *
     * @param point where
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
        current = tracer;
    }

    /**
     * Begins a span: the event object of the current tracer for this trace point, or {@code null} when it is not
     * recorded.
     *
     * @param point a trace point that is a span
     * @return what the tracer's method for that point wants back, or {@code null}
     */
    public static @Nullable Object begin(TracePoint point) {
        Tracer tracer = current;
        return tracer == null ? null : tracer.begin(point);
    }

    /**
     * Registers something to report on periodically.
     *
     * @param source the source; it stays known until it is removed
     */
    public static void register(StatisticsSource source) {
        SOURCES.add(source);
    }

    /**
     * Removes a source.
     *
     * @param source the source; unknown ones are ignored
     */
    public static void deregister(StatisticsSource source) {
        SOURCES.remove(source);
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
