package io.heddle.aio;

import io.heddle.workq.Entry;
import io.heddle.workq.EntryList;
import io.heddle.workq.Wakeup;
import io.heddle.workq.Workqueue;
import org.jspecify.annotations.Nullable;

/**
 * The order between the requests of one file that are in flight. Guarded by the file's lock.
 *
 * <p>Order is kept by position, without repeated checks. The active queue holds the reads and writes in flight, and the
 * syncs that wait for them, in the order of their submission. A sync has nothing to wait for exactly when no read or
 * write precedes it; whenever a request leaves the queue, the syncs that have reached its head are therefore released.
 * Later requests stand behind a sync and never delay it. Each request is released once: the cost per request is
 * constant.
 *
 * <p>Appends that must not overtake each other are added to the workqueue one at a time; the others are held in a list.
 * A held request is not on the workqueue, so this order takes precedence over priorities: an urgent append waits for
 * its predecessor, however low the predecessor's priority is.
 *
 * <p>A sync that has nothing to wait for may still have to follow another one, whose flush it shares: {@link
 * GroupCommit}.
 */
final class FileOrder {
    private final AioFile file;
    private final AioProcess process;

    final RequestList active = new RequestList();
    final RequestList releasedSyncs = new RequestList();
    private final EntryList heldAppends = new EntryList();
    private final GroupCommit commit;
    private boolean appending;
    private int transfers; // reads and writes on the active queue
    private int held; // syncs and appends that wait for earlier requests, and syncs that follow another

    FileOrder(AioFile file, AioProcess process) {
        this.file = file;
        this.process = process;
        this.commit = new GroupCommit(process.rules());
    }

    // ---- submission

    /** Returns the number of earlier requests that must be done before this one may run. */
    int hasToWaitFor(Request request) {
        int earlierInProcess = process.order().add(request);
        if (request.inAppendOrder) {
            return appending ? 1 : 0;
        }
        if (!request.operation().isSync()) {
            return 0;
        }
        return switch (process.rules().syncOrder(request.operation())) {
            case FREE -> 0;
            case AFTER_FILE -> transfers;
            case AFTER_PROCESS -> earlierInProcess;
        };
    }

    /**
     * Adds a request: puts it onto the workqueue, or holds it.
     *
     * @return what to wake once the lock is released, or {@code null} if the process is exiting and the request was not
     *     added
     */
    @Nullable
    Wakeup add(Request request, boolean hasToWait, Workqueue workqueue) {
        boolean follows = !hasToWait && commit.hasToFollow(request);
        request.held = hasToWait || follows;
        Wakeup wakeup = request.held ? hold(request) : queue(request, workqueue);
        if (wakeup == null) {
            process.order().remove(request);
            return null;
        }
        if (follows) {
            commit.follow(request);
        }
        appending |= request.inAppendOrder;
        if (!request.operation().isSync()) {
            transfers++;
            active.add(request);
        } else if (hasToWait && !process.order().isKept()) {
            active.add(request);
        } else {
            releasedSyncs.add(request);
        }
        return wakeup;
    }

    private @Nullable Wakeup queue(Request request, Workqueue workqueue) {
        commit.prepare(request);
        Wakeup wakeup = workqueue.add(request);
        if (wakeup != null) {
            commit.lead(request);
        }
        return wakeup;
    }

    private @Nullable Wakeup hold(Request request) {
        if (process.isExiting()) {
            return null;
        }
        held++;
        if (request.inAppendOrder) {
            heldAppends.add(request);
        }
        return Wakeup.NONE;
    }

    // ---- completion

    /**
     * Removes a request, and releases the requests that it has held up.
     *
     * @return what to wake once the lock is released
     */
    Wakeup remove(Request request) {
        if (request.on == active) {
            active.remove(request);
            if (!request.operation().isSync()) {
                transfers--;
            }
        } else {
            releasedSyncs.remove(request);
        }
        return releaseAppend(request).and(releaseSyncs()).and(releaseFlusher(request));
    }

    /** Releases the next append, if this request is an append that had its turn. */
    private Wakeup releaseAppend(Request request) {
        if (!request.inAppendOrder || request.held) {
            return Wakeup.NONE;
        }
        Entry next = heldAppends.poll();
        appending = next != null;
        if (next instanceof Request append) {
            return release(append);
        }
        return Wakeup.NONE;
    }

    private Wakeup releaseSyncs() {
        Wakeup wakeup = Wakeup.NONE;
        Request head = active.first();
        while (head != null && head.operation().isSync()) {
            active.remove(head);
            releasedSyncs.add(head);
            if (head.state() == Request.State.QUEUED && head.held) {
                wakeup = wakeup.and(release(head));
            }
            head = active.first();
        }
        return wakeup;
    }

    /** Releases one of the followers as the next flusher, if this request is the flusher, completed or cancelled. */
    private Wakeup releaseFlusher(Request request) {
        Request next = commit.nextFlusher(request);
        return next == null ? Wakeup.NONE : release(next);
    }

    /** Releases a sync that has become the oldest request of its process, if it still is and still waits. */
    Wakeup releaseOldest(Request request) {
        boolean waits = request.fileOrNull() == file && request.held && request.state() == Request.State.QUEUED;
        return waits && process.order().isOldest(request) ? release(request) : Wakeup.NONE;
    }

    private Wakeup release(Request request) {
        if (commit.hasToFollow(request)) {
            commit.follow(request);
            return Wakeup.NONE;
        }
        Wakeup wakeup = queue(request, process.workqueue());
        if (wakeup == null) {
            // The process exits. The request stays held, so that the exit's cancel finds it.
            if (request.inAppendOrder) {
                heldAppends.add(request);
            }
            return Wakeup.NONE;
        }
        request.held = false;
        held--;
        return wakeup;
    }

    /**
     * Makes the followers of a sync that is about to flush share the flush, as far as they may. They run from now on.
     */
    void takeFollowers(Request starting) {
        held -= commit.takeFollowers(starting);
    }

    // ---- cancel

    /** Removes a queued request from wherever it waits; returns {@code false} if a worker has taken it. */
    boolean withdraw(Request request) {
        if (request.held) {
            held--;
            if (request.inAppendOrder) {
                heldAppends.remove(request);
            }
            commit.unfollow(request);
        } else if (!process.workqueue().remove(request)) {
            return false;
        }
        request.cancelling();
        return true;
    }

    // ---- counts

    boolean isEmpty() {
        return active.size() + releasedSyncs.size() == 0;
    }

    int held() {
        return held;
    }
}
