package io.heddle.workq;

import java.util.concurrent.locks.LockSupport;

/**
 * Starts the thread by which the JDK times the parks of virtual threads. The JDK starts it at the first of them, and
 * where no thread can be had at that moment (JDK 25, {@code VirtualThread.afterYield}) the one that has parked is never
 * scheduled again: neither when its time is up nor when it is unparked. A supervisor that was lost so would never make
 * a worker again. Parks go by a thread of the engine's ({@code Alarm}); where that cannot be started either, they go by
 * the JDK's timer after all.
 */
final class VirtualTimer implements Runnable {
    private static volatile boolean runs;

    private VirtualTimer() {}

    /**
     * Has a thread that nobody needs be the first. To be called before a virtual thread is started that will park so.
     */
    static void start() {
        if (!runs) {
            Thread.ofVirtual()
                    .name("heddle-timer-start")
                    .inheritInheritableThreadLocals(false)
                    .start(new VirtualTimer());
        }
    }

    @Override
    public void run() {
        LockSupport.parkNanos(this, 1);
        runs = true;
    }
}
