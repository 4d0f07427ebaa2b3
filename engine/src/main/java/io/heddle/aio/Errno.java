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
 * The errors of POSIX that asynchronous I/O knows, by name. Their numbers differ from system to system and mean nothing
 * here.
 */
public enum Errno {
    /** No error. */
    OK("no error"),
    /** The request is queued or runs. */
    EINPROGRESS("operation in progress"),
    /** The request was cancelled before it began. */
    ECANCELED("operation cancelled"),
    /** Not now: a quota is reached, the control block is in flight, or the process is exiting. */
    EAGAIN("resource temporarily unavailable"),
    /** The file is closed, or not open for what was asked. */
    EBADF("bad file descriptor"),
    /** The buffer cannot be used. */
    EFAULT("bad address"),
    /** The call would wait for the very thread that makes it. */
    EDEADLK("resource deadlock would occur"),
    /** The disk quota is exhausted. */
    EDQUOT("disk quota exceeded"),
    /** The file would become too large. */
    EFBIG("file too large"),
    /** A wait was interrupted. */
    EINTR("interrupted"),
    /** An argument breaks a rule. */
    EINVAL("invalid argument"),
    /** The file is a directory: it can be synced, but not read. */
    EISDIR("is a directory"),
    /** The transfer failed, or an entry of a list did. */
    EIO("input/output error"),
    /** The memory does not suffice. */
    ENOMEM("cannot allocate memory"),
    /** There is no such event. */
    ENOENT("no such entry"),
    /** The device is full. */
    ENOSPC("no space left on device"),
    /** The operation is not offered for this file. */
    ENOTSUP("operation not supported"),
    /** The operation is not allowed. */
    EPERM("operation not permitted"),
    /** The file system is read-only. */
    EROFS("read-only file system"),
    /** The file cannot be read or written at an offset. */
    ESPIPE("illegal seek"),
    /** The process has exited. */
    ESRCH("no such process"),
    /** The time is up. */
    ETIMEDOUT("operation timed out");

    /**
     * What the JDK tells of a failed transfer is the C library's message and nothing else; ours goes on after a colon.
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
     * How the JDK's channels tell that O_DIRECT does not take a position, a length or an address; a kernel says EINVAL.
     */
    private static final String MISALIGNED = " is not a multiple of the block size (";

    /** How the JDK tells that the arena of a buffer was closed between the call and the transfer. */
    private static final String ARENA_CLOSED = "Already closed";

    /** How the JVM tells that a mapped file was truncated, so that there is nothing behind the memory any more. */
    private static final String MAPPING_GONE = "unsafe memory access operation";

    private final String description;

    Errno(String description) {
        this.description = description;
    }

    /**
     * Returns what the error means, in a few words.
     *
     * @return a text in lower case
     */
    public String description() {
        return description;
    }

    /** Finds the error behind a failed transfer; {@link #EIO} when the exception does not tell. */
    static Errno of(Throwable failure) {
        if (failure instanceof OutOfMemoryError) { // first, and no switch, as linking that needs memory
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
     * Returns whether a buffer's position or limit was changed in flight, or its memory is another thread's, closed or
     * gone.
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
