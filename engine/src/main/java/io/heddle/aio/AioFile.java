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
 * <p>A file is named in control blocks, or used directly: {@link #read(ByteBuffer, long)}, {@link #write(ByteBuffer,
 * long)} and {@link #sync} submit a request and block the calling thread until it is done. A virtual thread parks,
 * which frees its carrier for other threads.
 */
public final class AioFile implements AutoCloseable {
    /** Preallocated: reports a failed flush when there is no memory for an exception with its details. */
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
    private volatile @Nullable AioException syncFailure; // written only by the flush that runs

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
     * Reads bytes at an offset into a buffer, and waits until the read is done.
     *
     * <p>If the calling thread is interrupted, the call tries to cancel the read. If that succeeds, it throws {@link
     * java.io.InterruptedIOException}; if bytes are already being moved, it waits for the read to complete and returns
     * normally. In both cases the thread's interrupt status remains set and the file stays open.
     *
     * @param buffer filled from its position up to its limit; its position advances by the number of bytes read. Memory
     *     of a confined arena is permitted if the calling thread owns the arena
     * @param offset the byte offset in the file, 0 or more
     * @return the number of bytes read, less than requested only near the end of the file; -1 at or beyond the end
     * @throws AioException if the request is refused (EINVAL, EBADF, EAGAIN, EDEADLK) or the transfer fails
     * @throws IOException {@link java.io.InterruptedIOException} after an interrupt, or {@link
     *     java.nio.channels.AsynchronousCloseException} if a close or an exit has cancelled the read
     */
    public int read(ByteBuffer buffer, long offset) throws IOException {
        StackRoom.require();
        int asked = buffer.remaining();
        int moved = (int) DirectCall.read(this, buffer, offset);
        return moved == 0 && asked > 0 ? -1 : moved;
    }

    /**
     * Writes the bytes of a buffer at an offset, and waits until the write is done. Interrupts are handled as by {@link
     * #read(ByteBuffer, long)}.
     *
     * @param buffer written from its position to its limit; its position advances by the number of bytes written
     * @param offset the byte offset in the file, 0 or more; ignored if the file is open for appending
     * @return the number of bytes written, less than requested only if an error occurred after a part
     * @throws AioException if the request is refused (EINVAL, EBADF, EAGAIN, EDEADLK) or the transfer fails
     * @throws IOException as {@link #read(ByteBuffer, long)}
     */
    public int write(ByteBuffer buffer, long offset) throws IOException {
        StackRoom.require();
        return (int) DirectCall.transfer(this, Operation.WRITE, buffer, offset);
    }

    /**
     * Reads bytes at an offset into a sequence of buffers, as {@code preadv} does, and waits until the read is done.
     * Interrupts are handled as by {@link #read(ByteBuffer, long)}.
     *
     * @param buffers 1 to 1024 buffers, each filled from its position to its limit before the next; the positions
     *     advance by the number of bytes read
     * @param offset the byte offset in the file, 0 or more
     * @return the number of bytes read, less than requested only near the end of the file or if an error occurred after
     *     a part; -1 at or beyond the end
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
     * Writes the bytes of a sequence of buffers at an offset, as {@code pwritev} does, and waits until the write is
     * done. Interrupts are handled as by {@link #read(ByteBuffer, long)}.
     *
     * @param buffers 1 to 1024 buffers, each written from its position to its limit; the positions advance by the
     *     number of bytes written
     * @param offset the byte offset in the file, 0 or more; ignored if the file is open for appending
     * @return the number of bytes written, less than requested only if an error occurred after a part
     * @throws AioException as {@link #read(ByteBuffer[], long)}
     * @throws IOException as {@link #read(ByteBuffer, long)}
     */
    public long write(ByteBuffer[] buffers, long offset) throws IOException {
        StackRoom.require();
        Objects.requireNonNull(buffers, "buffers");
        return DirectCall.transferVector(this, Operation.WRITEV, buffers, offset);
    }

    /**
     * Forces the data of all requests submitted earlier to the device, and waits until that is done. The call may share
     * a flush with other syncs, see {@link AioProcess#fsync}. Interrupts are handled as by {@link #read(ByteBuffer,
     * long)}.
     *
     * @param mode what to force
     * @throws AioException if the request is refused (EBADF, EAGAIN, EDEADLK), the flush fails, or an earlier flush of
     *     this file has failed, see {@link #syncFailure}
     * @throws IOException as {@link #read(ByteBuffer, long)}
     */
    public void sync(SyncMode mode) throws IOException {
        StackRoom.require();
        DirectCall.transfer(this, mode.operation, null, 0);
    }

    /**
     * Returns the first flush failure of this file, because of which all its syncs fail permanently. The system reports
     * a write that did not reach the device once, to one flush, and then forgets it; a later flush has no error left to
     * report, and its success proves nothing about that write. In the dialect {@link Dialect#POSIX} every sync of this
     * file that a failed flush has served, or that completes after it, therefore fails with the error of the first one:
     * {@code fsync} requests, entries of lists and direct calls alike. Such syncs still flush, to save what can be
     * saved.
     *
     * <p>The failure persists until the file is opened anew. The application must write again everything that no
     * successful sync has covered, preferably to a new file: data that is read back may come from a page that never
     * reached the device, and some file systems (ext4) never again write a block whose write has failed. Each {@code
     * AioFile} keeps its own failure: another one of the same path, opened before or after, may or may not receive the
     * loss from the system.
     *
     * <p>Errors of the flush count: EIO, ENOSPC, EDQUOT, EROFS, ENOMEM and any other error or exception that ends it. A
     * sync that ends before its flush has begun loses nothing and does not count: because it was refused, cancelled or
     * interrupted (ECANCELED, EINTR, EAGAIN), or because the file is closed or cannot be synced at all (EBADF, EINVAL,
     * EPERM, ESPIPE). A write that fails does not count either: it reports its own error, which is also how a file that
     * was opened with {@link java.nio.file.StandardOpenOption#SYNC} or {@link java.nio.file.StandardOpenOption#DSYNC}
     * reports a loss.
     *
     * @return the failure, with its error and, as its cause, the exception that the flush threw; {@code null} if no
     *     flush has failed, and always in the dialects of the kernels, where the system determines the result of later
     *     syncs
     */
    public @Nullable AioException syncFailure() {
        return syncFailure;
    }

    /** Records that a flush has failed. The first failure is kept. */
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
     * channel. Requests that are done can still be reaped. Closing the file again waits for the first close and has no
     * other effect. An interrupt does not end the wait; the interrupt status remains set.
     *
     * @throws AioException EDEADLK if called by a signal handler of the process
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
        } catch (RuntimeException | Error failed) { // do not wait: the last request in flight closes the channel
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

    /** Closes the channel when the last request in flight is done, if close did not wait. */
    void closeIfLast() {
        if (!closesWithLast || !requests.isClosedAndQuiet()) {
            return;
        }
        try {
            closeChannel(); // once is enough, but a repetition is harmless
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

    // ---- properties

    /**
     * Returns the number of the file within its process, by which recordings name it.
     *
     * @return 3 or more: as in a process of a kernel, 0 to 2 are reserved
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
     * Returns the current size of the file. The call may be made by an interrupted thread: its interrupt status remains
     * set, and the file stays open.
     *
     * @return the size in bytes
     * @throws IOException if the file is closed, or if it has no size
     */
    public long size() throws IOException {
        StackRoom.require();
        return handle != null ? handle.size() : Uninterrupted.call(Objects.requireNonNull(channel)::size);
    }

    /**
     * Returns the number of which the offset, the length and the address of each buffer of a transfer must be
     * multiples. {@link AlignedBuffers} allocates suitable buffers.
     *
     * @return the block size of the file system if the file was opened with {@code ExtendedOpenOption.DIRECT}, as the
     *     JDK's own channels require it; otherwise 1
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

    /** Returns the path, or a description if the file has none. */
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
            // without the crew, even if too many carriers are held: a close must not need memory for a hand-over
            mine.close();
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

    /** Returns the backend's state of the file, if the backend has opened it. */
    @Nullable
    Handle handle() {
        return handle;
    }

    FileRequests requests() {
        return requests;
    }

    /** Traces what a cancel did with one request. */
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
