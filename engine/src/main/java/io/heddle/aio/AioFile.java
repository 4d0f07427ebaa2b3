package io.heddle.aio;

import io.heddle.backend.Carriers;
import io.heddle.backend.Handle;
import io.heddle.backend.Operation;
import io.heddle.backend.Uninterrupted;
import io.heddle.time.Failures;
import io.heddle.time.Gate;
import io.heddle.time.StackRoom;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file that a process reads and writes. Safe for use by any number of threads.
 *
 * <p>Besides being named in control blocks it can be used directly: {@link #read(ByteBuffer, long)}, {@link
 * #write(ByteBuffer, long)} and {@link #sync} submit a request and block the calling thread until it is done. A virtual
 * thread parks; its carrier is free for others.
 */
public final class AioFile implements AutoCloseable {
    /** Stands for a failure that there was no memory to tell of, so it is made beforehand. */
    @SuppressWarnings("StaticAssignmentOfThrowable")
    private static final AioException UNTOLD_FAILURE =
            new AioException(Errno.EIO, "a flush has failed, and may have lost what was written");

    private final AioProcess process;
    private final int descriptor;
    private final @Nullable FileChannel channel;
    private final @Nullable Handle handle;
    private final FileAccess access;
    private final FileRequests requests;
    private final Gate closed = new Gate();
    private volatile boolean closesWithLast;
    private volatile @Nullable AioException syncFailure; // written by the one flush that runs

    AioFile(
            AioProcess process,
            int descriptor,
            @Nullable FileChannel channel,
            @Nullable Handle handle,
            FileAccess access) {
        this.process = process;
        this.descriptor = descriptor;
        this.channel = channel;
        this.handle = handle;
        this.access = access;
        this.requests = new FileRequests(this, process);
    }

    // ---- direct style

    /**
     * Reads bytes at an offset into a buffer and waits until that is done.
     *
     * <p>An interrupt tries to cancel the read. If that succeeds, {@link java.io.InterruptedIOException} is thrown; if
     * bytes are being moved already, the call waits for their end and returns normally. The thread's interrupt status
     * stays set, and the file stays open, in both cases.
     *
     * @param buffer filled from its position to its limit at most; the position advances by what was read. The memory
     *     of a confined arena will do if the calling thread owns it
     * @param offset the byte offset in the file, 0 or more
     * @return the number of bytes read, less than asked for only near the end of the file; -1 at or beyond the end
     * @throws AioException if the request is refused (EINVAL, EBADF, EAGAIN, EDEADLK) or the transfer fails
     * @throws IOException {@link java.io.InterruptedIOException} after an interrupt, or {@link
     *     java.nio.channels.AsynchronousCloseException} if a close or an exit cancelled the read
     */
    public int read(ByteBuffer buffer, long offset) throws IOException {
        StackRoom.require();
        int asked = buffer.remaining();
        int moved = (int) DirectCall.read(this, buffer, offset);
        return moved == 0 && asked > 0 ? -1 : moved;
    }

    /**
     * Writes a buffer's bytes at an offset and waits until that is done. Interrupts are treated as by {@link
     * #read(ByteBuffer, long)}.
     *
     * @param buffer written from its position to its limit; the position advances by what was written
     * @param offset the byte offset in the file, 0 or more; ignored if the file is open for appending
     * @return the number of bytes written, less than asked for only if an error came in between
     * @throws AioException if the request is refused (EINVAL, EBADF, EAGAIN, EDEADLK) or the transfer fails
     * @throws IOException as {@link #read(ByteBuffer, long)}
     */
    public int write(ByteBuffer buffer, long offset) throws IOException {
        StackRoom.require();
        return (int) DirectCall.transfer(this, Operation.WRITE, buffer, offset);
    }

    /**
     * Reads bytes at an offset into one buffer after the other, as {@code preadv} does, and waits until that is done.
     * Interrupts are treated as by {@link #read(ByteBuffer, long)}.
     *
     * @param buffers 1 to 1024 buffers, each filled from its position to its limit before the next; the positions
     *     advance by what was read
     * @param offset the byte offset in the file, 0 or more
     * @return the number of bytes read, less than asked for only near the end of the file or if an error came in
     *     between; -1 at or beyond the end
     * @throws AioException if the request is refused (EINVAL, EBADF, EAGAIN, EDEADLK, or ENOTSUP in the dialect XNU) or
     *     the transfer fails
     * @throws IOException as {@link #read(ByteBuffer, long)}
     */
    public long read(ByteBuffer[] buffers, long offset) throws IOException {
        StackRoom.require();
        Objects.requireNonNull(buffers, "buffers");
        long moved = DirectCall.transferVector(this, Operation.READV, buffers, offset);
        return moved == 0 && hasRemaining(buffers) ? -1 : moved;
    }

    private static boolean hasRemaining(ByteBuffer[] buffers) {
        for (ByteBuffer buffer : buffers) {
            if (buffer.hasRemaining()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes one buffer after the other at an offset, as {@code pwritev} does, and waits until that is done. Interrupts
     * are treated as by {@link #read(ByteBuffer, long)}.
     *
     * @param buffers 1 to 1024 buffers, each written from its position to its limit; the positions advance by what was
     *     written
     * @param offset the byte offset in the file, 0 or more; ignored if the file is open for appending
     * @return the number of bytes written, less than asked for only if an error came in between
     * @throws AioException as {@link #read(ByteBuffer[], long)}
     * @throws IOException as {@link #read(ByteBuffer, long)}
     */
    public long write(ByteBuffer[] buffers, long offset) throws IOException {
        StackRoom.require();
        Objects.requireNonNull(buffers, "buffers");
        return DirectCall.transferVector(this, Operation.WRITEV, buffers, offset);
    }

    /**
     * Forces what was written by requests submitted earlier to the device and waits until that is done. It may share a
     * flush with other syncs, see {@link AioProcess#fsync}. Interrupts are treated as by {@link #read(ByteBuffer,
     * long)}.
     *
     * @param mode what to force
     * @throws AioException if the request is refused (EBADF, EAGAIN, EDEADLK) or the flush fails, or an earlier one of
     *     this file has, see {@link #syncFailure}
     * @throws IOException as {@link #read(ByteBuffer, long)}
     */
    public void sync(SyncMode mode) throws IOException {
        StackRoom.require();
        DirectCall.transfer(this, mode.operation, null, 0);
    }

    /**
     * Returns why the file's syncs fail for good: the first flush that has failed. The system tells of a write that it
     * could not bring to the device once, to one flush, and then forgets it; a later flush has nothing left to fail
     * with, and its success says nothing about that write. So in the dialect {@link Dialect#POSIX} every sync of this
     * file fails that a failed flush has served, or that ends after it, with the error of the first one: {@code fsync}
     * requests, entries of lists and direct calls alike. They flush all the same, so that what can be saved is.
     *
     * <p>It stays so until the file is opened anew. The application has to write again whatever no successful sync has
     * covered, and best to a new file: what is read back may come from a page that never reached the device, and there
     * are file systems that keep a block whose write has failed from ever being written (ext4). Each {@code AioFile}
     * keeps its own failure: another one that was opened of the same path, before or after, may be told of the loss by
     * the system itself, or not.
     *
     * <p>What counts is an error of the flush: EIO, ENOSPC, EDQUOT, EROFS, ENOMEM and whatever else the system, or an
     * exception on the way, ends it with. What ends a sync before its flush has begun loses nothing and does not count:
     * that it was refused, cancelled or interrupted (ECANCELED, EINTR, EAGAIN), or that the file is closed or cannot be
     * synced at all (EBADF, EINVAL, EPERM, ESPIPE). Nor does a write count that fails: it tells so itself, which is
     * also how a file tells of a loss that was opened with {@link java.nio.file.StandardOpenOption#SYNC} or {@link
     * java.nio.file.StandardOpenOption#DSYNC}.
     *
     * @return the failure, with the error and, as its cause, what the flush has thrown; {@code null} if no flush has
     *     failed, and always in the dialects of kernels, where later syncs are answered by the system
     */
    public @Nullable AioException syncFailure() {
        return syncFailure;
    }

    /** A flush has failed. The first one counts. */
    void flushFailed(Errno error, @Nullable Throwable failure) {
        if (syncFailure != null) {
            return;
        }
        try {
            String why = failure == null ? error.description() : String.valueOf(failure.getMessage());
            syncFailure = new AioException(
                    error, "a flush of " + this + " has failed, and may have lost what was written: " + why, failure);
        } catch (OutOfMemoryError | StackOverflowError exhausted) {
            syncFailure = UNTOLD_FAILURE;
        }
    }

    // ---- close

    /**
     * Closes the file: refuses new requests, cancels those that are queued, waits for those that run, and closes the
     * channel. Requests that are done can still be reaped. Closing it again waits for the first close and has no other
     * effect. An interrupt does not end the wait; it stays pending.
     *
     * @throws AioException EDEADLK in a signal handler of the process
     * @throws IOException if closing the channel fails
     */
    @Override
    public void close() throws IOException {
        StackRoom.require();
        process.refuseInHandler("close of ", this);
        closeAndWait();
    }

    void closeAndWait() throws IOException {
        if (!requests.close()) {
            closed.await(process.ticker(), Long.MAX_VALUE);
            return;
        }
        Object span = Trace.begin(TracePoint.CLOSE);
        int cancelled = 0;
        try {
            if (!process.rules().closeCancels()) {
                closesWithLast = true;
                closeIfLast();
                return;
            }
            if (requests.isClosedAndEmpty()) {
                closeChannel();
                return;
            }
            Drain drain = new Drain("close");
            cancelled = requests.cancelAll(drain, null).recall().cancelled();
            drain.arrive();
            traceSleep(drain.pending());
            drain.await(process.ticker(), Long.MAX_VALUE);
            closeChannel();
        } catch (RuntimeException | Error failed) { // not waited for: the last request in flight closes the channel
            closesWithLast = true;
            closeIfLast();
            throw failed;
        } finally {
            process.forgetIfEmpty(this);
            closed.open();
            Tracer tracer = Trace.tracer();
            if (span != null && tracer != null) {
                tracer.close(span, process.id(), descriptor, cancelled);
            }
        }
    }

    /** Where close does not wait, the channel is closed when the last request in flight is done. */
    void closeIfLast() {
        if (!closesWithLast || !requests.isClosedAndQuiet()) {
            return;
        }
        try {
            closeChannel(); // once is enough, more is harmless
        } catch (IOException failed) {
            Failures.log(System.Logger.Level.WARNING, "{0} could not be closed: {1}", this, failed);
        }
        process.forgetIfEmpty(this);
    }

    private void traceSleep(int running) {
        Tracer tracer = Trace.tracer();
        if (running > 0 && tracer != null) {
            tracer.closeSleep(process.id(), descriptor, running);
        }
    }

    // ---- what it is

    /**
     * Returns the number of the file within its process, as it stands in recordings.
     *
     * @return 3 or more: as in a kernel's process, 0 to 2 are taken
     */
    public int descriptor() {
        return descriptor;
    }

    /**
     * Returns the process that the file belongs to.
     *
     * @return the process
     */
    public AioProcess process() {
        return process;
    }

    /**
     * Returns the file's size at this moment. An interrupted thread may ask, too: it stays interrupted, and the file
     * open.
     *
     * @return bytes
     * @throws IOException if the file is closed, or if it has no size
     */
    public long size() throws IOException {
        StackRoom.require();
        return handle != null ? handle.size() : Uninterrupted.call(Objects.requireNonNull(channel)::size);
    }

    /**
     * Returns what offset, length and address of each transfer must be multiples of, buffer by buffer. {@link
     * AlignedBuffers} has the buffers for it.
     *
     * @return the block size of the file system if the file was opened with {@code ExtendedOpenOption.DIRECT}, as the
     *     JDK's own channels demand it; else 1
     */
    public int alignment() {
        return access.alignment();
    }

    boolean isReadable() {
        return access.readable();
    }

    boolean isWritable() {
        return access.writable();
    }

    boolean isAppending() {
        return access.appending();
    }

    /** The path, or a description where there is none. */
    String description() {
        return access.description();
    }

    private void closeChannel() throws IOException {
        Closeable mine = handle == null ? channel : handle;
        if (mine == null) {
            return;
        }
        boolean lent = Thread.currentThread().isVirtual() && Carriers.SHARED.lend();
        try {
            mine.close(); // also where too many carriers are held: it must not depend on memory for a hand-over
        } finally {
            if (lent) {
                Carriers.SHARED.giveBack();
            }
        }
    }

    @Nullable
    FileChannel channel() {
        return channel;
    }

    /** What the backend has of the file, if it has opened it. */
    @Nullable
    Handle handle() {
        return handle;
    }

    FileRequests requests() {
        return requests;
    }

    /** Tells what a cancel found, for one request. */
    void traceCancelled(Request request, CancelResult result) {
        Tracer tracer = Trace.tracer();
        if (tracer == null) {
            return;
        }
        switch (result) {
            case CANCELED -> traceCancelQueued(tracer, request);
            case NOTCANCELED -> tracer.cancelRunning(process.id(), request.id(), descriptor);
            case ALLDONE -> tracer.cancelDone(process.id(), request.id(), descriptor);
        }
    }

    private void traceCancelQueued(Tracer tracer, Request request) {
        ListIo list = request.list;
        if (list != null && list.isWaitedFor()) {
            tracer.cancelQueuedSync(process.id(), request.id(), descriptor, list.id());
        } else {
            tracer.cancelQueued(process.id(), request.id(), descriptor);
        }
    }

    @Override
    public String toString() {
        return channel == null ? access.description() : "file " + descriptor + " (" + access.description() + ")";
    }
}
