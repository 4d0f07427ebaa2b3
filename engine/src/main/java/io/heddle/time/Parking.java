package io.heddle.time;

import java.util.concurrent.locks.LockSupport;

/**
 * Parks the calling thread, however deep its stack is.
 *
 * <p>A virtual thread that parks has its frames copied off the carrier's stack, by a recursion that needs stack itself: some
 * hundred bytes for each frame that is interpreted or was never copied before. Deep in a recursion of its user's the JVM finds
 * too little for that and throws a StackOverflowError out of the park, long before the stack is used up: in the midst of a
 * call that had room enough for all that is the engine's. Whoever waits then stays on its carrier instead.
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
        try {
            LockSupport.park(blocker);
        } catch (StackOverflowError tooDeep) {
            pause();
        }
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

    /** Lets other virtual threads run; {@code false} if the calling thread cannot leave its carrier, and could not park. */
    @SuppressWarnings("ThreadPriorityCheck") // it relies on no scheduler: whether it can be done is what is asked
    static boolean yieldCarrier() {
        try {
            Thread.yield();
            return true;
        } catch (StackOverflowError tooDeep) {
            return false;
        }
    }

    static void pause() {
        for (int i = 0; i < PAUSES; i++) {
            Thread.onSpinWait();
        }
    }
}
