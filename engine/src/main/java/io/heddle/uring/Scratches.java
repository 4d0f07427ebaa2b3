package io.heddle.uring;

import java.util.concurrent.atomic.AtomicInteger;
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
    private final NativeMemory memory;

    /** How many there are, lent ones too. */
    private final AtomicInteger count = new AtomicInteger();

    Scratches(NativeMemory memory) {
        this.memory = memory;
    }

    /**
     * Never waits: where nothing is found, new memory is made.
     *
     * @throws OutOfMemoryError if there is none; nothing has changed then
     */
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
        Scratch made = new Scratch(memory);
        count.incrementAndGet();
        return made;
    }

    /** What finds no place is freed. */
    void giveBack(Scratch scratch) {
        scratch.used = true;
        int home = home();
        for (int tries = 0; tries < PLACES; tries++) {
            int place = place(home + tries);
            if (places.getPlain(place) == null && places.compareAndSet(place, null, scratch)) {
                return;
            }
        }
        free(scratch);
    }

    private void free(Scratch scratch) {
        count.decrementAndGet();
        scratch.free();
    }

    /** Tells whether there are any, lent ones too. */
    boolean areThere() {
        return count.get() > 0;
    }

    /** Frees what lies here and was not used since the last time. */
    void release() {
        for (int number = 0; number < PLACES; number++) {
            int place = place(number);
            Scratch lying = places.get(place) == null ? null : places.getAndSet(place, null);
            if (lying == null) {
                continue;
            }
            boolean recent = lying.used;
            lying.used = false;
            if (!recent || !places.compareAndSet(place, null, lying)) {
                free(lying);
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
