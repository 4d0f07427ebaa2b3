package io.heddle.uring;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The state of a slot's present use, on which cancellers and the threads that receive completions agree.
 *
 * <pre>
 *   OVER --begin--> UNDER_WAY --ask, by a canceller--> ASKED --cancel, nothing was moved--> CANCELLED
 *                       ^                                |                                      |
 *                       +--------- goOn, it runs --------+              end, from anywhere ---> OVER
 * </pre>
 *
 * <p>Each use of the slot has a generation. Together with the slot's number it is the key by which the kernel
 * identifies the entry, and the canceller the transfer. A late user of a key thus never affects a later use of the
 * slot.
 */
final class Life {
    private static final int OVER = 0;
    private static final int UNDER_WAY = 1;
    private static final int ASKED = 2;
    private static final int CANCELLED = 3;

    private static final int STATE = 3;
    private static final long GENERATION = -1L << 32;

    private final int number;

    /** The generation in the high half, the state in the low half. */
    private final AtomicLong word = new AtomicLong();

    Life(int number) {
        this.number = number;
    }

    // ---- for the owner of the slot

    void begin() {
        word.setRelease(((word.getPlain() & GENERATION) + (1L << 32)) | UNDER_WAY);
    }

    void end() {
        word.setRelease((word.getPlain() & GENERATION) | OVER);
    }

    /** Returns the key: the generation in the high half, the slot's number in the low half. */
    long key() {
        return (word.getPlain() & GENERATION) | number;
    }

    boolean isAsked() {
        return (word.get() & STATE) == ASKED;
    }

    // ---- by the key

    /** Returns the number of the slot to which a key belongs. */
    static int number(long key) {
        return (int) key;
    }

    /** Begins a cancel; returns {@code false} if the transfer has completed, or another cancel is in progress. */
    boolean ask(long key) {
        return step(key, UNDER_WAY, ASKED);
    }

    /** Cancels the transfer: nothing was or will be moved. The canceller owns the slot from here on. */
    boolean cancel(long key) {
        return step(key, ASKED, CANCELLED);
    }

    /**
     * Ends a cancel that is not possible: the transfer continues. Returns {@code false} if it has completed, or is
     * cancelled already.
     */
    boolean goOn(long key) {
        return step(key, ASKED, UNDER_WAY);
    }

    boolean isAsked(long key) {
        return word.get() == ((key & GENERATION) | ASKED);
    }

    boolean isCancelled(long key) {
        return word.get() == ((key & GENERATION) | CANCELLED);
    }

    private boolean step(long key, int from, int to) {
        long generation = key & GENERATION;
        return word.compareAndSet(generation | from, generation | to);
    }
}
