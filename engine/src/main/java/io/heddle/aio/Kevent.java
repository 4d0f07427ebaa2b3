package io.heddle.aio;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An event taken from a {@link CompletionQueue}: {@code struct kevent}. The caller creates events once and has them
 * filled repeatedly. Not safe for concurrent use.
 */
public final class Kevent {
    /** The subject of an event. */
    public enum Filter {
        /** A request: {@code EVFILT_AIO}. */
        AIO,
        /** A list that was submitted by {@link AioProcess#listio}: {@code EVFILT_LIO}. */
        LIO
    }

    /**
     * How often an event is delivered if fetching it does not reap its request: {@code EV_ONESHOT} and others. Flags
     * are requested with {@link Sigevent#kevent(CompletionQueue, Object, Flag...)}.
     *
     * <p>In {@link Dialect#FREEBSD} an event without a flag is delivered by every await until its request is reaped;
     * the first three flags can be requested in any combination. {@link Dialect#XNU} sets ONESHOT and CLEAR itself, and
     * permits no others to be requested. {@link Dialect#POSIX} sets CLEAR, and ONESHOT if fetching reaps; there
     * DISPATCH is for a {@linkplain CompletionQueue#keeping keeping} queue, and cannot be combined with ONESHOT.
     */
    public enum Flag {
        /** The event is delivered once, and then removed from the queue. */
        ONESHOT(0x10),
        /**
         * The event is delivered once, but remains known to the queue: {@link CompletionQueue#enable} delivers it
         * again.
         */
        CLEAR(0x20),
        /** The delivery disables the event until {@link CompletionQueue#enable}. */
        DISPATCH(0x80),
        /** Set by {@link Dialect#FREEBSD} on each event of a request; cannot be requested. */
        EOF(0x8000);

        private final int bit;

        /** Creates a flag with the kernels' number, as in {@code sys/event.h}. */
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

    // Fetching an event reaps its request in some dialects, outside the queue's lock.
    private @Nullable Request reaped;
    private long generation;

    /** Creates an empty event, to be filled by {@link CompletionQueue#await} or {@link AioProcess#waitComplete}. */
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
     * Returns the subject of the event.
     *
     * @return {@link Filter#AIO} for a request, {@link Filter#LIO} for a list
     */
    public Filter filter() {
        return list == null ? Filter.AIO : Filter.LIO;
    }

    /**
     * Returns whether the event was registered with a flag, by the user or by the dialect.
     *
     * @param flag the flag
     * @return {@code true} if it was
     */
    public boolean has(Flag flag) {
        return (flags & flag.bit()) != 0;
    }

    /**
     * Returns the control block whose request has completed, {@code ident}.
     *
     * @return the block, or {@code null} if the event is that of a list
     */
    public @Nullable ControlBlock block() {
        return block;
    }

    /**
     * Returns the list whose requests have all completed, {@code ident}.
     *
     * @return the same list that was passed to {@link AioProcess#listio}, or {@code null} if the event is that of a
     *     request
     */
    public @Nullable List<? extends @Nullable ControlBlock> list() {
        return list;
    }

    /**
     * Returns the error of the request or list.
     *
     * @return {@link Errno#OK} or the request's error; for a list EIO if one of its requests has failed, except in
     *     {@link Dialect#FREEBSD}, which does not report it
     */
    public Errno error() {
        return error;
    }

    /**
     * Returns the return value of the request.
     *
     * @return the number of bytes moved, or the dialect's return value after an error: -1, but 0 in {@link
     *     Dialect#XNU}; 0 for a list
     */
    public long data() {
        return data;
    }

    /**
     * Returns the object that was passed to {@link Sigevent#kevent}.
     *
     * @return any object or {@code null}
     */
    public @Nullable Object udata() {
        return udata;
    }
}
