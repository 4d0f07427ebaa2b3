/**
 * Completion contexts: the asynchronous file I/O of VirtualBox's runtime (IPRT, {@code RTFileAio*}), on top of Heddle's
 * own engine instead of a kernel's.
 *
 * <p>Where POSIX makes the caller track each request, a context gives an event loop's view of them:
 * {@link io.heddle.context.IoRequest}s are prepared and submitted in batches to a
 * {@link io.heddle.context.CompletionContext}, and one thread waits for any that complete. A context uses the workers,
 * the files and the quota of one {@link io.heddle.aio.AioProcess} and has one {@link io.heddle.aio.CompletionQueue}; a
 * request has one {@link io.heddle.aio.ControlBlock}, and all of them are reused. A wait that finds completed requests
 * allocates nothing.
 *
 * <pre>
 *   CompletionContext.submit          checks the batch, then request by request:
 *     Flight.submit                     claims it, counts it, AioProcess.read / write / fsync
 *                                       ... a worker moves the bytes, and the engine posts an event to the queue
 *   CompletionContext.await           takes events from the queue, for each of them:
 *     Flight.finish                     reaps the request: result, quota and control block are free
 *   Completions                       the requests handed out
 * </pre>
 *
 * <h2>The functions and their methods</h2>
 *
 * <table>
 *   <caption>The counterpart of each function of the original</caption>
 *   <tr><th scope="col">IPRT</th><th scope="col">here</th></tr>
 *   <tr><td>RTFileAioGetLimits</td><td>{@link io.heddle.context.ContextLimits#of}</td></tr>
 *   <tr><td>RTFileAioReqCreate</td><td>{@link io.heddle.context.IoRequest#IoRequest}</td></tr>
 *   <tr><td>RTFileAioReqDestroy</td><td>{@link io.heddle.context.IoRequest#close}</td></tr>
 *   <tr><td>RTFileAioReqPrepareRead</td><td>{@link io.heddle.context.IoRequest#prepareRead}</td></tr>
 *   <tr><td>RTFileAioReqPrepareWrite</td><td>{@link io.heddle.context.IoRequest#prepareWrite}</td></tr>
 *   <tr><td>RTFileAioReqPrepareFlush</td><td>{@link io.heddle.context.IoRequest#prepareFlush}</td></tr>
 *   <tr><td>RTFileAioReqGetUser</td><td>{@link io.heddle.context.IoRequest#user}</td></tr>
 *   <tr><td>RTFileAioReqCancel</td><td>{@link io.heddle.context.IoRequest#cancel}</td></tr>
 *   <tr><td>RTFileAioReqGetRC</td><td>{@link io.heddle.context.IoRequest#status}, {@link
 *       io.heddle.context.IoRequest#result}</td></tr>
 *   <tr><td>RTFileAioCtxCreate</td><td>{@link io.heddle.context.CompletionContext#open}</td></tr>
 *   <tr><td>RTFileAioCtxDestroy</td><td>{@link io.heddle.context.CompletionContext#close}</td></tr>
 *   <tr><td>RTFileAioCtxGetMaxReqCount</td><td>{@link io.heddle.context.CompletionContext#maximum}</td></tr>
 *   <tr><td>RTFileAioCtxAssociateWithFile</td><td>{@link io.heddle.context.CompletionContext#associate}</td></tr>
 *   <tr><td>RTFileAioCtxSubmit</td><td>{@link io.heddle.context.CompletionContext#submit}</td></tr>
 *   <tr><td>RTFileAioCtxWait</td><td>{@link io.heddle.context.CompletionContext#await}</td></tr>
 *   <tr><td>RTFileAioCtxWakeup</td><td>{@link io.heddle.context.CompletionContext#wakeup}</td></tr>
 * </table>
 *
 * <h2>Exceptions and return values</h2>
 *
 * <p>The original returns a status from every function. Here a status is returned where it depends on concurrent
 * events, and any correct program has to expect it: how a wait ended, the outcome of a cancel, the state of a request.
 * It is thrown, in a {@link io.heddle.context.ContextException}, where the caller could have known that the call is
 * wrong, or where a refusal must not be overlooked: misuse of a request, a submission, the result of a failed transfer.
 * So an event loop runs without exceptions as long as its submissions are accepted. As usual, {@code null} where an
 * object is needed is a {@link java.lang.NullPointerException} (the original's VERR_INVALID_POINTER), and a constant
 * that is wrong in the source code, such as a capacity of 0, an {@link java.lang.IllegalArgumentException}.
 *
 * <h2>Defects not reproduced</h2>
 *
 * <p>Defects of the original that are not repeated:
 *
 * <ul>
 *   <li>A wait for more than 64 requests lets the kernel write beyond its array of 64 events. Here a wait takes as many
 *       as the caller's {@link io.heddle.context.Completions} has room for.
 *   <li>A flush that is refused never counts as one that lacked resources, because the return value is compared instead
 *       of the error. Here it stays PREPARED and returns INSUFFICIENT_RESOURCES, as a read or write does.
 *   <li>The error of a failed transfer is converted from the returned -1. Here it is the transfer's.
 *   <li>Requests that were queued before their batch failed are not counted, so that a wait may find nothing to wait
 *       for, and a context with pending requests can be destroyed. Here each one is counted before it is submitted.
 *   <li>A cancelled request is never reaped and occupies the process's quota forever. Here the cancel reaps it.
 *   <li>A wake-up before the wait has begun does not stop it from sleeping; one that ends a sleep is not cleared, and
 *       is reported a second time by a later wait. Here each is reported once, and no wait sleeps while one is
 *       unreported.
 *   <li>A wait whose last pending request is cancelled, or that asks for more requests than are pending, keeps sleeping
 *       when no completion can arrive any more. Here it ends with NO_REQUEST and the requests completed so far, unless
 *       it may wait without pending requests.
 *   <li>A request that is not prepared, or is submitted already, can be submitted. Here that is refused.
 *   <li>The maximum is accepted and ignored. Here it is enforced; beyond it, submissions get INSUFFICIENT_RESOURCES.
 * </ul>
 */
@NullMarked
package io.heddle.context;

import org.jspecify.annotations.NullMarked;
