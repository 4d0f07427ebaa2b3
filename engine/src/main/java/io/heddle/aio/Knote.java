package io.heddle.aio;

import io.heddle.workq.Wakeup;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The place of one request, or of one list, in a completion queue. A request keeps its note for ever, so that posting
 * an event allocates nothing.
 *
 * <pre>
 *   unbound --posted--> active --fetched--> active again    (no flag: until the request is reaped)
 *                         |  ^  fetched--> bound            (CLEAR, DISPATCH: until it is enabled again)
 *                         |  +--enabled-------+
 *                         +----fetched--> spent             (ONESHOT, or fetching has reaped the request)
 * </pre>
 *
 * From everywhere a reaping leads back to unbound. The queue's lock guards the links and what the event tells; the done
 * queue's lock, under which a request is posted, enabled and detached, guards what it is bound to.
 */
abstract sealed class Knote {
    @Nullable
    Knote next;

    @Nullable
    Knote previous;

    /** The queue that the event waits in. */
    volatile @Nullable CompletionQueue posted;

    // What the event tells, written by describe().
    Errno error = Errno.OK;
    long data;
    int flags;

    @Nullable
    Object udata;

    /** Returns whether the request is reaped when the event is fetched. */
    boolean reaps;

    /** Which submission of the request the event tells of. */
    long generation;

    private @Nullable CompletionQueue bound;

    /** Writes down what the event tells. Under the lock of the queue that it is posted to. */
    abstract void describe(boolean queueKeeps);

    /** The request, or {@code null} where the event tells of a list. */
    @Nullable
    Request request() {
        return null;
    }

    /** The list, or {@code null} where the event tells of a request. */
    @Nullable
    List<? extends @Nullable ControlBlock> list() {
        return null;
    }

    boolean has(Kevent.Flag flag) {
        return (flags & flag.bit()) != 0;
    }

    /** Returns whether the event stays in the queue when it is fetched, for as long as the filter holds. */
    boolean stays() {
        return !reaps && !has(Kevent.Flag.ONESHOT) && !has(Kevent.Flag.CLEAR) && !has(Kevent.Flag.DISPATCH);
    }

    /**
     * Posts the event.
     *
     * @return who is to be woken, or {@code null} if the queue is closed and the event was dropped
     */
    @Nullable
    Wakeup post(CompletionQueue queue) {
        Wakeup wakeup = queue.post(this);
        bound = wakeup == null ? null : queue;
        return wakeup;
    }

    /**
     * Posts an event again that was fetched.
     *
     * @return who is to be woken, or {@code null} if there is no event in the queue that could be enabled
     */
    @Nullable
    Wakeup enable(CompletionQueue queue) {
        if (bound != queue) {
            return null;
        }
        if (posted != null) {
            return Wakeup.NONE; // it was not fetched yet
        }
        return has(Kevent.Flag.ONESHOT) ? null : queue.post(this);
    }

    /** Takes a pending event back: what is reaped has nothing to tell any more. */
    void detach() {
        bound = null;
        CompletionQueue queue = posted;
        if (queue != null) {
            queue.detach(this);
        }
    }

    /** {@code EVFILT_AIO}. */
    static final class OfRequest extends Knote {
        private final Request request;

        OfRequest(Request request) {
            this.request = request;
        }

        @Override
        void describe(boolean queueKeeps) {
            Rules rules = request.file().process().rules();
            reaps = rules.fetchReaps() && !queueKeeps;
            generation = request.generation();
            error = request.error();
            data = request.result();
            udata = request.sigevent().value();
            flags = rules.eventFlags(request.sigevent().flags(), reaps);
        }

        @Override
        Request request() {
            return request;
        }
    }

    /** {@code EVFILT_LIO}. */
    static final class OfList extends Knote {
        private final List<? extends @Nullable ControlBlock> list;

        OfList(List<? extends @Nullable ControlBlock> list, Errno error, @Nullable Object udata, int flags) {
            this.list = Objects.requireNonNull(list);
            this.error = error;
            this.udata = udata;
            this.flags = flags;
        }

        @Override
        void describe(boolean queueKeeps) {
            // known since it was made: a list ends once
        }

        @Override
        List<? extends @Nullable ControlBlock> list() {
            return list;
        }
    }
}
