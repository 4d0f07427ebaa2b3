package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import io.heddle.workq.Runner;
import io.heddle.workq.Wakeup;
import org.jspecify.annotations.Nullable;

/**
 * A flush that runs, on a worker or without one: that of one sync, and of those that {@link GroupCommit} has linked to
 * it. Each of them keeps everything of its own - times, traces, notification, reaping - but the transfer.
 */
final class SharedFlush {
    private SharedFlush() {}

    /** A request is about to be moved: if it is a sync, takes those along that its flush will cover. */
    static void begin(Request request, AioProcess process) {
        if (!request.operation().isSync() || !process.rules().sharesFlushes()) {
            return;
        }
        request.file().requests().takeFollowers(request);
        for (Request sharer = request.nextOfFlush; sharer != null; sharer = sharer.nextOfFlush) {
            sharer.observation.started(process);
        }
    }

    /**
     * A flush is over: what it says to the syncs that it serves. One that has failed may have lost any write that was
     * done before it ended, of this sync or of others, so in the dialect POSIX no later sync of the file may succeed.
     * No flush of the file runs beside this one, and the next is not begun before this sync is completed: it cannot
     * miss the failure.
     */
    static void judge(Request request, AioProcess process) {
        AioFile file = request.file();
        Run run = request.run;
        boolean keeps = process.rules().keepsFlushFailures();
        boolean failed = run.hasFlushFailed();
        Errno error = run.error();
        Throwable why = run.failure();
        if (failed && keeps) {
            file.flushFailed(error, why);
        }
        AioException first = file.syncFailure();
        if (first != null && error != Errno.ECANCELED) {
            run.failAsEarlier(process.rules(), first);
        }
        Tracer tracer = Trace.tracer();
        if (failed && tracer != null) {
            try {
                traceFailure(tracer, request, error, why, keeps);
            } catch (OutOfMemoryError untold) {
                return; // what an observer is told of needs memory, the request's end does not
            }
        }
    }

    private static void traceFailure(
            Tracer tracer, Request request, Errno error, @Nullable Throwable why, boolean lasting) {
        int syncs = 0;
        for (Request served = request; served != null; served = served.nextOfFlush) {
            syncs++;
        }
        AioFile file = request.file();
        tracer.flushFailed(
                file.process().id(),
                request.id(),
                file.descriptor(),
                file.description(),
                error.name(),
                why == null ? error.description() : String.valueOf(why.getMessage()),
                syncs,
                lasting);
    }

    /**
     * Completes a request that has run, and those that have shared its flush.
     *
     * @param runner the worker that has run it and may go on to the next, or {@code null}
     * @return what is to be woken next, as {@link Completion#complete}
     */
    static Wakeup complete(Request request, AioProcess process, @Nullable Runner runner) {
        // All of it before the first is completed: that one may be reaped and submitted anew at once.
        for (Request sharer = request.nextOfFlush; sharer != null; sharer = sharer.nextOfFlush) {
            sharer.run.endAs(request.run);
            sharer.observation.ended(sharer, process);
        }
        return completeAll(request, runner);
    }

    private static Wakeup completeAll(Request first, @Nullable Runner runner) {
        Wakeup toWake = Wakeup.NONE;
        Throwable failure = null;
        Request request = first;
        while (request != null) {
            Request next = request.nextOfFlush;
            request.nextOfFlush = null;
            try {
                toWake = toWake.and(Completion.complete(request, next == null ? runner : null));
            } catch (RuntimeException
                    | Error failed) { // of a notification: the others must not wait for ever because of it
                failure = failure == null ? failed : failure;
            }
            request = next;
        }
        if (failure != null) {
            toWake.wake();
            rethrow(failure);
        }
        return toWake;
    }

    /** Throws what is unchecked; returns after {@code null}. */
    static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }
}
