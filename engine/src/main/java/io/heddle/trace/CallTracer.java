package io.heddle.trace;

/** The trace points of user calls and of their outcomes: codes 10 to 111 and 130. */
public interface CallTracer {
    /**
     * {@code AIO_cancel} (10): The cancel call.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param requestId the request
     * @param file the file's descriptor within its process
     * @param matched the requests that matched
     * @param result CANCELED, NOTCANCELED, ALLDONE or an error's name
     */
    default void cancel(Object span, long processId, long requestId, int file, int matched, String result) {}

    /**
     * {@code AIO_cancel_async_workq} (11): A queued request was cancelled, on the process's queue or on its backend's.
     *
     * @param processId the process
     * @param requestId the request
     * @param file the file's descriptor within its process
     */
    default void cancelQueued(long processId, long requestId, int file) {}

    /**
     * {@code AIO_cancel_sync_workq} (12): A queued request of a list whose caller waits for it was cancelled.
     *
     * @param processId the process
     * @param requestId the request
     * @param file the file's descriptor within its process
     * @param listId the number of the list call
     */
    default void cancelQueuedSync(long processId, long requestId, int file, long listId) {}

    /**
     * {@code AIO_cancel_activeq} (13): A request was found running and could not be cancelled.
     *
     * @param processId the process
     * @param requestId the request
     * @param file the file's descriptor within its process
     */
    default void cancelRunning(long processId, long requestId, int file) {}

    /**
     * {@code AIO_cancel_doneq} (14): A request was found already done.
     *
     * @param processId the process
     * @param requestId the request
     * @param file the file's descriptor within its process
     */
    default void cancelDone(long processId, long requestId, int file) {}

    /**
     * {@code AIO_fsync} (20): The fsync submission call.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param requestId the request
     * @param file the file's descriptor within its process
     * @param operation SYNC or DSYNC
     * @param error the name of the call's error, OK for none
     */
    default void fsync(Object span, long processId, long requestId, int file, String operation, String error) {}

    /**
     * {@code AIO_fsync_delay} (21): An fsync must wait for earlier requests.
     *
     * @param processId the process
     * @param requestId the request
     * @param file the file's descriptor within its process
     * @param waitingFor the earlier requests that must end first
     */
    default void fsyncDelay(long processId, long requestId, int file, int waitingFor) {}

    /**
     * {@code AIO_read} (30): The read submission call.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param requestId the request
     * @param file the file's descriptor within its process
     * @param offset the byte offset in the file
     * @param length the requested number of bytes
     * @param error the name of the call's error, OK for none
     */
    default void read(Object span, long processId, long requestId, int file, long offset, long length, String error) {}

    /**
     * {@code AIO_write} (40): The write submission call.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param requestId the request
     * @param file the file's descriptor within its process
     * @param offset the byte offset in the file
     * @param length the requested number of bytes
     * @param error the name of the call's error, OK for none
     */
    default void write(Object span, long processId, long requestId, int file, long offset, long length, String error) {}

    /**
     * {@code AIO_listio} (50): The list call.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param listId the number of the list call
     * @param mode WAIT or NOWAIT
     * @param entries the entries of the list
     * @param error the name of the call's error, OK for none
     */
    default void listIo(Object span, long processId, long listId, String mode, int entries, String error) {}

    /**
     * {@code AIO_error} (60): The error (status) call.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param requestId the request
     * @param error the name of the call's error, OK for none
     */
    default void error(Object span, long processId, long requestId, String error) {}

    /**
     * {@code AIO_error_val} (61): The error call found the request done.
     *
     * @param processId the process
     * @param requestId the request
     * @param value the name of the request's error, OK for none
     */
    default void errorDone(long processId, long requestId, String value) {}

    /**
     * {@code AIO_error_activeq} (62): The error call found the request running.
     *
     * @param processId the process
     * @param requestId the request
     */
    default void errorRunning(long processId, long requestId) {}

    /**
     * {@code AIO_error_workq} (63): The error call found the request still queued.
     *
     * @param processId the process
     * @param requestId the request
     */
    default void errorQueued(long processId, long requestId) {}

    /**
     * {@code AIO_return} (70): The return (reap) call.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param requestId the request
     * @param error the name of the call's error, OK for none
     */
    default void returned(Object span, long processId, long requestId, String error) {}

    /**
     * {@code AIO_return_val} (71): The return call reaped the request.
     *
     * @param processId the process
     * @param requestId the request
     * @param value the value that the call returned
     */
    default void returnDone(long processId, long requestId, long value) {}

    /**
     * {@code AIO_return_activeq} (72): The return call found the request running.
     *
     * @param processId the process
     * @param requestId the request
     */
    default void returnRunning(long processId, long requestId) {}

    /**
     * {@code AIO_return_workq} (73): The return call found the request still queued.
     *
     * @param processId the process
     * @param requestId the request
     */
    default void returnQueued(long processId, long requestId) {}

    /**
     * {@code AIO_exec} (80): The process is reset for a new image.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param outstanding the process's requests that are submitted and not reaped
     */
    default void exec(Object span, long processId, int outstanding) {}

    /**
     * {@code AIO_exit} (90): The process exits.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param outstanding the process's requests that are submitted and not reaped
     * @param cancelled the requests that were cancelled
     */
    default void exit(Object span, long processId, int outstanding, int cancelled) {}

    /**
     * {@code AIO_exit_sleep} (91): The exit waits for running requests.
     *
     * @param processId the process
     * @param running the requests that run
     */
    default void exitSleep(long processId, int running) {}

    /**
     * {@code AIO_close} (100): A file is closed through the process.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param file the file's descriptor within its process
     * @param cancelled the requests that were cancelled
     */
    default void close(Object span, long processId, int file, int cancelled) {}

    /**
     * {@code AIO_close_sleep} (101): The close waits for running requests on the file.
     *
     * @param processId the process
     * @param file the file's descriptor within its process
     * @param running the requests that run
     */
    default void closeSleep(long processId, int file, int running) {}

    /**
     * {@code AIO_suspend} (110): The suspend call.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param entries the entries of the list
     * @param error the name of the call's error, OK for none
     */
    default void suspend(Object span, long processId, int entries, String error) {}

    /**
     * {@code AIO_suspend_sleep} (111): No listed request is done; the caller sleeps.
     *
     * @param processId the process
     * @param entries the entries of the list
     */
    default void suspendSleep(long processId, int entries) {}

    /**
     * {@code AIO_register_kevent} (130): A request is bound to a completion queue.
     *
     * @param span what {@link Tracer#begin} returned
     * @param processId the process
     * @param requestId the request
     * @param queue the completion queue's number
     * @param error the name of the call's error, OK for none
     */
    default void registerKevent(Object span, long processId, long requestId, long queue, String error) {}
}
