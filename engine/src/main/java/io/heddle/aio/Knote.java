package io.heddle.aio;

import io.heddle.workq.Wakeup;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The registration of one request, or of one list, with a completion queue. A request keeps its note permanently, so
 * that posting an event allocates nothing.
 *
 * <pre>
 *   unbound --posted--> active --fetched--> active again    (no flag: until the request is reaped)
 *                         |  ^  fetched--> bound            (CLEAR, DISPATCH: until it is enabled again)
 *                         |  +--enabled-------+
 *                          +----fetched--> spent             (ONESHOT, or fetching has reaped the request)
 * </pre>
 *
 * <p>A reap leads from every state back to unbound. The queue's lock guards the links and the content of the event. The
 * lock of the done queue, under which a request's event is posted, enabled and detached, guards the queue to which the
 * note is bound.
 */
abstract sealed class Knote {
    @Nullable
    Knote next;

    @Nullable
    Knote previous;

    /** The queue in which the event is pending. */
    volatile @Nullable CompletionQueue posted;

    // The content of the event, written by describe().
    Errno error = Errno.OK;
    long data;
    int flags;

    @Nullable
    Object udata;

    /** Whether fetching the event reaps the request. */
    boolean reaps;

    /** The submission of the request to which the event belongs. */
    long generation;

    private @Nullable CompletionQueue bound;

    /** Writes the content of the event. Called under the lock of the queue to which it is posted. */
    abstract void describe(boolean queueKeeps);

    /** Returns the request, or {@code null} if the event is that of a list. */
    @Nullable
    Request request() {
        return null;
    }

    /** Returns the list, or {@code null} if the event is that of a request. */
    @Nullable
    List<? extends @Nullable ControlBlock> list() {
        return null;
    }

    boolean has(Kevent.Flag flag) {
        return (flags & flag.bit()) != 0;
    }

    /** Returns whether a fetched event stays in the queue as long as the filter holds. */
    boolean stays() {
        return !reaps && !has(Kevent.Flag.ONESHOT) && !has(Kevent.Flag.CLEAR) && !has(Kevent.Flag.DISPATCH);
    }

    /**
     * Posts the event.
     *
     * @return the thread to wake, or {@code null} if the queue is closed and the event was dropped
     */
    @Nullable
    Wakeup post(CompletionQueue queue) {
        Wakeup wakeup = queue.post(this);
        bound = wakeup == null ? null : queue;
        return wakeup;
    }

    /**
     * Posts a fetched event again.
     *
     * @return the thread to wake, or {@code null} if the queue has no event that could be enabled
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

    /** Withdraws a pending event: a request that is reaped has no event any more. */
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
            // known since construction: a list completes once
        }

        @Override
        List<? extends @Nullable ControlBlock> list() {
            return list;
        }
    }
}
