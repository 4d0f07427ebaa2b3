package io.heddle.testing;

import io.heddle.time.Ticker;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A clock that stands still until a test moves it. Safe for use by any number of threads.
 *
 * <p>A parked thread wakes when its time has come and, as with the real clock, when it is unparked or interrupted. A
 * wait is counted from the time that the thread last read, from which it has computed the wait: when the time moves
 * between the reading and the park, the thread does not wait too long.
 *
 * <p>The time starts one second before its value overflows, because the origin of {@link System#nanoTime} is arbitrary
 * too: times must be compared by their difference.
 */
public final class FakeTicker implements Ticker {
    private static final long ORIGIN = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(1);

    // A monitor, not a ReentrantLock: a thread that waits for such a lock parks, and consumes the unpark that is to end
    // the wait.
    private final Object monitor = new Object();
    private final Set<Sleeper> asleep = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Thread, Reading> lastRead = new WeakHashMap<>();
    private long now = ORIGIN;

    /** The time that a thread last read; it keeps its place, so that reading the clock allocates nothing. */
    private static final class Reading {
        private long time;
    }

    private record Sleeper(Thread thread, long deadline) {}

    /** Creates a clock at its origin. */
    public FakeTicker() {}

    @Override
    public long nanoTime() {
        synchronized (monitor) {
            lastRead.computeIfAbsent(Thread.currentThread(), reader -> new Reading()).time = now;
            return now;
        }
    }

    @Override
    public void parkNanos(Object blocker, long nanos) {
        if (nanos <= 0) {
            return;
        }
        Sleeper sleeper = goToSleep(nanos);
        if (sleeper == null) {
            return; // due already
        }
        try {
            // Registered first, parked second: when the time moves in between, the permit is there already.
            LockSupport.park(blocker);
        } finally {
            getUp(sleeper);
        }
    }

    private Sleeper goToSleep(long nanos) {
        synchronized (monitor) {
            Reading read = lastRead.get(Thread.currentThread());
            Sleeper sleeper = new Sleeper(Thread.currentThread(), (read == null ? now : read.time) + nanos);
            if (sleeper.deadline - now <= 0) {
                return null;
            }
            asleep.add(sleeper);
            return sleeper;
        }
    }

    private void getUp(Sleeper sleeper) {
        synchronized (monitor) {
            asleep.remove(sleeper);
        }
    }

    /**
     * Moves the time and wakes the threads that are due.
     *
     * @param nanos how far, in nanoseconds, not negative
     */
    public void advance(long nanos) {
        if (nanos < 0) {
            throw new IllegalArgumentException("time does not go back: " + nanos);
        }
        synchronized (monitor) {
            now += nanos;
            asleep.removeIf(sleeper -> {
                boolean due = sleeper.deadline - now <= 0;
                if (due) {
                    LockSupport.unpark(sleeper.thread);
                }
                return due;
            });
        }
    }

    /** Returns the number of threads that wait for a later time. */
    public int sleepers() {
        synchronized (monitor) {
            return asleep.size();
        }
    }

    /** Waits until exactly that many threads wait for a later time. */
    public void awaitSleepers(int count) {
        Conditions.await(count + " sleepers", () -> sleepers() == count);
    }

    /**
     * Waits until a thread is due in exactly the given time.
     *
     * @param nanos the time from now, in nanoseconds
     */
    public void awaitSleeperDueIn(long nanos) {
        Conditions.await("a sleeper that is due in " + nanos + " ns", () -> isSleeperDueIn(nanos));
    }

    private boolean isSleeperDueIn(long nanos) {
        synchronized (monitor) {
            return asleep.stream().anyMatch(sleeper -> sleeper.deadline - now == nanos);
        }
    }

    @Override
    public String toString() {
        synchronized (monitor) {
            return "fake ticker at " + (now - ORIGIN) + " ns with " + asleep.size() + " sleepers";
        }
    }
}
