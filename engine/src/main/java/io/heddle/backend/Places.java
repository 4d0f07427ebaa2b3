package io.heddle.backend;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Places where things lie that threads borrow for a moment. Each thread begins to look at a place of its own and leaves
 * there what it had, so that it mostly finds that again, and threads seldom get into each other's way. The places stand
 * apart so that their cache lines do not either. Allocates nothing, never waits, and is safe for use by any number of
 * threads.
 *
 * @param <T> of the things
 */
public final class Places<T> {
    private static final int APART = 16; // references of 4 bytes: a cache line

    private final int count;
    private final AtomicReferenceArray<@Nullable T> places;

    /**
     * Makes empty places.
     *
     * @param most how many things may lie there at least, 1 to 65 536
     */
    public Places(int most) {
        count = most == 1 ? 1 : Integer.highestOneBit(most - 1) << 1;
        places = new AtomicReferenceArray<>(count * APART);
    }

    /**
     * Returns how many there are.
     *
     * @return a power of two
     */
    public int count() {
        return count;
    }

    /**
     * Takes something that lies near the calling thread's own place.
     *
     * @param most at how many places to look
     * @return the thing, or {@code null} if nothing lies there
     */
    public @Nullable T take(int most) {
        int home = home();
        for (int tries = 0; tries < most; tries++) {
            int place = place(home + tries);
            if (places.getPlain(place) != null) {
                T found = places.getAndSet(place, null);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /**
     * Leaves something at the place that is nearest to the calling thread's own.
     *
     * @param thing what nobody uses any more
     * @return {@code false} if every place is taken
     */
    public boolean leave(T thing) {
        int home = home();
        for (int tries = 0; tries < count; tries++) {
            int place = place(home + tries);
            if (places.getPlain(place) == null && places.compareAndSet(place, null, thing)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Takes each thing that lies here, and puts it back to where it was if it stays.
     *
     * @param stays tells that of a thing, which nobody else has meanwhile
     * @param free told of each thing that does not stay, or whose place has been taken meanwhile
     */
    public void sweep(Predicate<T> stays, Consumer<T> free) {
        for (int number = 0; number < count; number++) {
            int place = place(number);
            T lying = places.get(place) == null ? null : places.getAndSet(place, null);
            if (lying != null && !(stays.test(lying) && places.compareAndSet(place, null, lying))) {
                free.accept(lying);
            }
        }
    }

    private static int home() {
        return (int) ((Thread.currentThread().threadId() * 0x9E37_79B9_7F4A_7C15L) >>> 40);
    }

    private int place(int number) {
        return (number & (count - 1)) * APART;
    }
}
