package io.heddle.bench.run;

import io.heddle.aio.AioException;
import io.heddle.aio.Errno;
import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The expectations of the functional check. The first that is not met ends it. */
final class Expectations {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(10);

    private static final Set<Thread.State> WAITING = EnumSet.of(Thread.State.WAITING, Thread.State.TIMED_WAITING);

    private int met;

    /** A call of the library. */
    @FunctionalInterface
    interface Call {
        void make() throws IOException, InterruptedException;
    }

    void same(String what, Object expected, @Nullable Object found) throws RunFailure {
        if (!Objects.equals(expected, found)) {
            throw new RunFailure("functional check: " + what + ": expected " + expected + ", found " + found);
        }
        met++;
    }

    void refused(String what, Errno expected, Call call) throws RunFailure, IOException, InterruptedException {
        Errno found = Errno.OK;
        try {
            call.make();
        } catch (AioException refused) {
            found = refused.errno();
        }
        same(what, expected, found);
    }

    /** Waits until a condition holds, without causing it. */
    void comes(String what, BooleanSupplier condition) throws RunFailure {
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) {
                throw new RunFailure("functional check: " + what + ": it did not happen within 10 seconds");
            }
            LockSupport.parkNanos(this, TimeUnit.MICROSECONDS.toNanos(100));
        }
        met++;
    }

    /** Makes a call that waits, on a new thread. Returns once that thread waits. */
    Thread waits(String what, Call call) throws RunFailure {
        Thread thread = Thread.ofVirtual().name("heddle-check").start(() -> {
            try {
                call.make();
            } catch (IOException | InterruptedException ignored) {
                // the caller checks the effect of the call afterwards
            }
        });
        comes(what + " waits", () -> WAITING.contains(thread.getState()) || !thread.isAlive());
        same(what + " is waiting", true, thread.isAlive());
        return thread;
    }

    int met() {
        return met;
    }
}
