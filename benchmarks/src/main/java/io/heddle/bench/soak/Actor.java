package io.heddle.bench.soak;

/** Somebody who uses a process, in a thread of its own. */
interface Actor {
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
}
