package io.heddle.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * Virtual threads that keep carriers busy until they are closed. While all carriers are busy, every other virtual thread
 * stays where it is: the only way to hold one between two of its steps.
 */
public final class BusyCarriers implements AutoCloseable {
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean closed;

    private BusyCarriers() {}

    /** Returns the number of carriers of this JVM. */
    public static int count() {
        return Integer.getInteger(
                "jdk.virtualThreadScheduler.parallelism", Runtime.getRuntime().availableProcessors());
    }

    /** Occupies so many carriers; returns when it has them. */
    public static BusyCarriers occupy(int carriers) {
        BusyCarriers busy = new BusyCarriers();
        CountDownLatch started = new CountDownLatch(carriers);
        for (int i = 0; i < carriers; i++) {
            busy.threads.add(Thread.startVirtualThread(() -> {
                started.countDown();
                while (!busy.closed) {
                    Thread.onSpinWait();
                }
            }));
        }
        Conditions.await("carriers to occupy", started);
        return busy;
    }

    /** Occupies all carriers. */
    public static BusyCarriers occupyAll() {
        return occupy(count());
    }

    /** Lets the carriers go. */
    @Override
    public void close() {
        closed = true;
        threads.forEach(Conditions::awaitEnd);
    }
}
