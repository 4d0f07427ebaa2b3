package io.heddle.aio;

/** The answer of a cancel. None of them closes a file or interrupts a transfer. */
public enum CancelResult {
    /** Everything asked for was cancelled: no byte was or will be moved. {@code AIO_CANCELED}. */
    CANCELED,
    /** At least one request runs and will complete normally. {@code AIO_NOTCANCELED}. */
    NOTCANCELED,
    /** Everything had completed before. {@code AIO_ALLDONE}. */
    ALLDONE
}
