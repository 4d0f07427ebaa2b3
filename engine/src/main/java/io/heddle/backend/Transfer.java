package io.heddle.backend;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.jspecify.annotations.Nullable;

/**
 * What is to be moved: one read, write or sync on one channel. A transfer is made once and described anew for each use
 * by the one thread that owns it at the time.
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

    @SuppressWarnings("UnusedVariable") // it is, by its VarHandle
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

    /** Makes a transfer that must be described before it is used. */
    public Transfer() {}

    /**
     * Describes what to move.
     *
     * @param newOperation what to do
     * @param newChannel where; {@code null} for what needs no file
     * @param newHandle what the backend has of the file, if it has opened it itself
     * @param newMemory the bytes, ignored by a sync; the positions of its buffers move along
     * @param newOffset the byte offset in the file, ignored by a sync and by an append
     * @param isAppending whether a write goes to the end of the file
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

    /** Describes what to move in a file that no backend has opened. */
    void describe(
            Operation newOperation,
            @Nullable FileChannel newChannel,
            Memory newMemory,
            long newOffset,
            boolean isAppending) {
        describe(newOperation, newChannel, null, newMemory, newOffset, isAppending);
    }

    /**
     * Has a sync do what another one asks for as well: with metadata if one of both is {@link Operation#SYNC}.
     *
     * @param other what the other one does
     */
    public void strengthen(Operation other) {
        if (operation == Operation.DSYNC && other == Operation.SYNC) {
            operation = Operation.SYNC;
        }
    }

    /**
     * Notes that the system has not been called for the transfer, nor is before {@link #called}. A sync that fails
     * before has lost nothing.
     */
    public void beforeCall() {
        beforeCall = true;
    }

    /** Notes that the system is about to be called. */
    public void called() {
        beforeCall = false;
    }

    /**
     * Tells whether it is known that the system was not called.
     *
     * @return {@code false} unless the backend has noted it
     */
    public boolean isBeforeCall() {
        return beforeCall;
    }

    /** Forgets channel and memory, so that a request that lies idle keeps neither alive. */
    public void forget() {
        channel = null;
        handle = null;
        memory = null;
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

    /**
     * Tells whether a write goes to the end of the file.
     *
     * @return as it was described
     */
    public boolean isAppending() {
        return appending;
    }

    /**
     * Returns what the backend has of the file.
     *
     * @return as it was described
     */
    public @Nullable Handle handle() {
        return handle;
    }

    /**
     * Returns the bytes that are moved.
     *
     * @return as it was described
     * @throws IllegalStateException if it was not
     */
    public Memory memory() {
        return described(memory, "memory");
    }

    /**
     * Says by what name the backend can be asked to {@linkplain Backend#cancel cancel} the transfer. Called before the
     * transfer can be over.
     *
     * @param newTicket any number but 0
     */
    public void ticket(long newTicket) {
        TICKET.setRelease(this, newTicket);
    }

    /**
     * Returns by what name the backend can be asked to {@linkplain Backend#cancel cancel} the transfer. Any thread may
     * ask, but must know otherwise that the transfer was not described anew meanwhile.
     *
     * @return 0 if it cannot be, or was not begun yet
     */
    public long ticket() {
        return (long) TICKET.getAcquire(this);
    }

    /**
     * Says whether the thread that begins the transfer waits for its end anyway: then it may make the calls as well.
     *
     * @param isWaitedFor whether to {@linkplain Backend#begin begin} it may take as long as to move it; not so unless
     *     it is said
     */
    public void waitedFor(boolean isWaitedFor) {
        waitedFor = isWaitedFor;
    }

    /**
     * Tells whether the thread that begins the transfer waits for its end anyway.
     *
     * @return as it was said
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
     * Does a read, write or sync by blocking calls on the calling thread, and keeps how it went for {@link #takeBack}.
     *
     * @param file by which the calls are made
     */
    public void moveNow(FileChannel file) {
        try {
            moved(moveBy(file));
        } catch (Throwable failed) { // whatever it is
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

    /** On the crew member: does the transfer, keeps how it went and wakes the waiter. */
    void moveForWaiter() {
        try {
            moved(moveHere());
        } catch (Throwable failed) { // passed on to the waiter, whatever it is
            failed(failed);
        }
    }

    /**
     * Notes that the transfer has been done.
     *
     * @param bytes how many were moved
     */
    public void moved(long bytes) {
        moved = bytes;
        failure = null;
    }

    /**
     * Notes that the transfer has failed.
     *
     * @param why a {@link ShortTransferException} if a part was moved
     */
    public void failed(Throwable why) {
        failure = why;
    }

    /**
     * Tells how the transfer went, once it is over.
     *
     * @return the number of bytes moved, as {@link Backend#move}
     * @throws IOException as {@link Backend#move}
     */
    public long takeBack() throws IOException {
        Throwable failed = failure;
        if (failed == null) { // not a case of the switch: linking that takes a starting JVM 5 ms
            return moved;
        }
        failure = null;
        if (failed
                instanceof IOException io) { // no switch, as linking that needs memory: it may be what there is none of
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
