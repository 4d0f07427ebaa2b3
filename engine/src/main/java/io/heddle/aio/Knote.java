package io.heddle.aio;

import org.jspecify.annotations.Nullable;

/**
 * The place of one request, or of one list, in a completion queue. Each keeps its note for ever, so that posting an event
 * allocates nothing. The queue's lock guards all fields while the note is posted.
 */
final class Knote {
    final @Nullable ControlBlock block;

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

    Knote(@Nullable ControlBlock block) {
        this.block = block;
    }

    /** Takes a pending event back: a request that is reaped has nothing to tell any more. */
    void detach() {
        CompletionQueue queue = posted;
        if (queue != null) {
            queue.detach(this);
        }
    }
}
