package io.heddle.testing;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Waits for conditions that other threads are about to establish. A wait ends as soon as its condition holds; one that
 * lasts so long that a thread must be stuck fails the test and shows all threads.
 */
public final class Conditions {
    /** How long a test waits before it fails, in seconds. No test passes by waiting so long. */
    private static final long PATIENCE_SECONDS = 20;

    private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(20);

    private Conditions() {}

    /** Waits until the condition holds. */
    public static void await(String description, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw stuck(description);
            }
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /** Waits until the latch is down. */
    public static void await(String description, CountDownLatch latch) {
        await(description, () -> latch.getCount() == 0);
    }

    /** Waits until the thread has ended. */
    public static void awaitEnd(Thread thread) {
        boolean ended;
        try {
            ended = thread.join(Duration.ofSeconds(PATIENCE_SECONDS));
        } catch (InterruptedException e) {
            throw new AssertionError("the test was interrupted", e);
        }
        if (!ended) {
            throw stuck("the end of " + thread);
        }
    }

    private static AssertionError stuck(String description) {
        return new AssertionError("still waiting for: " + description + System.lineSeparator() + ThreadDump.text());
    }
}
