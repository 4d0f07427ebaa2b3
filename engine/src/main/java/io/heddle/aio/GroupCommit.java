package io.heddle.aio;

import io.heddle.workq.EntryList;
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
 * lost ({@link SharedFlush#judge}).
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
            request.run.needWorker();
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
        boolean leavesSome = starting.run.isWhole();
        for (int left = followers.size(); left > 0; left--) {
            Request sharer = poll();
            if (sharer == null) {
                break;
            }
            if (leavesSome && sharer.run.callsBack()) {
                followers.add(sharer); // behind the others: when all were looked at they stand as before
                continue;
            }
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
