/**
 * POSIX asynchronous I/O: what users call.
 *
 * <p>An {@link io.heddle.aio.AioProcess} is an isolated owner of requests, files and quotas; a server has one for each
 * tenant or subsystem. It opens {@link io.heddle.aio.AioFile}s. A {@link io.heddle.aio.ControlBlock} says what is to be
 * moved; it is submitted, completes, is reaped and can then be used again. A {@link io.heddle.aio.Sigevent} says how
 * its end is made known, for example on a {@link io.heddle.aio.CompletionQueue}.
 *
 * <p>A request's way, and where to read about each step:
 *
 * <pre>
 *   AioProcess.read / write / fsync / listio     the calls
 *     Submission                                 validate, claim the block, take quota
 *       FileRequests.enqueue                     active queue + work queue, or held until its turn has come
 *         Workqueue.add, Wakeup.wake             a worker is woken or asked for
 *           Run                                  on the worker, or without one: the backend moves the bytes
 *             Completion                         done queue; list, close and exit; notification; suspended callers
 *   AioProcess.error / suspend / cancel          look, wait, take back
 *   AioProcess.reap                              the result; quota and block are free again
 * </pre>
 *
 * <p>Each process has one short lock that guards its files' active queues, its done queue and its own workqueue; the
 * state of a request changes only under it. It is not held while bytes move, a notification runs or a thread is
 * created.
 *
 * <p>A cancel takes back what is queued; what was begun without a worker is the backend's to take back, and is if it
 * has moved nothing ({@code Cancellation.Recall}). No lock is held while the backend finds that out.
 *
 * <p>In the dialect POSIX the syncs of a file share flushes, as databases do it under the name of group commit: while
 * one flush runs the others gather, and one of them flushes for all ({@code GroupCommit}, {@code GroupCommit}).
 *
 * <p>What the backend takes whole runs without a worker and ends on a thread of the backend's. So nothing is taken
 * whole whose end may run code of the user's: a request with a signal, one of a list with a signal, a flush that is to
 * serve such a one.
 */
@NullMarked
package io.heddle.aio;

import org.jspecify.annotations.NullMarked;
