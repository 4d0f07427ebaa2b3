package io.heddle.aio;

import org.jspecify.annotations.Nullable;

/**
 * A flush on the worker that runs it: that of one sync, and of those that {@link GroupCommit} has linked to it. Each of them
 * keeps everything of its own - times, traces, notification, reaping - but the transfer.
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

    /** Completes a request that has run, and those that have shared its flush. */
    static void complete(Request request, AioProcess process) {
        // All of it before the first is completed: that one may be reaped and submitted anew at once.
        for (Request sharer = request.nextOfFlush; sharer != null; sharer = sharer.nextOfFlush) {
            sharer.run.endAs(request.run);
            sharer.observation.ended(sharer, process);
        }
        completeAll(request);
    }

    private static void completeAll(Request first) {
        Throwable failure = null;
        Request request = first;
        while (request != null) {
            Request next = request.nextOfFlush;
            request.nextOfFlush = null;
            try {
                Completion.complete(request);
            } catch (RuntimeException
                    | Error failed) { // of a notification: the others must not wait for ever because of it
                failure = failure == null ? failed : failure;
            }
            request = next;
        }
        rethrow(failure);
    }

    private static void rethrow(@Nullable Throwable failure) {
        switch (failure) {
            case RuntimeException unchecked -> throw unchecked;
            case Error error -> throw error;
            case null, default -> {}
        }
    }
}
