package io.heddle.time;

import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Parks virtual threads for a limited time, by means of a platform thread that unparks them.
 *
 * <p>The JDK's own timed park of a virtual thread allocates the object for its timer after the thread has been
 * unmounted ({@code VirtualThread.afterYield}, JDK 25). If the heap is full at that moment, the thread is left in a
 * state that no unpark ends, and never runs again. The timer itself drops tasks that it has no memory to submit. An
 * untimed park needs no memory that it could not do without. So the deadline is kept here, in an object that is
 * allocated before the thread parks.
 *
 * <p><b>Stalls.</b> A virtual thread that parks while the heap is full cannot be copied off its carrier, and pins it
 * until it is unparked. The threads that would unpark it may be virtual threads for which no carrier is left. So while
 * virtual threads park in the engine, the alarm's thread checks once a second whether a virtual thread that it starts
 * runs. If not, it unparks all parked virtual threads of the engine spuriously: they check their conditions and park
 * again, and there may be memory by then.
 *
 * <p><b>Carriers.</b> A scheduler that is idle for half a minute ends its carriers. While {@link #keepCarriers} is in
 * effect, the alarm's thread starts an empty virtual thread periodically.
 *
 * <p>The thread starts with the first waiter, and ends when there has been none for a while.
 */
final class Alarm {
    /** The alarm of this JVM. */
    static final Alarm SHARED = new Alarm(
            TimeUnit.SECONDS.toNanos(5),
            TimeUnit.SECONDS.toNanos(10),
            Thread.ofPlatform()
                    .name("heddle-alarm")
                    .daemon(true)
                    .inheritInheritableThreadLocals(false)
                    .factory());

    private static final long LONGEST_NANOS = Long.MAX_VALUE >> 2; // prevents overflow in differences of deadlines

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Each attempt to start a thread that fails costs its caller milliseconds. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The number of checks after the last park, enough to show a stall that this park may be part of. */
    private static final int LAST_LOOKS = 2;

    /** Unanswered checks after which another probe is started: the JDK may have lost the first. */
    private static final int PATIENCE = 3;

    /** One thread's wait. */
    private static final class Wait {
        final Thread thread;
        final long deadline;
        int place; // index in the heap, or NOWHERE

        @Nullable
        Wait next; // in the list of expired waits

        Wait(Thread thread, long deadline) {
            this.thread = thread;
            this.deadline = deadline;
        }
    }

    private static final int NOWHERE = -1;

    private static final int MOST_LOOKS = 64;

    private final long idleNanos;
    private final long beatNanos;
    private final ThreadFactory factory;
    private final Runnable ringing = this::ring;

    /**
     * Whether the lock is held. It is no parking lock, because that would consume the permit of a thread that was
     * unparked before it parks.
     */
    private final AtomicBoolean busy = new AtomicBoolean();

    // Guarded by busy: a binary heap with the earliest deadline first.
    private @Nullable Wait[] heap = new Wait[16];
    private int size;
    private long wakesAt; // when the thread wakes without an unpark
    private volatile boolean hasThread;
    private volatile @Nullable Thread thread;
    private final Backoff starts = new Backoff(Ticker.SYSTEM, AGAIN_NANOS);

    // Detection of stalls.
    private volatile boolean attended; // has a virtual thread been about to park since the last check?
    private volatile boolean answered = true;
    private volatile Runnable onStall = () -> {};
    private final Runnable answering = this::answer;

    /** The number of users that need carriers to survive idle times. */
    private final AtomicInteger keepers = new AtomicInteger();

    private final AtomicLong beats = new AtomicLong();
    private final Runnable beating = beats::incrementAndGet;
    private long lastBeat = System.nanoTime(); // confined to the alarm's thread
    private boolean watching; // confined to the alarm's thread, as are the next three
    private long nextLook;
    private int looksLeft;
    private int unanswered;

    /**
     * Creates an alarm without a thread.
     *
     * @param idleNanos the time without waiters after which the thread ends
     * @param beatNanos the time between two beats, which keep carriers alive
     * @param factory of platform threads
     */
    Alarm(long idleNanos, long beatNanos, ThreadFactory factory) {
        this.idleNanos = idleNanos;
        this.beatNanos = beatNanos;
        this.factory = factory;
    }

    /**
     * Parks the calling virtual thread like {@link Ticker#parkNanos}. If memory is lacking, returns soon and
     * spuriously.
     */
    void parkNanos(Object blocker, long nanos) {
        if (nanos <= 0) {
            return;
        }
        Wait wait;
        try {
            wait = new Wait(Thread.currentThread(), System.nanoTime() + Math.min(nanos, LONGEST_NANOS));
            add(wait);
        } catch (OutOfMemoryError exhausted) {
            Parking.pause();
            return;
        }
        try {
            if (isHeard()) {
                LockSupport.park(blocker);
            } else {
                LockSupport.parkNanos(blocker, nanos); // no alarm thread can be started; the JDK's timer has one
            }
        } finally {
            remove(wait);
        }
    }

    /** Notes that a virtual thread of the engine is about to park. */
    void attend() {
        if (!attended) {
            attendNow();
        }
    }

    private void attendNow() {
        attended = true;
        if (isHeard()) {
            LockSupport.unpark(thread);
        } else {
            attended = false;
        }
    }

    /**
     * Sets the action that unparks the virtual threads of the engine whose parks are not timed. It may be run without
     * need.
     */
    void onStall(Runnable action) {
        onStall = action;
    }

    // ---- keeping idle carriers

    /** Keeps carriers, as {@link Parking#keepCarriers}. If no thread can be started now, the next waiter starts it. */
    void keepCarriers() {
        keepers.incrementAndGet();
        if (isHeard()) {
            LockSupport.unpark(thread);
        }
    }

    void letCarriersGo() {
        keepers.decrementAndGet();
    }

    /**
     * Starts an empty virtual thread if a beat is due.
     *
     * @return the nanoseconds until the next beat
     */
    private long beat(long now) {
        if (keepers.get() == 0) {
            return Long.MAX_VALUE;
        }
        if (now - lastBeat >= beatNanos) {
            lastBeat = now;
            try {
                Thread.ofVirtual()
                        .inheritInheritableThreadLocals(false)
                        .unstarted(beating)
                        .start();
            } catch (Throwable exhausted) {
                return beatNanos;
            }
        }
        return beatNanos - (now - lastBeat);
    }

    // ---- starting the thread

    /**
     * Starts the thread unless it is running.
     *
     * @return whether it is running
     */
    private boolean isHeard() {
        if (hasThread) {
            return true;
        }
        if (starts.isTooEarly()) {
            return false;
        }
        lock();
        try {
            if (hasThread) {
                return true;
            }
            hasThread = true;
        } finally {
            busy.set(false);
        }
        boolean started = false;
        try {
            Thread fresh = factory.newThread(ringing);
            thread = fresh;
            fresh.start();
            started = true;
            starts.worked();
        } catch (OutOfMemoryError noThread) {
            return false;
        } finally {
            if (!started) {
                starts.failed();
                letAllGo();
            }
        }
        return true;
    }

    /**
     * Gives up the thread that could not be started. Waiters that rely on it return spuriously, and try to start it
     * when they park again.
     */
    private void letAllGo() {
        lock();
        try {
            hasThread = false;
            thread = null;
            unparkAll();
        } finally {
            busy.set(false);
        }
    }

    /** Unparks all waiters except the caller, whose next park a permit would end. */
    private void unparkAll() {
        Thread caller = Thread.currentThread();
        for (int i = 0; i < size; i++) {
            if (at(i).thread != caller) {
                LockSupport.unpark(at(i).thread);
            }
        }
    }

    // ---- the thread

    private void ring() {
        boolean goesOn = true;
        while (goesOn) {
            try {
                goesOn = ringOnce();
            } catch (Throwable failed) { // without this thread no timed park would end
                Parking.pause();
            }
        }
    }

    /**
     * Unparks expired waiters, then sleeps until the next deadline.
     *
     * @return {@code false} if the thread is to end, as nothing needs it any more
     */
    private boolean ringOnce() {
        Wait due = null;
        long sleep;
        boolean isIdle;
        lock();
        try {
            long now = System.nanoTime();
            while (size > 0 && at(0).deadline - now <= 0) {
                Wait first = at(0);
                take(0);
                first.next = due;
                due = first;
            }
            isIdle = size == 0;
            sleep = isIdle ? idleNanos : at(0).deadline - now;
            wakesAt = now + sleep;
        } finally {
            busy.set(false);
        }
        if (due != null) {
            wake(due);
            return true; // unparking took time: read the clock again
        }
        long begin = System.nanoTime();
        LockSupport.parkNanos(this, Math.min(sleep, Math.min(watch(begin), beat(begin))));
        return !isIdle || watching || keepers.get() > 0 || System.nanoTime() - begin < idleNanos || !end();
    }

    /**
     * Checks for a stall if a check is due.
     *
     * @return the nanoseconds until the next check
     */
    private long watch(long now) {
        if (!watching) {
            if (!attended) {
                return Long.MAX_VALUE;
            }
            watching = true;
            nextLook = now + LOOK_NANOS;
        }
        if (nextLook - now > 0) {
            return nextLook - now;
        }
        nextLook = now + LOOK_NANOS;
        if (attended) {
            looksLeft = LAST_LOOKS;
        }
        if (!answered) {
            unanswered++;
            unstall();
        } else if (looksLeft == 0) {
            watching = false;
            return 1; // a thread may call attend just now
        } else {
            looksLeft--;
            attended = false;
            ask();
        }
        return LOOK_NANOS;
    }

    /** Starts a virtual thread that answers; the next check reads the answer. */
    private void ask() {
        unanswered = 0;
        answered = false;
        try {
            Thread.ofVirtual()
                    .inheritInheritableThreadLocals(false)
                    .unstarted(answering)
                    .start();
        } catch (Throwable exhausted) {
            answered = true;
            attended = true; // retried at the next check
        }
    }

    private void answer() {
        answered = true;
    }

    private void unstall() {
        lock();
        try {
            unparkAll();
        } finally {
            busy.set(false);
        }
        onStall.run(); // last, as it may lack memory
        if (unanswered >= PATIENCE) {
            ask();
        }
    }

    private static void wake(Wait first) {
        for (Wait wait = first; wait != null; wait = wait.next) {
            LockSupport.unpark(wait.thread);
        }
    }

    private boolean end() {
        lock();
        try {
            hasThread = false; // first, so that later calls of attend read it
            boolean ends = size == 0 && !attended && keepers.get() == 0;
            if (ends) {
                thread = null;
            }
            hasThread = !ends;
            return ends;
        } finally {
            busy.set(false);
        }
    }

    // ---- the heap

    private void lock() {
        for (int looks = 0; !busy.compareAndSet(false, true); looks++) {
            if (looks < MOST_LOOKS) {
                Thread.onSpinWait();
            } else {
                Parking.giveWay();
            }
        }
    }

    private void add(Wait wait) {
        boolean isEarlier;
        lock();
        try {
            if (size == heap.length) {
                heap = Arrays.copyOf(heap, 2 * size);
            }
            size++;
            rise(size - 1, wait);
            isEarlier = wait.deadline - wakesAt < 0;
        } finally {
            busy.set(false);
        }
        if (isEarlier) {
            LockSupport.unpark(thread);
        }
    }

    private void remove(Wait wait) {
        lock();
        try {
            if (wait.place != NOWHERE) {
                take(wait.place);
            }
        } finally {
            busy.set(false);
        }
    }

    private void take(int place) {
        at(place).place = NOWHERE;
        size--;
        Wait last = at(size);
        heap[size] = null;
        if (place < size) {
            sink(place, last);
            if (last.place == place) {
                rise(place, last);
            }
        }
    }

    /** Inserts a wait at an index or as far above it as it belongs. */
    private void rise(int from, Wait wait) {
        int place = from;
        while (place > 0 && at((place - 1) / 2).deadline - wait.deadline > 0) {
            put(place, at((place - 1) / 2));
            place = (place - 1) / 2;
        }
        put(place, wait);
    }

    /** Inserts a wait at an index or as far below it as it belongs. */
    private void sink(int from, Wait wait) {
        int place = from;
        int child = earlierChild(place);
        while (child < size && wait.deadline - at(child).deadline > 0) {
            put(place, at(child));
            place = child;
            child = earlierChild(place);
        }
        put(place, wait);
    }

    private int earlierChild(int place) {
        int left = 2 * place + 1;
        int right = left + 1;
        return right < size && at(left).deadline - at(right).deadline > 0 ? right : left;
    }

    private void put(int place, Wait wait) {
        heap[place] = wait;
        wait.place = place;
    }

    private Wait at(int place) {
        Wait wait = heap[place];
        if (wait == null) {
            throw new IllegalStateException("nobody waits at " + place);
        }
        return wait;
    }

    /** Returns whether there is a thread, for tests. */
    boolean hasThread() {
        return hasThread;
    }

    /** Returns how often an empty virtual thread was started to keep carriers, for tests. */
    long beats() {
        return beats.get();
    }

    /** Returns the number of waiters, for tests. */
    int waiting() {
        lock();
        try {
            return size;
        } finally {
            busy.set(false);
        }
    }
}
