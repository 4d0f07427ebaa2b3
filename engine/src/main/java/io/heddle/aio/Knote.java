package io.heddle.aio;

import org.jspecify.annotations.Nullable;

/**
 * The place of one request, or of one list, in a completion queue. Each keeps its note for ever, so that posting an event
 * allocates nothing. The queue's lock guards all fields while the note is posted.
 */
final class Knote {
    final @Nullable ControlBlock block;

    /** The request that is reaped when the event is fetched, in dialects that do so. */
    final @Nullable Request reaped;

    /** Which submission of that request the event tells of. */
    long generation;

    @Nullable
    Knote next;

    @Nullable
    Knote previous;

    /** The queue that the event waits in. */
    volatile @Nullable CompletionQueue posted;

    Errno error = Errno.OK;
    long data;

    @Nullable
    Object udata;

    Knote(@Nullable ControlBlock block, @Nullable Request reaped) {
        this.block = block;
        this.reaped = reaped;
    }

    /** Takes a pending event back: a request that is reaped has nothing to tell any more. */
    void detach() {
        CompletionQueue queue = posted;
        if (queue != null) {
            queue.detach(this);
        }
    }
}
