/**
 * The engine's trace points as JDK Flight Recorder events.
 *
 * <p>Put this artifact on the class path and every recording shows what the engine does; there is nothing to call.
 *
 * <h2>From the engine to the recording</h2>
 *
 * <pre>
 * engine: Trace.tracer() is null ......... nobody records, a trace point is one field read
 *     |
 *     | a recording starts: {@link io.heddle.jfr.JfrTracerProvider} hears of it, loads and registers
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
 * for what happens; the annotation {@code TracePoint} keeps the kernel's name in the recording. The event classes stand
 * in one file per group, which is also their category: Submit, Request, Worker, Result, Cancel, Cleanup, Process and
 * Scheduler. The page {@code docs/events.md} lists them all; it is generated from their metadata, as is {@code
 * aio.jfc}.
 *
 * <p>All events but those of the scheduler begin with {@code processId}, and all that can concern a request go on with
 * {@code requestId}, which is 0 where no single request is meant. Both are relational, so that tools can join the
 * events of one process or request. Fields are {@code long}, {@code int} or {@code String}: Flight Recorder drops enums
 * and arrays without a word.
 *
 * <h2>What is on by default</h2>
 *
 * <p>Whoever records without having heard of this library gets what happens once, what fails and what takes long:
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
 * <p>Everything else happens with every request or call and is off. No event takes a stack trace unless it is asked
 * for.
 *
 * <h2>What is slow</h2>
 *
 * <p>To begin {@code aio.SlowRequest} with each request, and to look at the clock for its times, would double what a
 * quick request costs. So a thread beats while a recording runs ({@code Beats}), and a request that turns out slow gets
 * a copy of the event that was begun with the beat of its submission, up to 4 ms before it; queue and service time do
 * not have these. Of a block that is submitted many times within a beat only one request in 16 looks at the clock: the
 * others are found if they are slow after the end of the beat. Whoever sets a threshold of 10 ms or less gets an event
 * of its own for each request.
 *
 * <h2>Other settings</h2>
 *
 * <p>{@link io.heddle.jfr.AioJfr} gives out the settings file {@code aio.jfc} and evaluates its controls. The setting
 * {@code process} ({@code ProcessFilter}) restricts an event to some processes. Flight Recorder asks the filter when an
 * event is about to be committed, after it was found enabled and long enough: an event that is off costs nothing more,
 * one that is recorded one volatile read (two for a span, which is asked for before its fields are filled in).
 *
 * <h2>Context</h2>
 *
 * <p>The ids of {@code aio.ProcessEntry} and {@code aio.SharedWorkerRun}, the spans in which a worker is at one
 * request, are contextual: {@code jfr print} shows them beside whatever else was recorded on that thread meanwhile.
 * Those of {@code aio.SlowRequest} are as well, but its span begins at the submission, when the worker may have been at
 * another request. Where no carrier can be lent to a virtual worker, the backend's blocking call is made by another
 * thread, whose events have no context.
 */
@NullMarked
package io.heddle.jfr;

import org.jspecify.annotations.NullMarked;
