/**
 * A recording as Trace Event JSON, for Perfetto and {@code chrome://tracing}.
 *
 * <p>{@link io.heddle.report.trace.TraceEventWriter} writes each event as it is read and keeps none. In the viewer a
 * process of the engine is a process and its workers are threads; spans are slices, instants are marks, gauges are
 * counters, and each request is an asynchronous slice from its submission to its completion.
 */
@NullMarked
package io.heddle.report.trace;

import org.jspecify.annotations.NullMarked;
