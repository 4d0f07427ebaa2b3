package io.heddle.aio;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import io.heddle.workq.EntryList;
import io.heddle.workq.Runner;
import io.heddle.workq.Wakeup;
import org.jspecify.annotations.Nullable;

/**
 * Group commit: determines which syncs of a file share a flush. Guarded by the file's lock.
 *
 * <p>A flush covers every write that was done before it starts, regardless of which thread wrote. Of the syncs that
 * wait for no transfer, only one is therefore put onto the workqueue, the <em>flusher</em>. Those that come after it
 * <em>follow</em>: they are held. When the flush starts it takes all followers that exist by then, and they complete as
 * the flusher does. A sync that comes later may cover a write that the running flush has missed, and follows as well:
 * when the flusher has ended, in whatever way, the oldest remaining follower becomes the next flusher. So while there
 * are followers there is a flusher, one flush serves any number of syncs, and <em>two flushes of a file never run at
 * the same time</em>. The kernel reports the loss of a write to one flush only: if two ran, the other one could succeed
 * although a write is lost ({@link GroupCommit#judge}).
 *
 * <p>A sync that flushes only for itself needs no worker. A sync that already has followers when it is queued as the
 * flusher gets a worker, for two reasons: their completions may run user callbacks, and unparking many threads is slow
 * on the single thread of a backend, for which other requests wait. Moreover, while the worker wakes up, more followers
 * gather. A flusher without a worker takes the later followers that run no user callback. The others wait for the next
 * flusher, which has a worker because of them.
 */
final class GroupCommit {
    private final boolean isOn;
    private @Nullable Request flusher; // queued or running
    private final EntryList followers = new EntryList();

    GroupCommit(Rules rules) {
        isOn = rules.sharesFlushes();
    }

    /** Returns whether a request that waits for no transfer must wait for a flusher. */
    boolean hasToFollow(Request request) {
        return flusher != null && isSync(request);
    }

    void follow(Request sync) {
        followers.add(sync);
    }

    /** Prepares a request that does not follow, before it is put onto the workqueue. */
    void prepare(Request request) {
        if (isFollowed() && isSync(request)) {
            request.needWorker();
        }
    }

    /** Makes a request that was put onto the workqueue the flusher, if it is a sync. */
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

    /** Removes a sync that was cancelled, if it is a follower. */
    void unfollow(Request request) {
        followers.remove(request);
    }

    /** Removes the oldest follower; returns {@code null} if there is none. */
    private @Nullable Request poll() {
        return (Request) followers.poll();
    }

    /**
     * Links to a sync that is about to flush the followers that share the flush, and strengthens the flush to what the
     * most demanding one requires. All their writes are done, otherwise they would not be followers. Followers that
     * only a worker may complete are left to a flusher that has a worker.
     *
     * @return the number of followers linked
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
                // behind the others: once all have been examined, their order is as before
                followers.add(sharer);
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

    /**
     * Returns the sync that is to flush next, if the request that has ended or was cancelled was the flusher; otherwise
     * {@code null}.
     */
    @Nullable
    Request nextFlusher(Request ended) {
        if (ended != flusher) {
            return null;
        }
        flusher = null;
        return poll();
    }

    // ---- a running flush, with a worker or without: each sync keeps its own state, except for the transfer

    /** Begins a transfer: a sync takes the followers that its flush will cover. */
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
     * Determines the outcome of a flush for the syncs that it serves. A flush that has failed may have lost any write
     * that was done before it ended, of this sync or of others, so in the dialect POSIX no later sync of the file may
     * succeed. No flush of the file runs at the same time, and the next one is not begun before this sync has
     * completed: it cannot miss the failure.
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
                return; // an event needs memory, the completion must not
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
     * @param runner the worker that has run the request and may continue with the next one, or {@code null}
     * @return what is to be woken next, as {@link Completion#complete}
     */
    static Wakeup complete(Request request, AioProcess process, @Nullable Runner runner) {
        // All of it before the first is completed: that one may immediately be reaped and submitted anew.
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
            } catch (RuntimeException | Error failed) { // of a notification: the others must not wait forever
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

    /** Throws an unchecked failure; returns if it is {@code null}. */
    static void rethrow(@Nullable Throwable failure) {
        if (failure instanceof RuntimeException unchecked) {
            throw unchecked;
        }
        if (failure instanceof Error error) {
            throw error;
        }
    }
}
