package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.Handle;
import io.heddle.backend.Lifetime;
import io.heddle.backend.Operation;
import io.heddle.time.Parking;
import io.heddle.trace.Beat;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import org.jspecify.annotations.Nullable;

/**
 * A call in direct style: submits a request, waits until it is done and reaps it. If any thread may make the backend's
 * calls, the caller makes them itself ({@link Request#begin}); otherwise it parks. The requests belong to the file and
 * are reused.
 */
final class DirectCall {
    private DirectCall() {}

    static long transfer(AioFile file, Operation operation, @Nullable ByteBuffer buffer, long offset)
            throws IOException {
        if (buffer != null && isToCopy(operation, buffer)) {
            return transferCopied(file, operation, buffer, offset);
        }
        Request request = borrow(file, operation);
        request.memory.set(buffer);
        return run(file, operation, request, offset);
    }

    /**
     * Moves the bytes of memory that no other thread may access. They go through a copy on the heap, which the calling
     * thread fills or drains.
     */
    private static long transferCopied(AioFile file, Operation operation, ByteBuffer confined, long offset)
            throws IOException {
        ByteBuffer copy = copy(operation, confined);
        try {
            return transfer(file, operation, copy, offset);
        } finally {
            takeOver(operation, copy, confined);
        }
    }

    private static boolean isToCopy(Operation operation, @Nullable ByteBuffer buffer) {
        return Lifetime.isConfinedHere(buffer) && buffer != null && !(operation.isRead() && buffer.isReadOnly());
    }

    private static ByteBuffer copy(Operation operation, ByteBuffer confined) throws AioException {
        ByteBuffer copy = ByteBuffer.allocate(confined.remaining());
        return operation.isRead() ? copy : put(confined.duplicate(), copy).flip();
    }

    private static void takeOver(Operation operation, ByteBuffer copy, ByteBuffer confined) throws AioException {
        if (operation.isRead()) {
            put(copy.flip(), confined);
        } else {
            confined.position(confined.position() + copy.position());
        }
    }

    private static ByteBuffer put(ByteBuffer from, ByteBuffer to) throws AioException {
        try {
            return to.put(from);
        } catch (InternalError gone) { // a mapped file that was truncated
            throw new AioException(Errno.of(gone), "the buffer's mapped file is shorter by now", gone);
        }
    }

    /**
     * Reads into a buffer. Data in the page cache is read immediately by the calling thread: there is nothing to wait
     * for, so no request is needed, unless requests are recorded. Any obstacle is left to the request to report.
     */
    static long read(AioFile file, ByteBuffer buffer, long offset) throws IOException {
        Handle handle = file.handle();
        if (handle != null && isReadable(file, buffer, offset) && !isRecorded(file.process())) {
            file.process().refuseInHandler(Operation.READ.name());
            int read = file.process().backend().readNow(handle, buffer, offset);
            if (read != Backend.WOULD_WAIT) {
                file.process().quota().answeredAtOnce();
                return read;
            }
        }
        return transfer(file, Operation.READ, buffer, offset);
    }

    private static boolean isReadable(AioFile file, @Nullable ByteBuffer buffer, long offset) {
        return buffer != null
                && !buffer.isReadOnly()
                && buffer.hasRemaining()
                && offset >= 0
                && file.isReadable()
                && !file.requests().isClosed()
                && !file.process().isExiting();
    }

    /**
     * Returns whether each request is recorded. A recorded read is submitted, so that recordings receive all events of
     * a request. It still completes immediately, by {@link Request#begin}, if the backend does it asynchronously.
     */
    private static boolean isRecorded(AioProcess process) {
        Tracer tracer = Trace.tracer();
        if (tracer == null) {
            return false;
        }
        Beat beat = tracer.beat();
        return beat == null
                || !beat.findsSlow()
                || tracer.begin(TracePoint.READ) != null
                || tracer.begin(process.workqueue().span()) != null;
    }

    static long transferVector(AioFile file, Operation operation, ByteBuffer[] buffers, long offset)
            throws IOException {
        for (ByteBuffer buffer : buffers) {
            if (isToCopy(operation, buffer)) {
                return transferVectorCopied(file, operation, buffers.clone(), offset);
            }
        }
        return transferVectorAsItIs(file, operation, buffers, offset);
    }

    private static long transferVectorCopied(AioFile file, Operation operation, ByteBuffer[] buffers, long offset)
            throws IOException {
        ByteBuffer[] moved = buffers.clone();
        for (int i = 0; i < buffers.length; i++) {
            if (isToCopy(operation, buffers[i])) {
                moved[i] = copy(operation, buffers[i]);
            }
        }
        try {
            return transferVectorAsItIs(file, operation, moved, offset);
        } finally {
            for (int i = 0; i < buffers.length; i++) {
                if (moved[i] != buffers[i]) {
                    takeOver(operation, moved[i], buffers[i]);
                }
            }
        }
    }

    private static long transferVectorAsItIs(AioFile file, Operation operation, ByteBuffer[] buffers, long offset)
            throws IOException {
        Request request = borrow(file, operation);
        request.memory.take(buffers);
        return run(file, operation, request, offset);
    }

    private static Request borrow(AioFile file, Operation operation) throws AioException {
        file.process().refuseInHandler(operation.name());
        return file.requests().borrowDirect();
    }

    private static long run(AioFile file, Operation operation, Request request, long offset) throws IOException {
        request.addWaiter(Thread.currentThread()); // no other thread knows the request yet
        request.callBy(Thread.currentThread());
        try {
            Submission.call(file.process(), request, operation, file, offset, Sigevent.none());
        } catch (Throwable refused) {
            if (request.state() == Request.State.IDLE) {
                request.removeWaiter(Thread.currentThread());
                file.requests().giveBackDirect(request);
            } else { // it was queued before the failure, and no other thread may begin it
                boolean _ = awaitDone(file, request);
                Reaping.reapDirect(file, request);
            }
            throw refused;
        }
        boolean cancelledByInterrupt = awaitDone(file, request);
        long result = request.result();
        Errno error = request.error();
        Throwable failure = request.failure();
        Reaping.reapDirect(file, request);
        if (error != Errno.OK) {
            throw exception(file, operation, error, failure, cancelledByInterrupt);
        }
        return result;
    }

    /**
     * Waits until the request is done. The first interrupt tries to cancel it; the caller's interrupt status is kept.
     *
     * @return whether an interrupt cancelled the request
     */
    private static boolean awaitDone(AioFile file, Request request) {
        boolean interrupted = false;
        boolean cancelled = false;
        try {
            while (request.state() != Request.State.DONE) {
                request.beginIfLeft();
                if (request.state() == Request.State.DONE) {
                    break;
                }
                Parking.park(request);
                if (Thread.interrupted() && !interrupted) {
                    interrupted = true;
                    cancelled = isCancelled(file, request);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        return cancelled;
    }

    private static boolean isCancelled(AioFile file, Request request) {
        try {
            return file.requests().cancel(request) == CancelResult.CANCELED;
        } catch (OutOfMemoryError exhausted) { // wait anyway: otherwise the request's place would never be free
            return false;
        }
    }

    private static IOException exception(
            AioFile file, Operation operation, Errno error, @Nullable Throwable failure, boolean byInterrupt) {
        if (error == Errno.ECANCELED) {
            return byInterrupt
                    ? new InterruptedIOException(operation + " of " + file + " was cancelled by an interrupt")
                    : new AsynchronousCloseException();
        }
        return Reaping.transferFailed(operation, file, error, failure);
    }
}
