package io.heddle.backend;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * What is to be moved: one read, write or sync on one channel. A transfer is made once and described anew for each use by
 * the one thread that owns it at the time.
 */
public final class Transfer {
    private Operation operation = Operation.READ;
    private @Nullable FileChannel channel;
    private @Nullable ByteBuffer buffer;
    private long offset;
    private boolean appending;

    // The hand-over to a crew and back; see Crew.
    @Nullable
    Transfer next;

    @Nullable
    Thread waiter;

    volatile boolean handedOver;
    boolean refused;
    private long moved;
    private @Nullable Throwable failure;

    /** Makes a transfer that must be described before it is used. */
    public Transfer() {}

    /**
     * Describes what to move.
     *
     * @param newOperation what to do
     * @param newChannel where; {@code null} for what needs no file
     * @param newBuffer the bytes between its position and its limit, ignored by a sync; its position moves along
     * @param newOffset the byte offset in the file, ignored by a sync and by an append
     * @param isAppending whether a write goes to the end of the file
     */
    public void describe(
            Operation newOperation,
            @Nullable FileChannel newChannel,
            @Nullable ByteBuffer newBuffer,
            long newOffset,
            boolean isAppending) {
        operation = newOperation;
        channel = newChannel;
        buffer = newBuffer;
        offset = newOffset;
        appending = isAppending;
    }

    /** Forgets channel and buffer, so that a control block that lies idle keeps neither alive. */
    public void forget() {
        channel = null;
        buffer = null;
        failure = null;
    }

    /**
     * Returns what the transfer does.
     *
     * @return the operation
     */
    public Operation operation() {
        return operation;
    }

    /**
     * Returns where in the file the bytes are.
     *
     * @return the byte offset as it was described; without meaning to a sync and to an append
     */
    public long offset() {
        return offset;
    }

    /** Does the transfer by blocking calls on the calling thread. */
    long moveHere() throws IOException {
        return switch (operation) {
            case READ -> Math.max(0, file().read(writableBytes(), offset)); // -1 is the end, where POSIX says 0
            case WRITE -> writeAll(file(), bytes());
            case SYNC -> force(file(), true);
            case DSYNC -> force(file(), false);
            case NOP -> throw new IOException("Invalid argument");
            case MLOCK -> PageLock.lock(bytes());
        };
    }

    private FileChannel file() {
        FileChannel described = channel;
        if (described == null) {
            throw new IllegalStateException("the transfer was described without a channel");
        }
        return described;
    }

    /** The buffer; where a dialect did not look at it before, a missing one is a bad address. */
    private ByteBuffer bytes() throws IOException {
        ByteBuffer described = buffer;
        if (described == null) {
            throw new IOException("Bad address");
        }
        return described;
    }

    private ByteBuffer writableBytes() throws IOException {
        ByteBuffer described = bytes();
        if (described.isReadOnly()) {
            throw new IOException("Bad address");
        }
        return described;
    }

    /** Writes until the buffer is empty. An error after the first bytes makes a short write, as it does in POSIX. */
    private long writeAll(FileChannel file, ByteBuffer bytes) throws IOException {
        int start = bytes.position();
        try {
            do {
                if (appending) {
                    file.write(bytes);
                } else {
                    file.write(bytes, offset + ((long) bytes.position() - start));
                }
            } while (bytes.hasRemaining());
        } catch (IOException failed) {
            if (bytes.position() == start) {
                throw failed;
            }
        }
        return (long) bytes.position() - start;
    }

    private static long force(FileChannel file, boolean metadata) throws IOException {
        file.force(metadata);
        return 0;
    }

    // ---- the hand-over: described by the waiter, moved by a crew member, taken back by the waiter

    /** On the crew member: does the transfer, keeps how it went and wakes the waiter. */
    void moveForWaiter() {
        try {
            moved = moveHere();
            failure = null;
        } catch (Throwable failed) { // passed on to the waiter, whatever it is
            failure = failed;
        }
    }

    /** On the waiter, after the hand-over has ended. */
    long takeBack() throws IOException {
        Throwable failed = failure;
        failure = null;
        return switch (failed) {
            case null -> moved;
            case IOException io -> throw io;
            case RuntimeException runtime -> throw runtime;
            case Error error -> throw error;
            default -> throw new IllegalStateException(failed);
        };
    }
}
