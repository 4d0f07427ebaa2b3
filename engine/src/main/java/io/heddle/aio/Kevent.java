package io.heddle.aio;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One event taken from a {@link CompletionQueue}: {@code struct kevent}. The caller makes them once and has them filled
 * again and again. Not safe for concurrent use.
 */
public final class Kevent {
    /** What an event tells of. */
    public enum Filter {
        /** A request: {@code EVFILT_AIO}. */
        AIO,
        /** A list that was submitted by {@link AioProcess#listio}: {@code EVFILT_LIO}. */
        LIO
    }

    /**
     * How often an event is delivered whose request is not reaped when it is fetched: {@code EV_ONESHOT} and the like.
     * They are asked for with {@link Sigevent#kevent(CompletionQueue, Object, Flag...)}.
     *
     * <p>In {@link Dialect#FREEBSD} an event without a flag is delivered by every await until its request is reaped;
     * the first three can be asked for in any combination. {@link Dialect#XNU} sets ONESHOT and CLEAR itself, and has
     * no way to ask for anything else. {@link Dialect#POSIX} sets CLEAR, and ONESHOT where fetching reaps; DISPATCH is
     * for a {@linkplain CompletionQueue#keeping keeping} queue there, and not together with ONESHOT.
     */
    public enum Flag {
        /** Delivered once; then the event is gone from the queue. */
        ONESHOT(0x10),
        /** Delivered once; the event stays known to the queue, and {@link CompletionQueue#enable} delivers it again. */
        CLEAR(0x20),
        /** Disabled by its delivery, until {@link CompletionQueue#enable}. */
        DISPATCH(0x80),
        /** Set by {@link Dialect#FREEBSD} on each event of a request; nobody can ask for it. */
        EOF(0x8000);

        private final int bit;

        /** By the kernels' number, as in {@code sys/event.h}. */
        Flag(int bit) {
            this.bit = bit;
        }

        int bit() {
            return bit;
        }

        static int bits(Flag... flags) {
            int bits = 0;
            for (Flag flag : flags) {
                bits |= flag.bit();
            }
            return bits;
        }

        static String names(int bits) {
            return Arrays.stream(values())
                    .filter(flag -> (bits & flag.bit()) != 0)
                    .map(Flag::name)
                    .collect(Collectors.joining(", "));
        }
    }

    private @Nullable ControlBlock block;
    private @Nullable List<? extends @Nullable ControlBlock> list;
    private Errno error = Errno.OK;
    private long data;
    private @Nullable Object udata;
    private int flags;

    // Fetching an event reaps its request in some dialects; that happens outside the queue's lock.
    private @Nullable Request reaped;
    private long generation;

    /** Makes an empty event, to be filled by {@link CompletionQueue#await} or {@link AioProcess#waitComplete}. */
    public Kevent() {}

    void fill(@Nullable ControlBlock newBlock, Errno newError, long newData, @Nullable Object newUdata) {
        block = newBlock;
        list = null;
        error = newError;
        data = newData;
        udata = newUdata;
        flags = 0;
        reaped = null;
    }

    void fill(Knote note) {
        Request request = note.request();
        fill(request == null ? null : request.block, note.error, note.data, note.udata);
        list = note.list();
        flags = note.flags;
        reaped = note.reaps ? request : null;
        generation = note.generation;
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
     * Returns what the event tells of.
     *
     * @return {@link Filter#AIO} for a request, {@link Filter#LIO} for a list
     */
    public Filter filter() {
        return list == null ? Filter.AIO : Filter.LIO;
    }

    /**
     * Tells whether the event was registered with a flag, by its user or by the dialect.
     *
     * @param flag the flag
     * @return {@code true} if it was
     */
    public boolean has(Flag flag) {
        return (flags & flag.bit()) != 0;
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
     * Returns the list whose requests have all completed, {@code ident}.
     *
     * @return the very list that was given to {@link AioProcess#listio}, or {@code null} where the event tells of a
     *     request
     */
    public @Nullable List<? extends @Nullable ControlBlock> list() {
        return list;
    }

    /**
     * Returns how the request or list ended.
     *
     * @return {@link Errno#OK} or the request's error; of a list EIO if one of its requests has failed, but
     *     {@link Dialect#FREEBSD} does not tell
     */
    public Errno error() {
        return error;
    }

    /**
     * Returns the request's return value.
     *
     * @return bytes moved, or what the dialect returns after an error: -1, but 0 in {@link Dialect#XNU}; 0 for a list
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
