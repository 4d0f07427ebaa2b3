package io.heddle.time;

import java.util.concurrent.locks.LockSupport;

/**
 * Parks the calling thread, however deep its stack is.
 *
 * <p>A virtual thread that parks has its frames copied off the carrier's stack, by a recursion that needs stack itself:
 * some hundred bytes for each frame that is interpreted or was never copied before. Deep in a recursion of its user's
 * the JVM finds too little for that and throws a StackOverflowError out of the park, long before the stack is used up:
 * in the midst of a call that had room enough for all that is the engine's. Whoever waits then stays on its carrier
 * instead.
 */
public final class Parking {
    /** Some ten microseconds. */
    private static final int PAUSES = 1024;

    private Parking() {}

    /**
     * Parks as {@link LockSupport#park(Object)} does, until unparked or interrupted or for no reason.
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
     * Parks a thread that no {@linkplain #onStall action} finds: as {@link #park}, but noted, so that a virtual thread
     * is unparked where virtual threads do not run any more.
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
     * Has an action unpark all virtual threads of the engine's that are parked without a time. It is run, on a thread
     * of its own, where virtual threads do not run any more: those that had to park while the heap was full may hold
     * all carriers. There is one action for the JVM; another replaces it.
     *
     * @param action must not wait; may be run by any thread, and for no reason
     */
    public static void onStall(Runnable action) {
        Alarm.SHARED.onStall(action);
    }

    /**
     * Has the JDK's scheduler keep its carriers, though it has nothing to do for long: once in ten seconds it is given
     * something. Without that it ends them after half a minute, and where no thread can be started later (JDK 25) the
     * virtual thread that is unparked first may be lost. Each call is followed by one of {@link #letCarriersGo}.
     */
    public static void keepCarriers() {
        Alarm.SHARED.keepCarriers();
    }

    /** The caller relies on carriers no more. */
    public static void letCarriersGo() {
        Alarm.SHARED.letCarriersGo();
    }

    /**
     * Parks as {@link Ticker#parkNanos} does.
     *
     * @param ticker the clock to wait by
     * @param blocker what the thread waits for, shown in thread dumps
     * @param nanos the longest wait in nanoseconds; zero or less returns at once
     */
    public static void parkNanos(Ticker ticker, Object blocker, long nanos) {
        try {
            ticker.parkNanos(blocker, nanos);
        } catch (StackOverflowError tooDeep) {
            pause();
        }
    }

    /**
     * Parks for at most the given time, as {@link #park} where that is for ever, and ends with an interrupt.
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
     * The same for a thread that no {@linkplain #onStall action} finds.
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
     * Throws if the calling thread is interrupted. The interrupt is taken with the exception: where there is no memory
     * for one, it stays.
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
     * Lets other virtual threads run; {@code false} if the calling thread cannot leave its carrier, and could not park.
     */
    @SuppressWarnings("ThreadPriorityCheck") // it relies on no scheduler: whether it can be done is what is asked
    static boolean yieldCarrier() {
        try {
            Thread.yield();
            return true;
        } catch (StackOverflowError | OutOfMemoryError tooDeepOrNoMemory) { // its frames are copied to the heap
            return false;
        }
    }

    /**
     * Lets other threads run, if the calling thread can leave its carrier. Uses no permit to park, and throws nothing.
     */
    public static void giveWay() {
        if (!yieldCarrier()) {
            pause();
        }
    }

    /** Spins for a moment, some ten microseconds: for those who cannot park. */
    public static void pause() {
        for (int i = 0; i < PAUSES; i++) {
            Thread.onSpinWait();
        }
    }
}
