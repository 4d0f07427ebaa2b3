package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import io.heddle.workq.EntryList;
import io.heddle.workq.Runner;
import io.heddle.workq.Wakeup;
import org.jspecify.annotations.Nullable;

/**
 * Which syncs of a file share a flush: group commit. The file's lock guards it.
 *
 * <p>A flush covers every write that was done before it starts, no matter which thread wrote. So of the syncs that wait
 * for no transfer any more only one goes to the workqueue, the <em>flusher</em>. Those that come after it
 * <em>follow</em>: they are held. When the flush starts it takes all followers that there are by then, and they end as
 * the flusher does. A sync that comes later may cover a write that the running flush has missed, and follows as well:
 * when the flusher has ended, however that came, the oldest follower that is left becomes the next one. So while there
 * are followers there is a flusher, one flush serves any number of syncs, and <em>two flushes of a file never run at
 * once</em>. The kernel tells the loss of a write to one flush only: were there two, the other could vouch for what is
 * lost ({@link GroupCommit#judge}).
 *
 * <p>A sync that flushes for itself alone needs no worker. One that is queued as the flusher of others gets one: their
 * ends may call the user back, and waking many is slow on the one thread of a backend, which others wait for; besides,
 * in the moment that a worker needs to come more of them gather. Those that follow later, a flusher without a worker
 * takes along if they call nobody back. The others wait for the next, which has a worker because of them.
 */
final class GroupCommit {
    private final boolean isOn;
    private @Nullable Request flusher; // queued or running
    private final EntryList followers = new EntryList();

    GroupCommit(Rules rules) {
        isOn = rules.sharesFlushes();
    }

    /** Returns whether a request that waits for no transfer waits for a flusher. */
    boolean hasToFollow(Request request) {
        return flusher != null && isSync(request);
    }

    void follow(Request sync) {
        followers.add(sync);
    }

    /** A request that does not follow is about to go to the workqueue. */
    void prepare(Request request) {
        if (isFollowed() && isSync(request)) {
            request.needWorker();
        }
    }

    /** It has gone there. */
    void lead(Request request) {
        if (isSync(request)) {
            flusher = request;
        }
    }

    private boolean isFollowed() {
        return followers.size() > 0;
    }

    private boolean isSync(Request request) {
        return isOn && request.operation().isSync();
    }

    /** Takes back a sync that was cancelled, if it is a follower. */
    void unfollow(Request request) {
        followers.remove(request);
    }

    /** Takes the oldest follower off; {@code null} if there is none. */
    private @Nullable Request poll() {
        return (Request) followers.poll();
    }

    /**
     * A sync is about to flush: links to it those that share the flush, and has it do what the most demanding one asks
     * for. All their writes are done, otherwise they would not be followers. Those that only a worker may complete are
     * left to it.
     *
     * @return how many they are
     */
    int takeFollowers(Request starting) {
        int taken = 0;
        Request last = starting;
        boolean leavesSome = starting.isWhole();
        for (int left = followers.size(); left > 0; left--) {
            Request sharer = poll();
            if (sharer == null) {
                break;
            }
            if (leavesSome && sharer.callsBack()) {
                followers.add(sharer); // behind the others: when all were looked at they stand as before
                continue;
            }
            sharer.taken();
            sharer.held = false;
            starting.strengthen(sharer.operation());
            last.nextOfFlush = sharer;
            last = sharer;
            taken++;
        }
        return taken;
    }

    /** A request has ended or was cancelled: returns the one that is to flush next, if this was what it waited for. */
    @Nullable
    Request nextFlusher(Request ended) {
        if (ended != flusher) {
            return null;
        }
        flusher = null;
        return poll();
    }

    // ---- a flush that runs, on a worker or without one: each sync keeps all of its own but the transfer

    /** A request is about to be moved: if it is a sync, takes those along that its flush will cover. */
    static void begin(Request request, AioProcess process) {
        if (!request.operation().isSync() || !process.rules().sharesFlushes()) {
            return;
        }
        request.file().requests().takeFollowers(request);
        for (Request sharer = request.nextOfFlush; sharer != null; sharer = sharer.nextOfFlush) {
            sharer.started(process);
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
        boolean keeps = process.rules().keepsFlushFailures();
        boolean failed = request.hasFlushFailed();
        Errno error = request.error();
        Throwable why = request.failure();
        if (failed && keeps) {
            file.flushFailed(error, why);
        }
        AioException first = file.syncFailure();
        if (first != null && error != Errno.ECANCELED) {
            request.failAsEarlier(process.rules(), first);
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
            sharer.endAs(request);
            sharer.observeEnd(process);
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
