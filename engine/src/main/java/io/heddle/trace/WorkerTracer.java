package io.heddle.trace;

/** The trace points of the workers: the per-process workqueue (140 to 147) and the shared pools (2 and 120). */
public interface WorkerTracer {
    /**
     * {@code AIO_worker_wake} (2): A waiting worker of a shared pool is woken for new work.
     *
     * @param processId the process
     * @param requestId the request
     * @param queued the requests of all processes that wait
     */
    default void sharedWorkerWake(long processId, long requestId, int queued) {}

    /**
     * {@code AIO_worker_thread} (120): A worker of a shared pool runs one request.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param requestId the request
     * @param opcode READ, READV, WRITE, WRITEV, SYNC, DSYNC, MLOCK or NOP
     * @param error the name of the call's error, OK for none
     * @param returnValue bytes moved, or -1
     */
    default void sharedWorkerRun(
            Object span, long processId, long requestId, String opcode, String error, long returnValue) {}

    /**
     * {@code AIO_WQ_process_entry} (140): A request of the per-process workqueue runs, on a worker or without one.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param requestId the request
     * @param opcode READ, READV, WRITE, WRITEV, SYNC, DSYNC, MLOCK or NOP
     * @param file the file's descriptor within its process
     * @param offset the byte offset in the file
     * @param length the requested number of bytes
     * @param error the name of the call's error, OK for none
     * @param returnValue bytes moved, or -1
     * @param queuedNanos the time from submission to the start of the transfer, in nanoseconds
     */
    default void processEntry(
            Object span,
            long processId,
            long requestId,
            String opcode,
            int file,
            long offset,
            long length,
            String error,
            long returnValue,
            long queuedNanos) {}

    /**
     * {@code AIO_WQ_aio_thread_create} (141): A worker was created.
     *
     * @param processId the process
     * @param worker the worker's number
     * @param threads the workers that exist
     * @param idle the workers that are parked
     * @param dying the workers that have been requested to terminate
     */
    default void workerCreate(long processId, long worker, int threads, int idle, int dying) {}

    /**
     * {@code AIO_WQ_aio_thread_terminate} (142): A worker ends.
     *
     * @param processId the process
     * @param worker the worker's number
     * @param threads the workers that exist
     * @param idle the workers that are parked
     * @param dying the workers that have been requested to terminate
     */
    default void workerTerminate(long processId, long worker, int threads, int idle, int dying) {}

    /**
     * {@code AIO_WQ_aio_death_call} (143): The death timer fires and applies the policy.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param threads the workers that exist
     * @param idle the workers that are parked
     * @param dying the workers that have been requested to terminate
     */
    default void deathCall(Object span, long processId, int threads, int idle, int dying) {}

    /**
     * {@code AIO_WQ_aio_thread_park} (144): A worker is put onto the idle list and parks.
     *
     * @param processId the process
     * @param worker the worker's number
     * @param threads the workers that exist
     * @param idle the workers that are parked
     * @param dying the workers that have been requested to terminate
     */
    default void workerPark(long processId, long worker, int threads, int idle, int dying) {}

    /**
     * {@code AIO_WQ_aio_select_req} (145): A worker takes requests until the queue is empty.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param worker the worker's number
     * @param processed the requests that it took
     * @param threads the workers that exist
     * @param idle the workers that are parked
     * @param dying the workers that have been requested to terminate
     */
    default void selectRequest(
            Object span, long processId, long worker, int processed, int threads, int idle, int dying) {}

    /**
     * {@code AIO_WQ_aio_thread_create_failed} (146): A worker could not be created.
     *
     * @param processId the process, 0 for a worker of a shared pool
     * @param reason the cause
     * @param threads the workers that exist
     */
    default void workerCreateFailed(long processId, String reason, int threads) {}

    /**
     * {@code AIO_WQ_aio_thread_wakeup} (147): An idle worker is woken.
     *
     * @param processId the process
     * @param worker the worker's number
     * @param threads the workers that exist
     * @param idle the workers that are parked
     * @param dying the workers that have been requested to terminate
     */
    default void workerWakeup(long processId, long worker, int threads, int idle, int dying) {}
}
