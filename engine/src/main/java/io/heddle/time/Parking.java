package io.heddle.time;

import java.util.concurrent.locks.LockSupport;

/**
 * Parks the calling thread, however deep its stack is.
 *
 * <p>When a virtual thread parks, its frames are copied off the carrier's stack by a recursion that needs stack itself:
 * some hundred bytes for each frame that is interpreted or was never copied before. Deep in a recursion of the
 * application the JVM finds too little room for that and throws a StackOverflowError out of the park, long before the
 * stack is used up: in the middle of a call that had room enough for all frames of the engine. The thread then waits
 * mounted on its carrier instead.
 */
public final class Parking {
    /** About ten microseconds. */
    private static final int PAUSES = 1024;

    private Parking() {}

    /**
     * Parks like {@link LockSupport#park(Object)}, until unparked, interrupted or spuriously.
     *
     * @param blocker what the thread waits for, shown in thread dumps
     */
    public static void park(Object blocker) {
        if (Thread.currentThread().isVirtual()) {
            Alarm.SHARED.attend();
        }
        try {
            LockSupport.park(blocker);
        } catch (StackOverflowError tooDeep) {
            pause();
        }
    }

    /**
     * Parks a thread that the {@linkplain #onStall action} does not find: like {@link #park}, but registered, so that a
     * virtual thread is unparked when virtual threads do not run any more.
     *
     * @param blocker what the thread waits for, shown in thread dumps
     */
    private static void parkNoted(Object blocker) {
        if (Thread.currentThread().isVirtual()) {
            Alarm.SHARED.attend();
            parkNanos(Ticker.SYSTEM, blocker, Long.MAX_VALUE);
        } else {
            park(blocker);
        }
    }

    /**
     * Sets the action that unparks all virtual threads of the engine whose parks are not timed. It is run on a platform
     * thread when virtual threads do not run any more: virtual threads that had to park while the heap was full may
     * hold all carriers. There is one action for the JVM; another replaces it.
     *
     * @param action must not wait; may be run by any thread, and without need
     */
    public static void onStall(Runnable action) {
        Alarm.SHARED.onStall(action);
    }

    /**
     * Makes the JDK's scheduler keep its carriers, even when it is idle for long: it receives an empty task once in ten
     * seconds. Without that it ends them after half a minute, and where no thread can be started later (JDK 25) the
     * virtual thread that is unparked first may be lost. Each call is followed by one of {@link #letCarriersGo}.
     */
    public static void keepCarriers() {
        Alarm.SHARED.keepCarriers();
    }

    /** Ends the effect of one call of {@link #keepCarriers}. */
    public static void letCarriersGo() {
        Alarm.SHARED.letCarriersGo();
    }

    /**
     * Parks like {@link Ticker#parkNanos}.
     *
     * @param ticker the clock to wait by
     * @param blocker what the thread waits for, shown in thread dumps
     * @param nanos the longest wait in nanoseconds; zero or less returns immediately
     */
    public static void parkNanos(Ticker ticker, Object blocker, long nanos) {
        try {
            ticker.parkNanos(blocker, nanos);
        } catch (StackOverflowError tooDeep) {
            pause();
        }
    }

    /**
     * Parks for at most the given time, or like {@link #park} if there is no limit, and ends with an interrupt.
     *
     * @param ticker the clock to wait by
     * @param blocker what the thread waits for, shown in thread dumps
     * @param nanos the longest wait in nanoseconds, {@link Long#MAX_VALUE} for no limit
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static void await(Ticker ticker, Object blocker, long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            park(blocker);
        } else {
            parkNanos(ticker, blocker, nanos);
        }
        checkInterrupt();
    }

    /**
     * Parks like {@link #await}, for a thread that the {@linkplain #onStall action} does not find.
     *
     * @param ticker the clock to wait by
     * @param blocker what the thread waits for, shown in thread dumps
     * @param nanos the longest wait in nanoseconds, {@link Long#MAX_VALUE} for no limit
     * @throws InterruptedException if the calling thread is interrupted
     */
    public static void awaitNoted(Ticker ticker, Object blocker, long nanos) throws InterruptedException {
        if (nanos == Long.MAX_VALUE) {
            parkNoted(blocker);
        } else {
            parkNanos(ticker, blocker, nanos);
        }
        checkInterrupt();
    }

    /**
     * Throws if the calling thread is interrupted. The interrupt status is cleared only once the exception exists: if
     * there is no memory for one, it stays set.
     *
     * @throws InterruptedException if so; the thread's interrupt status is cleared
     */
    public static void checkInterrupt() throws InterruptedException {
        if (Thread.currentThread().isInterrupted()) {
            InterruptedException told = new InterruptedException();
            Thread.interrupted();
            throw told;
        }
    }

    /**
     * Lets other virtual threads run.
     *
     * @return {@code false} if the calling thread cannot be unmounted, and could not park either
     */
    @SuppressWarnings("ThreadPriorityCheck") // relies on no scheduler: tests whether a yield is possible
    static boolean yieldCarrier() {
        try {
            Thread.yield();
            return true;
        } catch (StackOverflowError | OutOfMemoryError tooDeepOrNoMemory) { // frames are copied to the heap
            return false;
        }
    }

    /** Lets other threads run, if the calling thread can be unmounted. Consumes no park permit, and throws nothing. */
    public static void giveWay() {
        if (!yieldCarrier()) {
            pause();
        }
    }

    /** Spins for about ten microseconds, in threads that cannot park. */
    public static void pause() {
        for (int i = 0; i < PAUSES; i++) {
            Thread.onSpinWait();
        }
    }
}
