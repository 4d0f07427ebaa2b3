package io.heddle.bench.soak;

import java.util.concurrent.locks.LockSupport;

/** A user of a process, in a thread of its own. */
interface Actor {
    /** The time to wait after a refusal: a millisecond. */
    long BACK_OFF_NANOS = 1_000_000;

    /**
     * Works until the gate closes or the process has exited, and leaves nothing in flight.
     *
     * @throws Exception on any unexpected failure
     */
    void run(Gate gate) throws Exception;

    /** Returns whether to continue. */
    @FunctionalInterface
    interface Gate {
        boolean isOpen();
    }

    /**
     * Waits briefly after a refusal. A virtual thread that retried without waiting would occupy its carrier, and keep
     * it from the workers that it waits for.
     */
    static void backOff() {
        LockSupport.parkNanos(BACK_OFF_NANOS);
    }
}
