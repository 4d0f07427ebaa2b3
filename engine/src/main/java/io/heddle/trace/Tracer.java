package io.heddle.trace;

import org.jspecify.annotations.Nullable;

/**
 * Receives the trace points of the engine: one method per trace point, each a no-op by default.
 *
 * <p>Methods are called on the thread that performs the step and outside the engine's locks, unless the method says
 * otherwise. Implementations must be quick, must not block and must not call the engine. What they throw is lost, as is
 * the event.
 *
 * <p>{@code processId} is the process's number and {@code requestId} the request's, unique per submission within the
 * JVM; it is 0 where no single request is meant. A span has two calls: {@link #begin} when it starts, and its own
 * method when it ends, which receives what {@code begin} returned. The second call is made only if that was not {@code
 * null}.
 */
public interface Tracer extends CallTracer, WorkerTracer {
    /**
     * Begins a span.
     *
     * @param point the trace point
     * @return an object to get back at the end, or {@code null} if this span is not recorded
     */
    default @Nullable Object begin(TracePoint point) {
        return null;
    }

    /**
     * Returns whether a trace point is recorded. The engine checks it where the arguments cost more to obtain than the
     * check; it may call the point's method even if the point is not recorded.
     *
     * @param point the trace point
     * @return {@code false} if a call at this point would have no effect; {@code true} also if that is not known
     */
    default boolean records(TracePoint point) {
        return true;
    }

    /**
     * Returns the current beat, where slow requests are found by beats.
     *
     * @return the beat, or {@code null} if each request is to begin a span of its own
     */
    default @Nullable Beat beat() {
        return null;
    }

    /**
     * {@code AIO_work_queued} (1): A request was put onto the active queue and the work queue.
     *
     * @param processId the process
     * @param requestId the request
     * @param opcode READ, READV, WRITE, WRITEV, SYNC, DSYNC, MLOCK or NOP
     * @param file the file's descriptor within its process
     * @param offset the byte offset in the file
     * @param length the requested number of bytes
     * @param outstanding the process's requests that are submitted and not reaped
     */
    default void workQueued(
            long processId, long requestId, String opcode, int file, long offset, long length, int outstanding) {}

    /**
     * {@code AIO_completion_sig} (3): A signal notification is delivered.
     *
     * @param processId the process
     * @param requestId the request
     * @param signal the signal number
     */
    default void completionSignal(long processId, long requestId, int signal) {}

    /**
     * {@code AIO_completion_kevent} (4): A completion event is posted to a completion queue.
     *
     * @param processId the process
     * @param requestId the request
     * @param queue the completion queue's number
     * @param pending the events pending in the queue
     */
    default void completionKevent(long processId, long requestId, long queue, int pending) {}

    /**
     * {@code AIO_completion_cleanup_wait} (5): A request completes while a close or an exit waits for it.
     *
     * @param processId the process
     * @param requestId the request
     * @param reason close or exit
     */
    default void cleanupWait(long processId, long requestId, String reason) {}

    /**
     * {@code AIO_completion_cleanup_wake} (6): That completion was the last one that the close or exit waited for; its
     * caller is woken.
     *
     * @param processId the process
     * @param requestId the request
     * @param reason close or exit
     */
    default void cleanupWake(long processId, long requestId, String reason) {}

    /**
     * {@code AIO_completion_suspend_wake} (7): A completion wakes suspended callers.
     *
     * @param processId the process
     * @param requestId the request
     * @param waiters the number of callers woken
     */
    default void suspendWake(long processId, long requestId, int waiters) {}

    /**
     * A request completed: the span from its submission, begun as {@link TracePoint#SLOW_REQUEST}. Recorders keep only
     * requests that took long.
     *
     * @param span what {@link #begin} returned at submission, or the span of the {@link Beat} of the submission
     * @param processId the process
     * @param requestId the request
     * @param opcode READ, READV, WRITE, WRITEV, SYNC, DSYNC, MLOCK or NOP
     * @param file the file's descriptor within its process
     * @param path the file's path, or its description where it was adopted
     * @param offset the byte offset in the file
     * @param length the requested number of bytes
     * @param error the name of the request's error, OK for none
     * @param queuedNanos the time from submission to the start of the transfer, in nanoseconds
     * @param serviceNanos the time from the start of the transfer to its end, in nanoseconds
     */
    default void slowRequest(
            Object span,
            long processId,
            long requestId,
            String opcode,
            int file,
            String path,
            long offset,
            long length,
            String error,
            long queuedNanos,
            long serviceNanos) {}

    /**
     * A submission was refused.
     *
     * @param processId the process
     * @param opcode READ, READV, WRITE, WRITEV, SYNC, DSYNC, MLOCK or NOP
     * @param error the name of the error
     * @param reason the rule that the submission broke
     */
    default void rejected(long processId, String opcode, String error, String reason) {}

    /**
     * A flush failed: any of the file's writes that were done before the flush ended may be lost.
     *
     * @param processId the process
     * @param requestId the sync that made the flush
     * @param file the file's descriptor within its process
     * @param path the file's path, or its description where it was adopted
     * @param error the name of the error
     * @param reason the system's message
     * @param syncs the number of syncs that fail with this flush
     * @param lasting whether all later syncs of the file fail too
     */
    default void flushFailed(
            long processId,
            long requestId,
            int file,
            String path,
            String error,
            String reason,
            int syncs,
            boolean lasting) {}

    /**
     * The gauges and counters of one process, at the request of a periodic recorder (see {@link StatisticsSource}).
     *
     * @param processId the process
     * @param name the process's name
     * @param outstanding requests that are submitted and not reaped
     * @param queued requests that wait for a worker or for earlier requests
     * @param running requests that run
     * @param inFlight those of them that run without a worker
     * @param done requests that are done and not reaped
     * @param oldestQueuedNanos how long the oldest queued request has waited, in nanoseconds; 0 when none waits
     * @param threads workers that exist
     * @param idle workers that are parked
     * @param dying workers that have been requested to terminate
     * @param maxThreads the limit of workers
     * @param maxInFlight the limit of requests that run without a worker; where these are not counted apart, of all
     *     that run
     * @param maxOutstanding the limit of requests that are submitted and not reaped
     * @param submitted requests submitted since the process was opened
     * @param reaped requests reaped since the process was opened
     */
    default void queueStatistics(
            long processId,
            String name,
            int outstanding,
            int queued,
            int running,
            int inFlight,
            int done,
            long oldestQueuedNanos,
            int threads,
            int idle,
            int dying,
            int maxThreads,
            int maxInFlight,
            int maxOutstanding,
            long submitted,
            long reaped) {}

    /**
     * A process was opened and has chosen its backend and the scope of its workers. Called again if the backend fails
     * and another takes its place.
     *
     * @param processId the process
     * @param name the process's name
     * @param backend the backend's name
     * @param reason why this backend was chosen
     * @param workerScope the kind of scope: structured or executor
     * @param threads the kind of worker threads: virtual, platform or custom
     */
    default void backendSelected(
            long processId, String name, String backend, String reason, String workerScope, String threads) {}

    /**
     * Carriers were added to the scheduler of virtual threads, to compensate for carriers held by blocking calls, or
     * were removed again.
     *
     * @param reserve the carriers that are added now
     * @param before the carriers that were added before
     * @param held the calls that hold a carrier
     * @param limit the most calls that may hold one
     */
    default void carrierReserve(int reserve, int before, int held, int limit) {}
}
