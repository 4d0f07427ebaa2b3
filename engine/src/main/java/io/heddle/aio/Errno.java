package io.heddle.aio;

import java.io.IOException;
import java.nio.BufferOverflowException;
import java.nio.BufferUnderflowException;
import java.nio.ReadOnlyBufferException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.Map;

/**
 * The POSIX errors that asynchronous I/O uses, by name. Their numbers differ between systems and have no meaning here.
 */
public enum Errno {
    /** No error. */
    OK("no error"),
    /** The request is queued or runs. */
    EINPROGRESS("operation in progress"),
    /** The request was cancelled before it had moved a byte. */
    ECANCELED("operation cancelled"),
    /** A quota is reached, the control block is in flight, or the process is exiting. */
    EAGAIN("resource temporarily unavailable"),
    /** The file is closed, or not open for the operation. */
    EBADF("bad file descriptor"),
    /** The buffer cannot be used. */
    EFAULT("bad address"),
    /** The call would wait for the thread that makes it. */
    EDEADLK("resource deadlock would occur"),
    /** The disk quota is exhausted. */
    EDQUOT("disk quota exceeded"),
    /** The file would become too large. */
    EFBIG("file too large"),
    /** A wait was interrupted. */
    EINTR("interrupted"),
    /** An argument violates a rule. */
    EINVAL("invalid argument"),
    /** The file is a directory: it can be synced, but not read. */
    EISDIR("is a directory"),
    /** The transfer failed, or an entry of a list did. */
    EIO("input/output error"),
    /** There is not enough memory. */
    ENOMEM("cannot allocate memory"),
    /** There is no such event. */
    ENOENT("no such entry"),
    /** The device is full. */
    ENOSPC("no space left on device"),
    /** The operation is not supported for this file. */
    ENOTSUP("operation not supported"),
    /** The operation is not permitted. */
    EPERM("operation not permitted"),
    /** The file system is read-only. */
    EROFS("read-only file system"),
    /** The file cannot be read or written at an offset. */
    ESPIPE("illegal seek"),
    /** The process has exited. */
    ESRCH("no such process"),
    /** The timeout elapsed. */
    ETIMEDOUT("operation timed out");

    /**
     * Errors by the C library's message. The JDK reports a failed transfer with that message alone; messages of this
     * library continue after a colon.
     */
    private static final Map<String, Errno> BY_MESSAGE = Map.ofEntries(
            Map.entry("No space left on device", ENOSPC),
            Map.entry("File too large", EFBIG),
            Map.entry("Disk quota exceeded", EDQUOT),
            Map.entry("Disc quota exceeded", EDQUOT),
            Map.entry("Invalid argument", EINVAL),
            Map.entry("Bad file descriptor", EBADF),
            Map.entry("Bad address", EFAULT),
            Map.entry("Read-only file system", EROFS),
            Map.entry("Operation not permitted", EPERM),
            Map.entry("Operation not supported", ENOTSUP),
            Map.entry("Illegal seek", ESPIPE),
            Map.entry("Is a directory", EISDIR),
            Map.entry("Resource temporarily unavailable", EAGAIN),
            Map.entry("Cannot allocate memory", ENOMEM));

    /**
     * Part of the message by which the JDK's channels refuse a position, a length or an address that O_DIRECT does not
     * permit; a kernel returns EINVAL.
     */
    private static final String MISALIGNED = " is not a multiple of the block size (";

    /** The message of the JDK for a buffer whose arena was closed between the call and the transfer. */
    private static final String ARENA_CLOSED = "Already closed";

    /** Part of the message of the JVM for an access to a mapped file that was truncated. */
    private static final String MAPPING_GONE = "unsafe memory access operation";

    private final String description;

    Errno(String description) {
        this.description = description;
    }

    /**
     * Returns a short description of the error.
     *
     * @return a text in lower case
     */
    public String description() {
        return description;
    }

    /** Returns the error that has caused a failed transfer; {@link #EIO} if the exception does not reveal it. */
    static Errno of(Throwable failure) {
        if (failure instanceof OutOfMemoryError) { // first, and no switch: linking one needs memory
            return ENOMEM;
        }
        if (failure instanceof AioException known) {
            return known.errno();
        }
        if (failure instanceof ClosedChannelException
                || failure instanceof NonReadableChannelException
                || failure instanceof NonWritableChannelException) {
            return EBADF;
        }
        if (failure instanceof IOException io) {
            String message = String.valueOf(io.getMessage());
            return message.contains(MISALIGNED) ? EINVAL : BY_MESSAGE.getOrDefault(firstPart(message), EIO);
        }
        return isBadAddress(failure) ? EFAULT : EIO;
    }

    /**
     * Returns whether a buffer's position or limit was changed in flight, or its memory is confined to another thread,
     * closed or unmapped.
     */
    private static boolean isBadAddress(Throwable failure) {
        return failure instanceof WrongThreadException
                || failure instanceof BufferOverflowException
                || failure instanceof BufferUnderflowException
                || failure instanceof ReadOnlyBufferException
                || (failure instanceof IllegalStateException && ARENA_CLOSED.equals(failure.getMessage()))
                || (failure instanceof InternalError
                        && String.valueOf(failure.getMessage()).contains(MAPPING_GONE));
    }

    private static String firstPart(String message) {
        int colon = message.indexOf(": ");
        return colon < 0 ? message : message.substring(0, colon);
    }
}
