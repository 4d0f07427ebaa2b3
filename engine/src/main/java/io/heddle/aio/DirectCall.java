package io.heddle.aio;

import io.heddle.backend.Operation;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A call in direct style: submits a request, parks the calling thread until it is done and reaps it. The requests belong to
 * the file and are used again and again.
 */
final class DirectCall {
    private DirectCall() {}

    static long transfer(AioFile file, Operation operation, @Nullable ByteBuffer buffer, long offset)
            throws IOException {
        AioProcess process = file.process();
        process.refuseInHandler(operation.name());
        Request request = file.requests().borrowDirect();
        request.waiters.add(Thread.currentThread()); // nobody else knows the request yet
        try {
            Submission.call(process, request, operation, file, buffer, offset, Sigevent.none());
        } catch (Throwable refused) {
            request.waiters.remove(Thread.currentThread());
            file.requests().giveBackDirect(request);
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
            LockSupport.park(request);
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
