package io.heddle.bench.soak;

import java.util.concurrent.locks.LockSupport;

/** Somebody who uses a process, in a thread of its own. */
interface Actor {
    /** How long somebody waits who was refused: a millisecond. */
    long BACK_OFF_NANOS = 1_000_000;

    /**
     * Works until the gate says that it is enough or the process has exited, and leaves nothing in flight.
     *
     * @throws Exception if something happens that may not
     */
    void run(Gate gate) throws Exception;

    /** Tells whether to go on. */
    @FunctionalInterface
    interface Gate {
        boolean isOpen();
    }

    /**
     * Waits a moment after a refusal. A virtual thread that asked again and again would keep its carrier from the
     * workers whose work it waits for.
     */
    static void backOff() {
        LockSupport.parkNanos(BACK_OFF_NANOS);
    }
}
