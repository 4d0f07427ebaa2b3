package io.heddle.workq;

import java.util.concurrent.locks.LockSupport;

/**
 * The threads that the JDK's scheduler of virtual threads itself needs: its carriers and its timer thread. The JDK
 * starts each when it is first needed. If a thread cannot be started at that moment (for example at a limit of pids),
 * it loses virtual threads (JDK 25). A lost supervisor would leave a process without workers forever. Therefore these
 * threads are started before the first supervisor, by a call that can fail with EAGAIN. Safe for use by any number of
 * threads.
 *
 * <ul>
 *   <li>Carriers, as many as there are processors. A carrier that finds two virtual threads to run, and no other
 *       carrier that is idle, starts one more if there are fewer than the parallelism. If that fails it ends, together
 *       with the virtual thread that it had taken ({@code ForkJoinPool.createWorker}, {@code deregisterWorker}).
 *   <li>The timer thread. A virtual thread whose timed park is the first of the JVM ({@code VirtualThread.afterYield})
 *       is never scheduled again if the timer thread cannot be started: neither when its time is up nor when it is
 *       unparked.
 * </ul>
 *
 * <p>An idle scheduler ends its carriers one by one after half a minute: see {@code Parking.keepCarriers}.
 */
final class SchedulerThreads implements Runnable {
    /**
     * The longest wait for all spinners together. Spinners that have not begun by then wait for existing carriers that
     * run other threads, or for processors that other programs use.
     */
    private static final long PATIENCE_NANOS = 50_000_000;

    private static volatile boolean areStarted;
    private static volatile boolean hasTimer;

    private SchedulerThreads() {}

    /**
     * Starts the missing threads. Must be called before a virtual thread is started that must not be lost.
     *
     * @throws OutOfMemoryError if one cannot be started
     */
    static void start() {
        start(PATIENCE_NANOS);
    }

    /** For tests, which wait without a time limit. */
    static void start(long patienceNanos) {
        if (!areStarted) {
            startCarriers(patienceNanos);
        }
        if (!hasTimer) {
            start("heddle-timer-start", new SchedulerThreads()); // an expendable thread makes the first timed park
        }
    }

    @Override
    public void run() {
        LockSupport.parkNanos(this, 1);
        hasTimer = true;
    }

    // ---- carriers

    /** Keeps a carrier busy while others are started. */
    private static final class Spinner implements Runnable {
        private volatile boolean hasBegun;
        private volatile boolean isOver;

        @Override
        public void run() {
            hasBegun = true;
            while (!isOver) {
                Thread.onSpinWait();
            }
        }

        /** A virtual thread does not yield: its own carrier would take the spinner. */
        @SuppressWarnings("ThreadPriorityCheck") // there may be more spinners than processors
        private void awaitBegin(long deadline) {
            boolean yields = !Thread.currentThread().isVirtual();
            while (!hasBegun && System.nanoTime() - deadline < 0) {
                if (yields) {
                    Thread.yield();
                } else {
                    Thread.onSpinWait();
                }
            }
        }
    }

    /**
     * Runs as many virtual threads at the same time as there are to be carriers. The start of each starts its carrier,
     * on the calling thread. The next is started when the last has begun: if two were queued, the carrier that takes
     * the first would start a carrier for the second. For the same reason only one thread at a time does this: the head
     * start and the first submissions may run at the same time.
     */
    private static synchronized void startCarriers(long patienceNanos) {
        if (areStarted) {
            return;
        }
        int processors = Runtime.getRuntime().availableProcessors();
        int wanted = Math.min(processors, Integer.getInteger("jdk.virtualThreadScheduler.parallelism", processors));
        int missing = Thread.currentThread().isVirtual() ? wanted - 1 : wanted; // this thread occupies one carrier
        Spinner[] spinners = new Spinner[Math.max(0, missing)];
        long deadline = System.nanoTime() + patienceNanos;
        try {
            for (int i = 0; i < spinners.length; i++) {
                spinners[i] = new Spinner();
                start("heddle-carrier-start", spinners[i]);
                if (i + 1 < spinners.length) {
                    spinners[i].awaitBegin(deadline);
                }
            }
            areStarted = true;
        } finally {
            for (Spinner spinner : spinners) {
                if (spinner != null) {
                    spinner.isOver = true;
                }
            }
        }
    }

    private static void start(String name, Runnable task) {
        Thread.ofVirtual().name(name).inheritInheritableThreadLocals(false).start(task);
    }
}
