package io.heddle.time;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * A virtual thread that holds the only carrier until it is notified that virtual threads do not run, and others that
 * are parked meanwhile. See {@link AlarmTest}.
 */
final class StalledCarriers {
    private StalledCarriers() {}

    /** Prints a line when all have ended. */
    public static void main(String[] arguments) throws Exception {
        AtomicBoolean noticed = new AtomicBoolean();
        AtomicBoolean open = new AtomicBoolean();
        CountDownLatch parking = new CountDownLatch(1);
        Thread parked = Thread.ofVirtual().start(() -> {
            parking.countDown();
            while (!open.get()) {
                Parking.park(open);
            }
        });
        parking.await();
        Parking.onStall(() -> {
            noticed.set(true);
            open.set(true);
            LockSupport.unpark(parked);
        });
        Thread holder = Thread.ofVirtual().start(() -> {
            while (!noticed.get()) {
                Thread.onSpinWait();
            }
        });
        holder.join();
        parked.join();
        System.out.println("noticed");
    }
}
