package io.heddle.aio;

import org.jspecify.annotations.Nullable;

/**
 * Receives the signals of completed requests, see {@link AioProcess#onSignal}.
 *
 * <p><b>Note:</b> a handler runs on the thread that has completed the request: a worker, or the thread that has
 * cancelled the request. As with the signal handlers of POSIX, it should be short and must not wait: a call that would
 * wait for requests of the same process is refused with {@link Errno#EDEADLK}. Use {@link Sigevent#thread} for work
 * that waits.
 */
@FunctionalInterface
public interface SignalHandler {
    /**
     * Handles one signal. What the handler throws goes to the uncaught-exception handler of the thread.
     *
     * @param signal the signal's number
     * @param value the {@code sigev_value} of the notification
     */
    void handle(int signal, @Nullable Object value);
}
