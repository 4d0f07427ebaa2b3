package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.backend.Handle;
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
 * A call in direct style: submits a request, parks the calling thread until it is done and reaps it. The requests belong to
 * the file and are used again and again.
 */
final class DirectCall {
    private DirectCall() {}

    static long transfer(AioFile file, Operation operation, @Nullable ByteBuffer buffer, long offset)
            throws IOException {
        Request request = borrow(file, operation);
        request.memory.set(buffer);
        return run(file, operation, request, offset);
    }

    /**
     * A read. What the page cache holds is read at once by the calling thread: there is nothing to wait for, so there is no
     * request, unless requests are recorded. Whatever speaks against it, the request will find out.
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
     * Is each request recorded? Then this one is to have all that recordings tell of one. It is answered at once all the
     * same, by {@link Run#begin}, where the backend takes it whole.
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
        Request request = borrow(file, operation);
        request.memory.take(buffers);
        return run(file, operation, request, offset);
    }

    private static Request borrow(AioFile file, Operation operation) throws AioException {
        file.process().refuseInHandler(operation.name());
        return file.requests().direct().borrow();
    }

    private static long run(AioFile file, Operation operation, Request request, long offset) throws IOException {
        request.waiters.add(Thread.currentThread()); // nobody else knows the request yet
        try {
            Submission.call(file.process(), request, operation, file, offset, Sigevent.none());
        } catch (Throwable refused) {
            request.waiters.remove(Thread.currentThread());
            file.requests().direct().giveBack(request);
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
        while (request.state() != Request.State.DONE) {
            Parking.park(request);
            if (Thread.interrupted() && !interrupted) {
                interrupted = true;
                cancelled = file.requests().cancel(request) == CancelResult.CANCELED;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return cancelled;
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
