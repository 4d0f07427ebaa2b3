/**
 * The trace points: what an observer of the engine is told, and how it is found.
 *
 * <p>The XNU kernel defines 42 {@code AIO_*} trace codes. Each is a {@link io.heddle.trace.TracePoint} and one default
 * no-op method of {@link io.heddle.trace.Tracer}. The engine keeps the current tracer in one static field of
 * {@link io.heddle.trace.Trace} that is {@code null} while nobody records, so that a trace point costs one field read.
 *
 * <p>While somebody records, most points are still not recorded. Where to find out what to tell would cost something,
 * the point asks {@link io.heddle.trace.Trace#tracer(TracePoint)} first; and slow requests are found by a {@link
 * io.heddle.trace.Beat}, so that the others need neither an object nor a look at the clock.
 *
 * <p>The engine knows nothing of JDK Flight Recorder. A {@link io.heddle.trace.TracerProvider}, found by
 * {@link java.util.ServiceLoader}, installs a tracer when a recording starts and removes it when the last one stops.
 */
@NullMarked
package io.heddle.trace;

import org.jspecify.annotations.NullMarked;
