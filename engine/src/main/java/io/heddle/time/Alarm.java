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
 * Parks virtual threads for a time, by a platform thread that unparks them.
 *
 * <p>The JDK's own timed park of a virtual thread makes an object for its timer when the thread has left its carrier
 * already ({@code VirtualThread.afterYield}, JDK 25). Where the heap is full at that moment the thread is in a state
 * that no unpark ends, and is never heard of again; the timer itself drops what it has no memory to submit. A park
 * without a time needs no memory that it could not do without. So the time is kept here, in an object that is made
 * before the thread parks.
 *
 * <p><b>Stalls.</b> A virtual thread that parks where the heap is full cannot be copied off its carrier, and keeps it
 * until it is unparked. Those that would unpark it may be virtual threads, for whom no carrier is left. So as long as
 * virtual threads park in the engine this thread looks once a second whether a virtual thread runs that it starts. If
 * not, all of the engine's that are parked are unparked for no reason: they look at what they wait for and park again,
 * and by then there may be memory.
 *
 * <p><b>Carriers.</b> A scheduler that has nothing to do for half a minute ends its carriers. As long as somebody
 * relies on them this thread has it run an empty virtual thread now and then.
 *
 * <p>The thread begins with the first that waits and ends when nobody has waited for a while.
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

    private static final long LONGEST_NANOS = Long.MAX_VALUE >> 2; // differences of deadlines must not overflow

    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A thread that cannot be started costs each call that tries milliseconds. */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** So many looks after the last park, the stall that it may have been part of has shown. */
    private static final int LAST_LOOKS = 2;

    /** So many looks without an answer, and another is asked for one: the JDK may have lost the first. */
    private static final int PATIENCE = 3;

    /** One thread's wait. */
    private static final class Wait {
        final Thread thread;
        final long deadline;
        int place; // in the heap, or NOWHERE

        @Nullable
        Wait next; // of those that are due

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
     * Whether it is locked. Not a lock at which one parks: that would use up the permit of a thread that was unparked
     * before it parks.
     */
    private final AtomicBoolean busy = new AtomicBoolean();

    // Guarded by that: a binary heap, the earliest deadline first.
    private @Nullable Wait[] heap = new Wait[16];
    private int size;
    private long wakesAt; // the thread, by itself
    private volatile boolean hasThread;
    private volatile @Nullable Thread thread;
    private final Backoff starts = new Backoff(Ticker.SYSTEM, AGAIN_NANOS);

    // The watch for stalls.
    private volatile boolean attended; // has a virtual thread been about to park since the last look?
    private volatile boolean answered = true;
    private volatile Runnable onStall = () -> {};
    private final Runnable answering = this::answer;

    /** Those that rely on carriers also after a time in which there was nothing to do for them. */
    private final AtomicInteger keepers = new AtomicInteger();

    private final AtomicLong beats = new AtomicLong();
    private final Runnable beating = beats::incrementAndGet;
    private long lastBeat = System.nanoTime(); // of the thread
    private boolean watching; // of the thread, as are the next
    private long nextLook;
    private int looksLeft;
    private int unanswered;

    /**
     * Makes one without a thread.
     *
     * @param idleNanos after so long without anybody who waits the thread ends
     * @param beatNanos between two beats, by which carriers are kept
     * @param factory of platform threads
     */
    Alarm(long idleNanos, long beatNanos, ThreadFactory factory) {
        this.idleNanos = idleNanos;
        this.beatNanos = beatNanos;
        this.factory = factory;
    }

    /**
     * Parks the calling thread, a virtual one, as {@link Ticker#parkNanos}. Where there is no memory, returns soon and
     * for no reason.
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
                LockSupport.parkNanos(blocker, nanos); // no thread can be had: by the JDK's timer, which has one
            }
        } finally {
            remove(wait);
        }
    }

    /** A virtual thread of the engine's is about to park. */
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
     * Has an action unpark the virtual threads of the engine's whose parks are not timed. It may be run for no reason.
     */
    void onStall(Runnable action) {
        onStall = action;
    }

    // ---- carriers that have nothing to do

    /** As {@link Parking#keepCarriers}. Where no thread can be had now, the next that waits has one. */
    void keepCarriers() {
        keepers.incrementAndGet();
        if (isHeard()) {
            LockSupport.unpark(thread);
        }
    }

    void letCarriersGo() {
        keepers.decrementAndGet();
    }

    /** Gives the scheduler something to do, if it is time to; returns the nanoseconds until the next beat. */
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

    // ---- whether there is a thread

    /** Sees to it that there is a thread. */
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

    /** There is no thread, and others may rely on it: they return for no reason, and see to it when they park again. */
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

    /** But the calling one: a permit would end the park that it comes to next. */
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
            } catch (Throwable failed) { // without this thread nobody would wake
                Parking.pause();
            }
        }
    }

    /** Wakes those whose time has come and sleeps until the next; {@code false} if nobody waits any more. */
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
            return true; // waking takes its time
        }
        long begin = System.nanoTime();
        LockSupport.parkNanos(this, Math.min(sleep, Math.min(watch(begin), beat(begin))));
        return !isIdle || watching || keepers.get() > 0 || System.nanoTime() - begin < idleNanos || !end();
    }

    /** Looks for a stall, if it is time to; returns the nanoseconds until the next look. */
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
            return 1; // somebody may attend just now
        } else {
            looksLeft--;
            attended = false;
            ask();
        }
        return LOOK_NANOS;
    }

    /** Has a virtual thread answer, which can be seen at the next look. */
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
            attended = true; // again at the next look
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
        onStall.run(); // the last, as it may lack memory
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
            hasThread = false; // first: who attends from now on sees it
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

    /** Puts a wait in, there or as far above as it belongs. */
    private void rise(int from, Wait wait) {
        int place = from;
        while (place > 0 && at((place - 1) / 2).deadline - wait.deadline > 0) {
            put(place, at((place - 1) / 2));
            place = (place - 1) / 2;
        }
        put(place, wait);
    }

    /** Puts a wait in, there or as far below as it belongs. */
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

    /** Returns how often the scheduler was given something to do, for tests. */
    long beats() {
        return beats.get();
    }

    /** Returns how many wait, for tests. */
    int waiting() {
        lock();
        try {
            return size;
        } finally {
            busy.set(false);
        }
    }
}
