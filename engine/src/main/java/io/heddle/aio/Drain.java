package io.heddle.aio;

import io.heddle.time.Gate;
import io.heddle.time.Ticker;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The requests for which a close or an exit waits, because it found them running: the kernel's {@code AIO_CLOSE_WAIT}
 * and {@code AIO_EXIT_WAIT}.
 */
final class Drain {
    private final String reason;
    private final Gate empty = new Gate();

    /** The expected requests, and one for the caller itself until it has found them all. */
    private final AtomicInteger pending = new AtomicInteger(1);

    Drain(String reason) {
        this.reason = reason;
    }

    void expect() {
        pending.incrementAndGet();
    }

    /**
     * Records that an expected request has completed, or that the caller has found them all. Returns whether it was the
     * last.
     */
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

    /** Returns close or exit, for traces. */
    String reason() {
        return reason;
    }
}
