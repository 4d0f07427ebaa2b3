package io.heddle.backend;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Places that hold objects which threads borrow briefly. Each thread begins its search at a home place and leaves there
 * what it had borrowed. It mostly finds the same object again, and threads seldom contend. The places are spaced so
 * that no two share a cache line. Allocates nothing, never waits, and is safe for use by any number of threads.
 *
 * @param <T> the type of the objects
 */
public final class Places<T> {
    private static final int APART = 16; // references of 4 bytes: a cache line

    private final int count;
    private final AtomicReferenceArray<@Nullable T> places;

    /**
     * Creates empty places.
     *
     * @param most the number of objects for which there is at least room, 1 to 65 536
     */
    public Places(int most) {
        count = most == 1 ? 1 : Integer.highestOneBit(most - 1) << 1;
        places = new AtomicReferenceArray<>(count * APART);
    }

    /**
     * Returns the number of places.
     *
     * @return a power of two
     */
    public int count() {
        return count;
    }

    /**
     * Takes the object that is nearest to the calling thread's home place.
     *
     * @param most the number of places to search
     * @return the object, or {@code null} if these places are empty
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
     * Leaves an object at the free place that is nearest to the calling thread's home place.
     *
     * @param thing an object that is not in use any more
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
     * Takes each object in turn, and puts it back to its place if it stays.
     *
     * @param stays returns whether an object stays; no other thread has the object meanwhile
     * @param free receives each object that does not stay, or whose place has been taken meanwhile
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
