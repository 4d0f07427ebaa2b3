package io.heddle.aio;

import org.jspecify.annotations.Nullable;

/**
 * One event taken from a {@link CompletionQueue}: {@code struct kevent}. The caller makes them once and has them filled
 * again and again. Not safe for concurrent use.
 */
public final class Kevent {
    private @Nullable ControlBlock block;
    private Errno error = Errno.OK;
    private long data;
    private @Nullable Object udata;

    // Fetching an event reaps its request in some dialects; that happens outside the queue's lock.
    private @Nullable Request reaped;
    private long generation;

    /** Makes an empty event, to be filled by {@link CompletionQueue#await}. */
    public Kevent() {}

    void fill(@Nullable ControlBlock newBlock, Errno newError, long newData, @Nullable Object newUdata) {
        block = newBlock;
        error = newError;
        data = newData;
        udata = newUdata;
        reaped = null;
    }

    void reapLater(@Nullable Request request, long ofGeneration) {
        reaped = request;
        generation = ofGeneration;
    }

    void reapNow() {
        Request request = reaped;
        AioFile file = request == null ? null : request.fileOrNull();
        reaped = null;
        if (request != null && file != null) {
            file.process().doneQueue().takeFetched(request, generation);
        }
    }

    /**
     * Returns the control block whose request completed, {@code ident}.
     *
     * @return the block, or {@code null} where the event tells of a whole list
     */
    public @Nullable ControlBlock block() {
        return block;
    }

    /**
     * Returns how the request ended.
     *
     * @return {@link Errno#OK} or its error
     */
    public Errno error() {
        return error;
    }

    /**
     * Returns the request's return value.
     *
     * @return bytes moved, or -1 after an error
     */
    public long data() {
        return data;
    }

    /**
     * Returns what was given with {@link Sigevent#kevent}.
     *
     * @return any object or {@code null}
     */
    public @Nullable Object udata() {
        return udata;
    }
}
