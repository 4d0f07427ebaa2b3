package io.heddle.jfr;

import io.heddle.time.Ticker;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A clock that stands still until a test advances it. A thread that parks by it checks again every millisecond, so that
 * no advance is missed.
 */
final class ManualTicker implements Ticker {
    private static final long LOOK_AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

    private final AtomicLong now = new AtomicLong(TimeUnit.SECONDS.toNanos(1));

    @Override
    public long nanoTime() {
        return now.get();
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        LockSupport.parkNanos(blocker, Math.min(nanos, LOOK_AGAIN_NANOS));
    }

    void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
