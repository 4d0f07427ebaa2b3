package io.heddle.uring;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Finds entries that the kernel does not start. The kernel does part of its work on threads of its own. If none can be
 * started, because of a limit, such an entry would wait until the limit is raised. A slow device has the same symptom,
 * but then threads can be started. Used by the reaper alone.
 */
final class Watch {
    /** Tries to recall an entry. */
    interface Recall {
        void recall(Slot slot, long key);
    }

    private static final long PERIOD_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    /** The age at which an entry is examined; the next times at twice the age, and so on. */
    private static final long STUCK_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private static final int MOST_DOUBLINGS = 10;

    private final Slots slots;
    private final ThreadFactory factory;
    private final LongSupplier clock;
    private final Runnable nothing = Watch::doNothing; // made in advance: linking it needs memory
    private long latest;

    Watch(Slots slots, ThreadFactory factory, LongSupplier clock) {
        this.slots = slots;
        this.factory = factory;
        this.clock = clock;
        latest = clock.getAsLong();
    }

    boolean isDue() {
        return clock.getAsLong() - latest >= PERIOD_NANOS;
    }

    void look(int inFlight, Recall recall) {
        long now = clock.getAsLong();
        latest = now;
        if (inFlight == 0) {
            return;
        }
        boolean known = false;
        for (Slot slot : slots.all()) {
            if (slot == null || !slot.taken || slot.isCancel()) {
                continue;
            }
            long key = slot.life.key();
            if (slot.watchedKey != key) {
                slot.watchedKey = key;
                slot.watchedSince = now;
                slot.recalls = 0;
            } else if (now - slot.watchedSince >= STUCK_NANOS << Math.min(slot.recalls, MOST_DOUBLINGS)) {
                if (!known && canStartThreads()) {
                    return;
                }
                known = true;
                recall.recall(slot, key);
            }
        }
    }

    private static void doNothing() {}

    private boolean canStartThreads() {
        try {
            factory.newThread(nothing).start();
            return true;
        } catch (OutOfMemoryError noThread) {
            return false;
        }
    }
}
