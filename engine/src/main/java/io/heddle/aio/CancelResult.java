package io.heddle.aio;

/** The result of a cancel. No cancel closes a file or interrupts a transfer. */
public enum CancelResult {
    /** Every matching request was cancelled: no byte was or will be moved. {@code AIO_CANCELED}. */
    CANCELED,
    /** At least one request runs and will complete normally. {@code AIO_NOTCANCELED}. */
    NOTCANCELED,
    /** Every matching request had already completed. {@code AIO_ALLDONE}. */
    ALLDONE
}
