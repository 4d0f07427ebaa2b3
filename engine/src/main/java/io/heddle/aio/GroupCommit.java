package io.heddle.aio;

import io.heddle.workq.Entry;
import io.heddle.workq.EntryList;
import io.heddle.workq.PriorityList;
import org.jspecify.annotations.Nullable;

/**
 * Which syncs of a file share a flush: group commit. The file's lock guards it.
 *
 * <p>A flush covers every write that was done before it starts, no matter who wrote. So of the syncs that have nothing to
 * wait for any more only one goes to the workqueue, the <em>flusher</em>. Those that come after it <em>follow</em>: they are
 * held. When the flush starts it takes all followers that there are by then, and they end as the flusher does.
 * Who comes later may have written what the running flush has missed, and follows still: when the flusher has ended, however
 * that came, the next flusher is chosen among those that are left. So while there are followers there is a flusher, and one
 * flush serves any number of syncs.
 *
 * <p>Priorities keep their meaning. A sync that is more urgent than the flusher does not wait for it: it becomes the flusher,
 * and the other one flushes on its own. The next flusher is the most urgent follower, as far as {@link PriorityList} says so.
 *
 * <p>A sync that flushes for itself alone needs no worker. Whoever is queued as the flusher of others gets one: their ends may
 * call the user back, and waking many is slow on the one thread of a backend, which others wait for; besides, in the moment
 * that a worker needs to come more of them gather. Those that follow later, a flusher without a worker takes along if they
 * call nobody back. The others wait for the next, which has a worker because of them.
 *
 * <p>A flush that fails fails for all that it serves. Those that came while it ran get one of their own; whether that one
 * still tells of the failed write is the kernel's to say, as it is with two threads that call {@code fsync} on one file.
 */
final class GroupCommit {
    private final boolean isOn;
    private @Nullable Request flusher; // queued or running
    private @Nullable PriorityList followers; // made when first needed: most files never have any
    private int following; // how many they are

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
        following++;
    }

    /** A request that does not follow is about to go to the workqueue. */
    void prepare(Request request) {
        if (following > 0 && isSync(request)) {
            request.run.needWorker();
        }
    }

    /** It has gone there. */
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
        if (followers != null && followers.remove(request)) {
            following--;
        }
    }

    /** Takes the most urgent follower off; {@code null} if there is none. */
    private @Nullable Request poll() {
        Request next = followers == null ? null : (Request) followers.poll();
        if (next != null) {
            following--;
        }
        return next;
    }

    /**
     * A sync is about to flush: links to it those that share the flush, and has it do what the most demanding one asks for.
     * All their writes are done, otherwise they would not be followers. Those that only a worker may complete are left to it.
     *
     * @return how many they are
     */
    int takeFollowers(Request starting) {
        int taken = 0;
        Request last = starting;
        EntryList left = following > 0 && starting.run.isWhole() ? new EntryList() : null;
        for (Request sharer = poll(); sharer != null; sharer = poll()) {
            if (left != null && sharer.run.callsBack()) {
                left.add(sharer);
                continue;
            }
            sharer.taken();
            sharer.held = false;
            starting.run.strengthen(sharer.operation());
            last.nextOfFlush = sharer;
            last = sharer;
            taken++;
        }
        if (left != null) {
            followAgain(left);
        }
        return taken;
    }

    private void followAgain(EntryList left) {
        for (Entry sync = left.poll(); sync != null; sync = left.poll()) {
            follow((Request) sync);
        }
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
