/**
 * The engine's trace points as JDK Flight Recorder events.
 *
 * <p>With this artifact on the class path every recording has the events of the engine; nothing need be called.
 *
 * <h2>From the engine to the recording</h2>
 *
 * <pre>
 * engine: Trace.tracer() is null ......... no recording, a trace point is one field read
 *     |
 *     | a recording starts: {@link io.heddle.jfr.JfrTracerProvider} is notified, loads and registers
 *     | the event types (EventTypes) and publishes the tracer (JfrTracer)
 *     v
 * engine: tracer.read(span, ...) ......... JfrCallTracer fills and commits SubmitEvents.Read
 *     |
 *     | the last recording stops
 *     v
 * engine: Trace.tracer() is null
 * </pre>
 *
 * <p>No event class is loaded before the first recording starts: loading them takes some 100 milliseconds, also where
 * Flight Recorder is never used.
 *
 * <h2>The events</h2>
 *
 * <p>Each of the 42 {@code AIO_*} codes of the XNU kernel has an event type of its own, named {@code aio.} and a word
 * for the action; the annotation {@code TracePoint} keeps the kernel's name in the recording. The event classes are in
 * one file per group, which is also their category: Submit, Request, Worker, Result, Cancel, Cleanup, Process and
 * Scheduler. The page {@code docs/events.md} lists them all; it is generated from their metadata, as is
 * {@code aio.jfc}.
 *
 * <p>All events but those of the scheduler begin with {@code processId}, and all that can concern a request continue
 * with {@code requestId}, which is 0 where no single request is meant. Both are relational, so that tools can join the
 * events of one process or request. Fields are {@code long}, {@code int}, {@code boolean} or {@code String}: Flight
 * Recorder silently drops enums and arrays.
 *
 * <h2>Events that are on by default</h2>
 *
 * <p>A recording without settings for this library has the events that occur once, failures and slow operations:
 *
 * <table>
 * <caption>Events that are enabled by default</caption>
 * <tr><th>Event</th><th>Limit</th></tr>
 * <tr><td>{@code aio.BackendSelected}, {@code aio.Exec}, {@code aio.Exit}, {@code aio.ExitSleep},
 * {@code aio.CarrierReserve}</td><td></td></tr>
 * <tr><td>{@code aio.QueueStatistics}, {@code aio.SchedulerStatistics}</td><td>every second</td></tr>
 * <tr><td>{@code aio.Rejected}, {@code aio.FlushFailed}, {@code aio.WorkerCreateFailed}</td><td>100 per
 *     second</td></tr>
 * <tr><td>{@code aio.SlowRequest}</td><td>from 20 ms, 300 per second</td></tr>
 * <tr><td>{@code aio.Close}</td><td>from 20 ms</td></tr>
 * </table>
 *
 * <p>All other events occur with every request, call or worker and are off. No event takes a stack trace unless it is
 * requested.
 *
 * <h2>Slow requests</h2>
 *
 * <p>Beginning {@code aio.SlowRequest} with each request, and reading the clock for its times, would double the cost of
 * a quick request. So a thread beats while a recording runs ({@code Beats}), and a request that turns out slow gets a
 * copy of the event that was begun with the beat of its submission, up to 4 ms before it; queue and service time do not
 * include these. Of a control block that is submitted many times within a beat only one request in 16 reads the clock:
 * the others are found if they are slow after the end of the beat. With a threshold of 10 ms or less each request has
 * an event of its own.
 *
 * <h2>Other settings</h2>
 *
 * <p>{@link io.heddle.jfr.AioJfr} provides the settings file {@code aio.jfc} and evaluates its controls. The setting
 * {@code process} ({@code ProcessFilter}) restricts an event to some processes. Flight Recorder queries the filter when
 * an event is about to be committed, after it was found enabled and long enough: an event that is off costs nothing
 * more, one that is recorded one volatile read (two for a span, which is also checked before its fields are filled in).
 *
 * <h2>Context</h2>
 *
 * <p>The ids of {@code aio.ProcessEntry} and {@code aio.SharedWorkerRun}, the spans in which a worker runs one request,
 * are contextual: {@code jfr print} shows them beside all other events recorded on that thread meanwhile. The ids of
 * {@code aio.SlowRequest} are too, but its span begins at the submission, when the worker may have run another request.
 * Where a virtual worker cannot hold a carrier, another thread makes the backend's blocking call, and its events have
 * no context.
 */
@NullMarked
package io.heddle.jfr;

import org.jspecify.annotations.NullMarked;
