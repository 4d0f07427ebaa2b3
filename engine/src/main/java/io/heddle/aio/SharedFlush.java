package io.heddle.aio;

import io.heddle.workq.Runner;
import io.heddle.workq.Wakeup;
import org.jspecify.annotations.Nullable;

/**
 * A flush that runs, on a worker or without one: that of one sync, and of those that {@link GroupCommit} has linked to it.
 * Each of them keeps everything of its own - times, traces, notification, reaping - but the transfer.
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

    private static void rethrow(Throwable failure) {
        switch (failure) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            default -> {}
        }
    }
}
