package io.heddle.context;

import io.heddle.aio.Errno;

/**
 * IPRT's status codes, as far as its completion contexts use them, by name: each constant is the {@code VINF_} or
 * {@code VERR_} code that its comment gives. Their numbers are not reproduced.
 */
public enum ContextStatus {
    /** Success. {@code VINF_SUCCESS}. */
    SUCCESS("success"),
    /** A wake-up ended the wait. {@code VERR_INTERRUPTED}. */
    INTERRUPTED("interrupted"),
    /** The time expired before enough requests had completed. {@code VERR_TIMEOUT}. */
    TIMEOUT("timeout"),
    /** No request is pending that could complete. {@code VERR_FILE_AIO_NO_REQUEST}. */
    NO_REQUEST("no request is pending"),
    /** The context has pending requests, or another waiter. {@code VERR_FILE_AIO_BUSY}. */
    BUSY("the completion context is busy"),
    /** The request was cancelled and has moved no byte. {@code VERR_FILE_AIO_CANCELED}. */
    CANCELED("the request was cancelled"),
    /** The request has completed already. {@code VERR_FILE_AIO_COMPLETED}. */
    COMPLETED("the request has completed"),
    /** The request is submitted and has not been handed out by a wait. {@code VERR_FILE_AIO_IN_PROGRESS}. */
    IN_PROGRESS("the request is in progress"),
    /** The request has not been prepared since it last completed. {@code VERR_FILE_AIO_NOT_PREPARED}. */
    NOT_PREPARED("the request is not prepared"),
    /** The request is not submitted. {@code VERR_FILE_AIO_NOT_SUBMITTED}. */
    NOT_SUBMITTED("the request is not submitted"),
    /** A limit of the context or of its process is reached. {@code VERR_FILE_AIO_INSUFFICIENT_RESSOURCES}. */
    INSUFFICIENT_RESOURCES("a limit on requests is reached"),
    /** A file, request or context is closed, or unsuitable for the operation. {@code VERR_INVALID_HANDLE}. */
    INVALID_HANDLE("invalid handle"),
    /** An argument breaks a rule. {@code VERR_INVALID_PARAMETER}. */
    INVALID_PARAMETER("invalid parameter"),
    /** A number is too small or too large. {@code VERR_OUT_OF_RANGE}. */
    OUT_OF_RANGE("out of range"),
    /** The context's process has exited. {@code VERR_PROCESS_NOT_FOUND}. */
    PROCESS_NOT_FOUND("process not found"),
    /** The device failed. {@code VERR_DEV_IO_ERROR}. */
    DEVICE_ERROR("device input/output error"),
    /** The device is full, or its quota exhausted. {@code VERR_DISK_FULL}. */
    DISK_FULL("disk full"),
    /** The file would become too large. {@code VERR_FILE_TOO_BIG}. */
    FILE_TOO_BIG("file too big"),
    /** The operation is not permitted. {@code VERR_ACCESS_DENIED}. */
    ACCESS_DENIED("access denied"),
    /** The medium is read-only. {@code VERR_WRITE_PROTECT}. */
    WRITE_PROTECT("write protected"),
    /** The file has no offsets. {@code VERR_SEEK_ON_DEVICE}. */
    SEEK_ON_DEVICE("seek on a device"),
    /** There is not enough memory. {@code VERR_NO_MEMORY}. */
    NO_MEMORY("no memory"),
    /** The operation is not supported for this file. {@code VERR_NOT_SUPPORTED}. */
    NOT_SUPPORTED("not supported"),
    /** An error without a status of its own. {@code VERR_UNRESOLVED_ERROR}. */
    UNRESOLVED_ERROR("unresolved error");

    private final String description;

    ContextStatus(String description) {
        this.description = description;
    }

    /**
     * Returns a short description of the status.
     *
     * @return a text in lower case
     */
    public String description() {
        return description;
    }

    /**
     * Converts like {@code RTErrConvertFromErrno}, except EAGAIN and ECANCELED, which have their meaning in
     * asynchronous I/O.
     */
    static ContextStatus of(Errno errno) {
        return switch (errno) {
            case OK -> SUCCESS;
            case ECANCELED -> CANCELED;
            case EAGAIN -> INSUFFICIENT_RESOURCES;
            case EBADF -> INVALID_HANDLE;
            case EINVAL -> INVALID_PARAMETER;
            case ESRCH -> PROCESS_NOT_FOUND;
            case EIO -> DEVICE_ERROR;
            case ENOSPC, EDQUOT -> DISK_FULL;
            case EFBIG -> FILE_TOO_BIG;
            case EPERM -> ACCESS_DENIED;
            case EROFS -> WRITE_PROTECT;
            case ESPIPE -> SEEK_ON_DEVICE;
            case ENOMEM -> NO_MEMORY;
            case ENOTSUP -> NOT_SUPPORTED;
            case EINTR -> INTERRUPTED;
            case ETIMEDOUT -> TIMEOUT;
            default -> UNRESOLVED_ERROR;
        };
    }
}
