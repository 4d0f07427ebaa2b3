package io.heddle.testing;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * Virtual threads that keep carriers busy. While all carriers are busy, no other virtual thread runs: this is the only
 * way to hold one between two of its steps.
 */
public final class BusyCarriers {
    /** More than the largest number of added carriers that still run. */
    private static final int SURPLUS = 32;

    private volatile boolean released;

    private BusyCarriers() {}

    /** Returns the number of carriers of this JVM. */
    public static int count() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    /**
     * Runs the body on the calling thread, which must be a platform thread, while that many carriers are busy.
     *
     * @param carriers how many, at most {@link #count()}
     * @param body the code to run meanwhile
     */
    public static void during(int carriers, Runnable body) {
        awaitNoneAdded();
        BusyCarriers busy = new BusyCarriers();
        CountDownLatch started = new CountDownLatch(carriers);
        List<Thread> threads = new ArrayList<>();
        // A removed carrier may still run: if all are to be busy, it takes one of these first.
        int spinners = carriers == count() ? carriers + SURPLUS : carriers;
        for (int i = 0; i < spinners; i++) {
            threads.add(Thread.startVirtualThread(() -> busy.spin(started)));
        }
        try {
            Conditions.await("carriers to occupy", started);
            body.run();
        } finally {
            busy.released = true;
            threads.forEach(Conditions::awaitEnd);
        }
    }

    /** Waits until the engine has removed the carriers that it added for those that blocking calls held. */
    private static void awaitNoneAdded() {
        VirtualThreadSchedulerMXBean scheduler =
                ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
        Conditions.await("the parallelism of before", () -> scheduler.getParallelism() == count());
    }

    private void spin(CountDownLatch started) {
        started.countDown();
        while (!released) {
            Thread.onSpinWait();
        }
    }
}
