/**
 * The trace points, and how the engine finds the tracer that records them.
 *
 * <p>The XNU kernel defines 42 {@code AIO_*} trace codes. Each is a {@link io.heddle.trace.TracePoint} and one default
 * no-op method of {@link io.heddle.trace.Tracer}. The engine keeps the current tracer in one static field of {@link
 * io.heddle.trace.Trace} that is {@code null} while there is no recording, so that a trace point costs one field read.
 *
 * <p>During a recording most points are still not recorded. A point whose arguments cost something to obtain first
 * checks {@link io.heddle.trace.Trace#tracer(TracePoint)}. Slow requests are found by a {@link io.heddle.trace.Beat},
 * so that the others need neither an object nor a clock read.
 *
 * <p>The engine does not depend on JDK Flight Recorder. A {@link io.heddle.trace.TracerProvider}, found by {@link
 * java.util.ServiceLoader}, installs a tracer when a recording starts and removes it when the last one stops.
 */
@NullMarked
package io.heddle.trace;

import org.jspecify.annotations.NullMarked;
