package io.heddle.aio;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * How the completion of a request or of a list is notified: POSIX's {@code struct sigevent}. Immutable; one instance
 * may serve any number of requests. A sigevent is checked when a request is submitted with it.
 */
public final class Sigevent {
    enum Kind {
        NONE,
        SIGNAL,
        KEVENT,
        THREAD
    }

    private static final Sigevent NONE = new Sigevent(Kind.NONE, 0, 0, null, null, null);

    private final Kind kind;
    private final int signal;
    private final int flags;
    private final @Nullable CompletionQueue queue;
    private final @Nullable Consumer<@Nullable Object> function;
    private final @Nullable Object value;

    private Sigevent(
            Kind kind,
            int signal,
            int flags,
            @Nullable CompletionQueue queue,
            @Nullable Consumer<@Nullable Object> function,
            @Nullable Object value) {
        this.kind = kind;
        this.signal = signal;
        this.flags = flags;
        this.queue = queue;
        this.function = function;
        this.value = value;
    }

    /**
     * Returns the sigevent without a notification, {@code SIGEV_NONE}.
     *
     * @return the only instance
     */
    public static Sigevent none() {
        return NONE;
    }

    /**
     * Returns a notification by a signal to the process, {@code SIGEV_SIGNAL}: its handler is called on the thread that
     * completes the request. A signal without a handler is ignored.
     *
     * @param signal the number, 1 to 31 but neither 9 (SIGKILL) nor 17 (SIGSTOP); others are refused at submission
     * @param value passed to the handler
     * @return a notification
     */
    public static Sigevent signal(int signal, @Nullable Object value) {
        return new Sigevent(Kind.SIGNAL, signal, 0, null, null, value);
    }

    /**
     * Returns a notification by an event on a completion queue, {@code SIGEV_KEVENT}.
     *
     * @param queue the queue; a closed one is refused at submission
     * @param udata returned with the event
     * @return a notification
     */
    public static Sigevent kevent(CompletionQueue queue, @Nullable Object udata) {
        return new Sigevent(Kind.KEVENT, 0, 0, Objects.requireNonNull(queue, "queue"), null, udata);
    }

    /**
     * Returns a notification by an event on a completion queue with flags, {@code sigev_notify_kevent_flags}. {@link
     * Dialect#FREEBSD} ignores the flags of a list.
     *
     * @param queue the queue; a closed one is refused at submission
     * @param udata returned with the event
     * @param flags how often the event is delivered; flags that the dialect does not permit are refused at submission
     * @return a notification
     */
    public static Sigevent kevent(CompletionQueue queue, @Nullable Object udata, Kevent.Flag... flags) {
        int bits = Kevent.Flag.bits(flags);
        return new Sigevent(Kind.KEVENT, 0, bits, Objects.requireNonNull(queue, "queue"), null, udata);
    }

    /**
     * Returns a notification by a call on a new virtual thread, {@code SIGEV_THREAD}. If no thread can be started, a
     * worker makes the call as soon as one is available; then calls that wait are refused within the function, as
     * within a signal handler.
     *
     * @param function called with the value; what it throws goes to the thread's uncaught-exception handler
     * @param value passed to the function
     * @return a notification
     */
    public static Sigevent thread(Consumer<@Nullable Object> function, @Nullable Object value) {
        return new Sigevent(Kind.THREAD, 0, 0, null, Objects.requireNonNull(function, "function"), value);
    }

    Kind kind() {
        return kind;
    }

    int signal() {
        return signal;
    }

    @Nullable
    Object value() {
        return value;
    }

    /** Returns the flags of a KEVENT as bits. */
    int flags() {
        return flags;
    }

    boolean tells(CompletionQueue which) {
        return queue == which;
    }

    /** Returns the queue of a KEVENT. */
    CompletionQueue queue() {
        return Objects.requireNonNull(queue);
    }

    /** Returns the function of a THREAD. */
    Consumer<@Nullable Object> function() {
        return Objects.requireNonNull(function);
    }

    @Override
    public String toString() {
        return switch (kind) {
            case NONE -> "no notification";
            case SIGNAL -> "signal " + signal;
            case KEVENT -> "kevent on " + queue + (flags == 0 ? "" : " with " + Kevent.Flag.names(flags));
            case THREAD -> "a thread";
        };
    }
}
