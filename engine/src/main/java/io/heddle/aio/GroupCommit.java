package io.heddle.aio;

import io.heddle.workq.Entry;
import io.heddle.workq.PriorityList;
import org.jspecify.annotations.Nullable;

/**
 * Which syncs of a file share a flush: group commit. The file's lock guards it.
 *
 * <p>A flush covers every write that was done before it starts, no matter who wrote. So of the syncs that have nothing to
 * wait for any more only one goes to the workqueue, the <em>flusher</em>. Those that come after it <em>follow</em>: they are
 * held. When a worker starts the flush it takes all followers that there are by then, and they end as the flusher does.
 * Who comes later may have written what the running flush has missed, and follows still: when the flusher has ended, however
 * that came, the next flusher is chosen among those that are left. So while there are followers there is a flusher, and one
 * worker flushes for any number of syncs.
 *
 * <p>Priorities keep their meaning. A sync that is more urgent than the flusher does not wait for it: it becomes the flusher,
 * and the other one flushes on its own. The next flusher is the most urgent follower, as far as {@link PriorityList} says so.
 *
 * <p>A flush that fails fails for all that it serves. Those that came while it ran get one of their own; whether that one
 * still tells of the failed write is the kernel's to say, as it is with two threads that call {@code fsync} on one file.
 */
final class GroupCommit {
    private final boolean isOn;
    private @Nullable Request flusher; // queued or running
    private @Nullable PriorityList followers; // made when first needed: most files never have any

    GroupCommit(Rules rules) {
        isOn = rules.sharesFlushes();
    }

    /** Does a request that waits for nothing else wait for a flusher? */
    boolean hasToFollow(Request request) {
        Request before = flusher;
        return before != null && isSync(request) && before.priority() <= request.priority();
    }

    void follow(Request sync) {
        PriorityList list = followers;
        if (list == null) {
            list = new PriorityList();
            followers = list;
        }
        list.add(sync);
    }

    /** A request that does not follow has gone to the workqueue. */
    void lead(Request request) {
        if (isSync(request)) {
            flusher = request;
        }
    }

    private boolean isSync(Request request) {
        return isOn && request.operation().isSync();
    }

    /** Takes back a sync that was cancelled, if it is a follower. */
    void unfollow(Request request) {
        if (followers != null) {
            followers.remove(request);
        }
    }

    /** Takes the most urgent follower off; {@code null} if there is none. */
    private @Nullable Request poll() {
        Entry next = followers == null ? null : followers.poll();
        return (Request) next;
    }

    /**
     * A sync is about to flush: links to it those that share the flush, and has it do what the most demanding one asks for.
     * All their writes are done, otherwise they would not be followers.
     *
     * @return how many they are
     */
    int takeFollowers(Request starting) {
        int taken = 0;
        Request last = starting;
        for (Request sharer = poll(); sharer != null; sharer = poll()) {
            sharer.taken();
            sharer.held = false;
            starting.run.strengthen(sharer.operation());
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
}
