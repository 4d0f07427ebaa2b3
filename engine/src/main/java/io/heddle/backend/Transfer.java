package io.heddle.backend;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * One read, write or sync on one channel. A transfer is described anew for each use by the thread that owns it at the
 * time.
 */
public sealed class Transfer permits Uninterrupted.Errand {
    private static final VarHandle TICKET;

    static {
        try {
            TICKET = MethodHandles.lookup().findVarHandle(Transfer.class, "ticket", long.class);
        } catch (ReflectiveOperationException impossible) {
            throw new ExceptionInInitializerError(impossible);
        }
    }

    private Operation operation = Operation.READ;
    private @Nullable FileChannel channel;
    private @Nullable Handle handle;
    private @Nullable Memory memory;
    private long offset;
    private boolean appending;
    private boolean beforeCall;
    private boolean waitedFor;

    @SuppressWarnings("UnusedVariable") // it is used, by its VarHandle
    private long ticket;

    // The hand-over to a crew and back; see Crew.
    @Nullable
    Transfer next;

    @Nullable
    Thread waiter;

    volatile boolean handedOver;
    boolean refused;
    private long moved;
    private @Nullable Throwable failure;

    /** Creates a transfer that must be described before it is used. */
    public Transfer() {}

    /**
     * Describes the transfer.
     *
     * @param newOperation the operation
     * @param newChannel the channel; {@code null} for an operation that needs no file
     * @param newHandle the backend's state of the file, if the backend has opened it
     * @param newMemory the bytes, ignored by a sync; the positions of its buffers advance
     * @param newOffset the byte offset in the file, ignored by a sync and by an append
     * @param isAppending whether a write appends to the file
     */
    public void describe(
            Operation newOperation,
            @Nullable FileChannel newChannel,
            @Nullable Handle newHandle,
            Memory newMemory,
            long newOffset,
            boolean isAppending) {
        operation = newOperation;
        channel = newChannel;
        handle = newHandle;
        memory = newMemory;
        offset = newOffset;
        appending = isAppending;
        beforeCall = false;
        waitedFor = false;
        ticket = 0;
    }

    /** Describes a transfer of a file that no backend has opened. */
    void describe(
            Operation newOperation,
            @Nullable FileChannel newChannel,
            Memory newMemory,
            long newOffset,
            boolean isAppending) {
        describe(newOperation, newChannel, null, newMemory, newOffset, isAppending);
    }

    /**
     * Extends a sync by another one: metadata is forced as well if either is a {@link Operation#SYNC}.
     *
     * @param other the other one's operation
     */
    public void strengthen(Operation other) {
        if (operation == Operation.DSYNC && other == Operation.SYNC) {
            operation = Operation.SYNC;
        }
    }

    /**
     * States that the system has not been called for the transfer, and is not called before {@link #called}. A sync
     * that fails before that has lost nothing.
     */
    public void beforeCall() {
        beforeCall = true;
    }

    /** States that the system is about to be called. */
    public void called() {
        beforeCall = false;
    }

    /**
     * Returns whether the system is known not to have been called.
     *
     * @return {@code false} unless the backend has stated it
     */
    public boolean isBeforeCall() {
        return beforeCall;
    }

    /** Drops channel and memory, so that an idle request keeps neither alive. */
    public void forget() {
        channel = null;
        handle = null;
        memory = null;
        failure = null;
    }

    /**
     * Returns the operation.
     *
     * @return the operation
     */
    public Operation operation() {
        return operation;
    }

    /**
     * Returns the position of the bytes in the file.
     *
     * @return the byte offset as described; meaningless for a sync and an append
     */
    public long offset() {
        return offset;
    }

    /**
     * Returns whether a write appends to the file.
     *
     * @return as described
     */
    public boolean isAppending() {
        return appending;
    }

    /**
     * Returns the backend's state of the file.
     *
     * @return as described
     */
    public @Nullable Handle handle() {
        return handle;
    }

    /**
     * Returns the bytes to move.
     *
     * @return as described
     * @throws IllegalStateException if no memory was described
     */
    public Memory memory() {
        return described(memory, "memory");
    }

    /**
     * Sets the number by which the backend can {@linkplain Backend#cancel cancel} the transfer. Called before the
     * transfer can complete.
     *
     * @param newTicket any number but 0
     */
    public void ticket(long newTicket) {
        TICKET.setRelease(this, newTicket);
    }

    /**
     * Returns the number by which the backend can {@linkplain Backend#cancel cancel} the transfer. Any thread may call
     * this, but must ensure by other means that the transfer is not described anew meanwhile.
     *
     * @return 0 if the transfer cannot be cancelled, or has not begun yet
     */
    public long ticket() {
        return (long) TICKET.getAcquire(this);
    }

    /**
     * Sets whether the thread that begins the transfer waits for its completion anyway, and may thus make the calls as
     * well.
     *
     * @param isWaitedFor whether {@link Backend#begin} may take as long as {@link Backend#move}; {@code false} by
     *     default
     */
    public void waitedFor(boolean isWaitedFor) {
        waitedFor = isWaitedFor;
    }

    /**
     * Returns whether the thread that begins the transfer waits for its completion anyway.
     *
     * @return as set
     */
    public boolean isWaitedFor() {
        return waitedFor;
    }

    /** Does the transfer by blocking calls on the calling thread. */
    long moveHere() throws IOException {
        return switch (operation) {
            case NOP -> throw new IOException("Invalid argument");
            case MLOCK -> PageLock.lock(memory());
            case READ, READV, WRITE, WRITEV, SYNC, DSYNC -> moveBy(file());
        };
    }

    private long moveBy(FileChannel file) throws IOException {
        return switch (operation) {
            case READ -> ChannelIo.read(file, memory().writableBytes(), offset);
            case READV -> ChannelIo.readVector(file, memory().writableVector(), offset);
            case WRITE -> {
                ByteBuffer bytes = memory().bytes();
                yield appending ? ChannelIo.append(file, bytes) : ChannelIo.write(file, bytes, offset);
            }
            case WRITEV -> {
                ByteBuffer[] vector = memory().vector();
                yield appending ? ChannelIo.appendVector(file, vector) : ChannelIo.writeVector(file, vector, offset);
            }
            case SYNC -> force(file, true);
            case DSYNC -> force(file, false);
            case NOP, MLOCK -> throw new IllegalArgumentException("no call on a file does " + operation);
        };
    }

    /**
     * Does a read, write or sync by blocking calls on the calling thread, and keeps the outcome for {@link #takeBack}.
     *
     * @param file the channel on which the calls are made
     */
    public void moveNow(FileChannel file) {
        try {
            moved(moveBy(file));
        } catch (Throwable failed) { // of any kind
            failed(failed);
        }
    }

    private FileChannel file() {
        return described(channel, "a channel");
    }

    private static <T> T described(@Nullable T part, String name) {
        if (part == null) {
            throw new IllegalStateException("the transfer was described without " + name);
        }
        return part;
    }

    private long force(FileChannel file, boolean metadata) throws IOException {
        called();
        file.force(metadata);
        return 0;
    }

    // ---- the hand-over: described by the waiter, moved by a crew member, taken back by the waiter

    /** Does the transfer on a crew member, and keeps the outcome for the waiter. */
    void moveForWaiter() {
        try {
            moved(moveHere());
        } catch (Throwable failed) { // of any kind: passed on to the waiter
            failed(failed);
        }
    }

    /**
     * Sets the outcome of a transfer that has succeeded.
     *
     * @param bytes the number of bytes moved
     */
    public void moved(long bytes) {
        moved = bytes;
        failure = null;
    }

    /**
     * Sets the outcome of a transfer that has failed.
     *
     * @param why a {@link ShortTransferException} if a part was moved
     */
    public void failed(Throwable why) {
        failure = why;
    }

    /**
     * Returns the outcome of a transfer that has completed.
     *
     * @return the number of bytes moved, as {@link Backend#move}
     * @throws IOException as {@link Backend#move}
     */
    public long takeBack() throws IOException {
        Throwable failed = failure;
        // no case of a switch: linking that takes a starting JVM 5 ms
        if (failed == null) {
            return moved;
        }
        failure = null;
        // no switch: linking it needs memory, and the failure may be the lack of memory
        if (failed instanceof IOException io) {
            throw io;
        }
        if (failed instanceof RuntimeException runtime) {
            throw runtime;
        }
        if (failed instanceof Error error) {
            throw error;
        }
        throw new IllegalStateException(failed);
    }
}
