package io.heddle.testing;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import jdk.management.VirtualThreadSchedulerMXBean;

/**
 * Virtual threads that keep carriers busy. While all carriers are busy, every other virtual thread stays where it is:
 * the only way to hold one between two of its steps.
 */
public final class BusyCarriers {
    /** More than there are ever carriers that were added and have not come to rest. */
    private static final int SURPLUS = 32;

    private volatile boolean released;

    private BusyCarriers() {}

    /** Returns the number of carriers of this JVM. */
    public static int count() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    /**
     * Runs the body on the calling thread, which must be a platform thread, while so many carriers are busy.
     *
     * @param carriers how many, at most {@link #count()}
     * @param body what to do meanwhile
     */
    public static void during(int carriers, Runnable body) {
        awaitNoneAdded();
        BusyCarriers busy = new BusyCarriers();
        CountDownLatch started = new CountDownLatch(carriers);
        List<Thread> threads = new ArrayList<>();
        // A carrier that was taken away may not have come to rest: where all are to be busy, it finds one of these
        // first.
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

    /** The engine adds carriers for those that blocking calls hold, and takes them away some time later. */
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
