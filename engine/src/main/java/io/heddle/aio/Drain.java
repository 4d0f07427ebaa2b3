package io.heddle.aio;

import io.heddle.time.Gate;
import io.heddle.time.Ticker;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What a close or an exit waits for: the requests that it found running, the kernel's {@code AIO_CLOSE_WAIT} and {@code
 * AIO_EXIT_WAIT}.
 */
final class Drain {
    private final String reason;
    private final Gate empty = new Gate();

    /** The requests waited for, and one for the caller itself as long as it is still looking for them. */
    private final AtomicInteger pending = new AtomicInteger(1);

    Drain(String reason) {
        this.reason = reason;
    }

    void expect() {
        pending.incrementAndGet();
    }

    /** One of those expected has come, or the caller has finished looking. Returns whether it was the last. */
    boolean arrive() {
        boolean last = pending.decrementAndGet() == 0;
        if (last) {
            empty.open();
        }
        return last;
    }

    boolean await(Ticker ticker, long timeoutNanos) {
        return empty.await(ticker, timeoutNanos);
    }

    int pending() {
        return pending.get();
    }

    /** Close or exit, for traces. */
    String reason() {
        return reason;
    }
}
