package io.heddle.uring;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Native memory for calls that do not wait: what is borrowed comes back within the call. A thread keeps its carrier
 * meanwhile, so no more are out than there are processors, but for platform threads that lost theirs.
 *
 * <p>Each thread begins to look at a place of its own, so that threads seldom get into each other's way; the places stand
 * apart so that their cache lines do not either.
 */
final class Scratches {
    private static final int APART = 16; // references of 4 bytes: a cache line
    private static final int PLACES =
            Integer.highestOneBit(Math.max(4, 4 * Runtime.getRuntime().availableProcessors()));

    private final AtomicReferenceArray<@Nullable Scratch> places = new AtomicReferenceArray<>(PLACES * APART);

    /** Never waits: where nothing is found, new memory is made. */
    Scratch borrow() {
        int home = home();
        for (int tries = 0; tries < PLACES; tries++) {
            int place = place(home + tries);
            if (places.getPlain(place) != null) {
                Scratch found = places.getAndSet(place, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return new Scratch();
    }

    /** What finds no place is left to the garbage collector. */
    void giveBack(Scratch scratch) {
        int home = home();
        for (int tries = 0; tries < PLACES; tries++) {
            int place = place(home + tries);
            if (places.getPlain(place) == null && places.compareAndSet(place, null, scratch)) {
                return;
            }
        }
    }

    private static int home() {
        return (int) ((Thread.currentThread().threadId() * 0x9E37_79B9_7F4A_7C15L) >>> 40);
    }

    private static int place(int number) {
        return (number & (PLACES - 1)) * APART;
    }
}
