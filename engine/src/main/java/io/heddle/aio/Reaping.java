package io.heddle.aio;

import io.heddle.backend.Operation;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The status and return calls: {@code aio_error} and {@code aio_return}. */
final class Reaping {
    private Reaping() {}

    // ---- error

    static Errno error(AioProcess process, ControlBlock block) throws AioException {
        Object span = Trace.begin(TracePoint.ERROR);
        Request request = block.toAsk();
        Errno found = look(process, request);
        Tracer tracer = Trace.tracer();
        if (span != null && tracer != null) {
            tracer.error(span, process.id(), request.isOf(process) ? request.id() : 0, nameOf(found));
        }
        if (found != null) {
            return found;
        }
        if (process.rules().errorReturnsEinval()) {
            return Errno.EINVAL;
        }
        throw unknown(process);
    }

    private static String nameOf(@Nullable Errno found) {
        return found == null ? Errno.EINVAL.name() : Errno.OK.name();
    }

    /** Returns the request's status, or {@code null} if the process does not know it. */
    private static @Nullable Errno look(AioProcess process, Request request) {
        Request.State state = request.state();
        if (!request.isOf(process)) {
            letReapingEnd(process);
            return request.lastWord();
        }
        return switch (state) {
            case IDLE, CLAIMED -> request.lastWord();
            case QUEUED, CANCELLING -> {
                Tracer tracer = Trace.tracer(TracePoint.ERROR_WORKQ);
                if (tracer != null) {
                    tracer.errorQueued(process.id(), request.id());
                }
                yield Errno.EINPROGRESS;
            }
            case RUNNING -> {
                Tracer tracer = Trace.tracer(TracePoint.ERROR_ACTIVEQ);
                if (tracer != null) {
                    tracer.errorRunning(process.id(), request.id());
                }
                yield Errno.EINPROGRESS;
            }
            case DONE -> {
                Tracer tracer = Trace.tracer(TracePoint.ERROR_VAL);
                if (tracer != null) {
                    tracer.errorDone(process.id(), request.id(), request.error().name());
                }
                yield request.error();
            }
        };
    }

    /**
     * Waits for a reap in progress: another thread may just have cleared the request's file, but not yet released the
     * block. A caller that learns that the request is unknown must find the block free.
     */
    static void letReapingEnd(AioProcess process) {
        ReentrantLock lock = process.doneQueue().lock();
        lock.lock();
        try {
            // Acquiring the lock after its holder is all that is needed.
        } finally {
            lock.unlock();
        }
    }

    private static AioException unknown(AioProcess process) {
        return new AioException(
                Errno.EINVAL,
                "the control block has no request in " + process + ": never submitted, or already reaped");
    }

    // ---- return

    static long reap(AioProcess process, ControlBlock block) throws AioException {
        Object span = Trace.begin(TracePoint.RETURN);
        Request request = block.toReap();
        AioFile file = request.fileOrNull();
        if (file == null || file.process() != process) {
            letReapingEnd(process);
            traceReturn(span, process, 0, Errno.EINVAL);
            throw unknown(process);
        }
        boolean told = span != null || Trace.tracer(TracePoint.RETURN_VAL) != null;
        long id = told ? request.id() : 0; // now: once it is reaped it may be submitted anew
        Operation operation = request.operation();
        AioException refused = null;
        long result;
        Errno error;
        Throwable failure;
        DoneQueue doneQueue = process.doneQueue();
        doneQueue.lock().lock();
        try {
            result = request.result();
            error = request.error();
            failure = request.failure();
            if (doneQueue.holds(request)) {
                process.rules().reaped(request, error);
                doneQueue.take(request);
            } else {
                refused = notDone(process, request);
            }
        } finally {
            doneQueue.lock().unlock();
        }
        if (refused != null) {
            traceReturn(span, process, id, refused.errno());
            throw refused;
        }
        traceReturnDone(process, id, result);
        traceReturn(span, process, id, error); // the call ends with the transfer's error
        process.forgetIfEmpty(file);
        if (error != Errno.OK && process.rules().returnReportsFailure()) {
            throw transferFailed(operation, file, error, failure);
        }
        return result;
    }

    private static AioException notDone(AioProcess process, Request request) {
        Request.State state = request.state();
        if (!request.isInProgress()) {
            return unknown(process);
        }
        Tracer tracer = Trace.tracer();
        if (tracer != null && state == Request.State.RUNNING) {
            tracer.returnRunning(process.id(), request.id());
        } else if (tracer != null) {
            tracer.returnQueued(process.id(), request.id());
        }
        return new AioException(
                process.rules().returnWhileInProgress(), "the request is not done: wait for it before you reap it");
    }

    private static void traceReturnDone(AioProcess process, long id, long result) {
        Tracer tracer = Trace.tracer(TracePoint.RETURN_VAL);
        if (tracer != null) {
            tracer.returnDone(process.id(), id, result);
        }
    }

    private static void traceReturn(@Nullable Object span, AioProcess process, long id, Errno error) {
        Tracer tracer = Trace.tracer();
        if (span != null && tracer != null) {
            tracer.returned(span, process.id(), id, error.name());
        }
    }

    // ---- waitcomplete

    static boolean waitComplete(AioProcess process, Kevent into, long timeoutNanos)
            throws AioException, InterruptedException {
        if (!process.rules().offersWaitComplete()) {
            throw new AioException(Errno.ENOTSUP, process.dialect() + " does not offer waitcomplete");
        }
        Suspension.checkTimeout(process, timeoutNanos);
        if (timeoutNanos > 0) {
            process.refuseInHandler("waitcomplete");
        }
        AioFile file = process.doneQueue().awaitAndTake(process, into, timeoutNanos);
        if (file == null) {
            return false;
        }
        process.forgetIfEmpty(file);
        return true;
    }

    /** Reaps the request of a direct-style call, which only its caller knows. */
    static void reapDirect(AioFile file, Request request) {
        DoneQueue doneQueue = file.process().doneQueue();
        doneQueue.lock().lock();
        try {
            doneQueue.take(request);
        } finally {
            doneQueue.lock().unlock();
        }
        file.requests().giveBackDirect(request);
        file.process().forgetIfEmpty(file);
    }

    static AioException transferFailed(Operation operation, AioFile file, Errno error, @Nullable Throwable failure) {
        String detail = failure == null ? error.description() : String.valueOf(failure.getMessage());
        String what = file.channel() == null ? operation.name() : operation + " of " + file;
        return new AioException(error, what + ": " + detail, failure);
    }
}
