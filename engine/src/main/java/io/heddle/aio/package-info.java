/**
 * POSIX asynchronous I/O: the library's API.
 *
 * <p>An {@link io.heddle.aio.AioProcess} is an isolated owner of requests, files and quotas; a server has one for each
 * tenant or subsystem. It opens {@link io.heddle.aio.AioFile}s. A {@link io.heddle.aio.ControlBlock} describes a
 * transfer; it is submitted, completes, is reaped and can then be reused. A {@link io.heddle.aio.Sigevent} selects how
 * its completion is notified, for example by an event on a {@link io.heddle.aio.CompletionQueue}.
 *
 * <p>The path of a request, and the class that documents each step:
 *
 * <pre>
 *   AioProcess.read / write / fsync / listio     the calls
 *     Submission                                 validate, claim the block, take quota
 *       FileRequests.enqueue                     active queue + work queue, or held until its turn
 *         Workqueue.add, Wakeup.wake             a worker is woken or requested
 *           Request.process, Request.begin       on a worker, or without one: the backend moves the bytes
 *             Completion                         done queue; list, close and exit; notification; suspended callers
 *   AioProcess.error / suspend / cancel          query, wait, cancel
 *   AioProcess.reap                              the result; quota and block are free again
 * </pre>
 *
 * <p>The methods that a read of a control block passes, which {@code RequestWayTest} compares with the stack. To the
 * queue, where there is no idle worker:
 *
 * <pre>
 *   AioProcess.read
 *   AioProcess.submit
 *   Submission.call
 *   Submission.submit
 *   FileRequests.enqueue
 *   FileOrder.add
 *   FileOrder.queue
 *   ProcessWorkqueue.add
 *   ProcessWorkqueue.call
 *   ProcessWorkqueue.callWorker
 *   WorkerHost.wantWorker
 * </pre>
 *
 * <p>From a worker to the channel, by the portable backend:
 *
 * <pre>
 *   Worker.run
 *   WorkerHost.work
 *   WorkerHost.goOn
 *   WorkerHost.takeUntilEmpty
 *   WorkerHost.process
 *   Request.process
 *   ChannelBackend.move
 *   Transfer.moveHere
 *   Transfer.moveBy
 *   ChannelIo.read
 *   ChannelIo.readSome
 * </pre>
 *
 * <p>Each process has one short lock that guards its files' active queues, its done queue and its own workqueue. The
 * state of a request in flight changes only under it or, if workers of a pool serve the process, under the lock of the
 * pool. A lock is never held while bytes move, a notification runs or a thread is created.
 *
 * <p>A cancel removes queued requests from their queue. A request that was begun without a worker can be cancelled only
 * by the backend, and only if it has moved nothing ({@code Cancellation.Recall}). No lock is held while the backend
 * determines that.
 *
 * <p>In the dialect POSIX the syncs of a file share flushes, which databases call group commit: while one flush runs
 * the next syncs gather, and one of them flushes for all ({@code GroupCommit}).
 *
 * <p>A request that the backend does asynchronously runs without a worker and completes on a thread of the backend.
 * Therefore a request whose completion may run user code is never asynchronous: one with a signal, one of a list with a
 * signal, or a flush that is to serve such a request.
 */
@NullMarked
package io.heddle.aio;

import org.jspecify.annotations.NullMarked;
