package io.heddle.trace;

/**
 * The 42 trace codes of the XNU kernel's AIO, by the kernel's numbers and names, and the one span of Heddle's own.
 *
 * <p>A point is a <em>span</em> when the kernel marks its start and its end, and an <em>instant</em> otherwise.
 */
public enum TracePoint {
    /** Code 1, an instant: {@code AIO_work_queued}. */
    WORK_QUEUED(1, "AIO_work_queued", false),
    /** Code 2, an instant: {@code AIO_worker_wake}. */
    WORKER_WAKE(2, "AIO_worker_wake", false),
    /** Code 3, an instant: {@code AIO_completion_sig}. */
    COMPLETION_SIG(3, "AIO_completion_sig", false),
    /** Code 4, an instant: {@code AIO_completion_kevent}. */
    COMPLETION_KEVENT(4, "AIO_completion_kevent", false),
    /** Code 5, an instant: {@code AIO_completion_cleanup_wait}. */
    COMPLETION_CLEANUP_WAIT(5, "AIO_completion_cleanup_wait", false),
    /** Code 6, an instant: {@code AIO_completion_cleanup_wake}. */
    COMPLETION_CLEANUP_WAKE(6, "AIO_completion_cleanup_wake", false),
    /** Code 7, an instant: {@code AIO_completion_suspend_wake}. */
    COMPLETION_SUSPEND_WAKE(7, "AIO_completion_suspend_wake", false),
    /** Code 10, a span: {@code AIO_cancel}. */
    CANCEL(10, "AIO_cancel", true),
    /** Code 11, an instant: {@code AIO_cancel_async_workq}. */
    CANCEL_ASYNC_WORKQ(11, "AIO_cancel_async_workq", false),
    /** Code 12, an instant: {@code AIO_cancel_sync_workq}. */
    CANCEL_SYNC_WORKQ(12, "AIO_cancel_sync_workq", false),
    /** Code 13, an instant: {@code AIO_cancel_activeq}. */
    CANCEL_ACTIVEQ(13, "AIO_cancel_activeq", false),
    /** Code 14, an instant: {@code AIO_cancel_doneq}. */
    CANCEL_DONEQ(14, "AIO_cancel_doneq", false),
    /** Code 20, a span: {@code AIO_fsync}. */
    FSYNC(20, "AIO_fsync", true),
    /** Code 21, an instant: {@code AIO_fsync_delay}. */
    FSYNC_DELAY(21, "AIO_fsync_delay", false),
    /** Code 30, a span: {@code AIO_read}. */
    READ(30, "AIO_read", true),
    /** Code 40, a span: {@code AIO_write}. */
    WRITE(40, "AIO_write", true),
    /** Code 50, a span: {@code AIO_listio}. */
    LISTIO(50, "AIO_listio", true),
    /** Code 60, a span: {@code AIO_error}. */
    ERROR(60, "AIO_error", true),
    /** Code 61, an instant: {@code AIO_error_val}. */
    ERROR_VAL(61, "AIO_error_val", false),
    /** Code 62, an instant: {@code AIO_error_activeq}. */
    ERROR_ACTIVEQ(62, "AIO_error_activeq", false),
    /** Code 63, an instant: {@code AIO_error_workq}. */
    ERROR_WORKQ(63, "AIO_error_workq", false),
    /** Code 70, a span: {@code AIO_return}. */
    RETURN(70, "AIO_return", true),
    /** Code 71, an instant: {@code AIO_return_val}. */
    RETURN_VAL(71, "AIO_return_val", false),
    /** Code 72, an instant: {@code AIO_return_activeq}. */
    RETURN_ACTIVEQ(72, "AIO_return_activeq", false),
    /** Code 73, an instant: {@code AIO_return_workq}. */
    RETURN_WORKQ(73, "AIO_return_workq", false),
    /** Code 80, a span: {@code AIO_exec}. */
    EXEC(80, "AIO_exec", true),
    /** Code 90, a span: {@code AIO_exit}. */
    EXIT(90, "AIO_exit", true),
    /** Code 91, an instant: {@code AIO_exit_sleep}. */
    EXIT_SLEEP(91, "AIO_exit_sleep", false),
    /** Code 100, a span: {@code AIO_close}. */
    CLOSE(100, "AIO_close", true),
    /** Code 101, an instant: {@code AIO_close_sleep}. */
    CLOSE_SLEEP(101, "AIO_close_sleep", false),
    /** Code 110, a span: {@code AIO_suspend}. */
    SUSPEND(110, "AIO_suspend", true),
    /** Code 111, an instant: {@code AIO_suspend_sleep}. */
    SUSPEND_SLEEP(111, "AIO_suspend_sleep", false),
    /** Code 120, a span: {@code AIO_worker_thread}. */
    WORKER_THREAD(120, "AIO_worker_thread", true),
    /** Code 130, a span: {@code AIO_register_kevent}. */
    REGISTER_KEVENT(130, "AIO_register_kevent", true),
    /** Code 140, a span: {@code AIO_WQ_process_entry}. */
    WQ_PROCESS_ENTRY(140, "AIO_WQ_process_entry", true),
    /** Code 141, an instant: {@code AIO_WQ_aio_thread_create}. */
    WQ_THREAD_CREATE(141, "AIO_WQ_aio_thread_create", false),
    /** Code 142, an instant: {@code AIO_WQ_aio_thread_terminate}. */
    WQ_THREAD_TERMINATE(142, "AIO_WQ_aio_thread_terminate", false),
    /** Code 143, a span: {@code AIO_WQ_aio_death_call}. */
    WQ_DEATH_CALL(143, "AIO_WQ_aio_death_call", true),
    /** Code 144, an instant: {@code AIO_WQ_aio_thread_park}. */
    WQ_THREAD_PARK(144, "AIO_WQ_aio_thread_park", false),
    /** Code 145, a span: {@code AIO_WQ_aio_select_req}. */
    WQ_SELECT_REQ(145, "AIO_WQ_aio_select_req", true),
    /** Code 146, an instant: {@code AIO_WQ_aio_thread_create_failed}. */
    WQ_THREAD_CREATE_FAILED(146, "AIO_WQ_aio_thread_create_failed", false),
    /** Code 147, an instant: {@code AIO_WQ_aio_thread_wakeup}. */
    WQ_THREAD_WAKEUP(147, "AIO_WQ_aio_thread_wakeup", false),
    /** Heddle's own span from submission to completion; the kernel has no code for it. */
    SLOW_REQUEST(0, "", true);

    private final int code;
    private final String kernelName;
    private final boolean span;

    TracePoint(int code, String kernelName, boolean span) {
        this.code = code;
        this.kernelName = kernelName;
        this.span = span;
    }

    /**
     * Returns the kernel's code.
     *
     * @return 1 to 147, or 0 for a point that the kernel does not have
     */
    public int code() {
        return code;
    }

    /**
     * Returns the kernel's name, for example {@code AIO_work_queued}.
     *
     * @return the name, empty for a point that the kernel does not have
     */
    public String kernelName() {
        return kernelName;
    }

    /**
     * Returns whether the point has a duration.
     *
     * @return {@code true} for a span
     */
    public boolean isSpan() {
        return span;
    }
}
