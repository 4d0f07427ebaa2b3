package io.heddle.uring;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Where those who cancel a transfer and those who take the kernel's answers agree about a slot's present use.
 *
 * <pre>
 *   OVER --begin--> UNDER_WAY --ask, by a canceller--> ASKED --cancel, nothing was moved--> CANCELLED
 *                       ^                                |                                      |
 *                       +--------- goOn, it runs --------+              end, from anywhere ---> OVER
 * </pre>
 *
 * <p>Each use of the slot has a generation. Together with the slot's number it is the key by which the kernel knows the
 * question, and the canceller the transfer: who comes late with a key never meets a later use of the slot.
 */
final class Life {
    private static final int OVER = 0;
    private static final int UNDER_WAY = 1;
    private static final int ASKED = 2;
    private static final int CANCELLED = 3;

    private static final int STATE = 3;
    private static final long GENERATION = -1L << 32;

    private final int number;

    /** The generation in the high half, the state in the low one. */
    private final AtomicLong word = new AtomicLong();

    Life(int number) {
        this.number = number;
    }

    // ---- of whoever has the slot

    void begin() {
        word.setRelease(((word.getPlain() & GENERATION) + (1L << 32)) | UNDER_WAY);
    }

    void end() {
        word.setRelease((word.getPlain() & GENERATION) | OVER);
    }

    /** The generation in the high half, the slot's number in the low one. */
    long key() {
        return (word.getPlain() & GENERATION) | number;
    }

    boolean isAsked() {
        return (word.get() & STATE) == ASKED;
    }

    // ---- by the key

    /** The number of the slot that a key belongs to. */
    static int number(long key) {
        return (int) key;
    }

    /** A canceller comes; {@code false} if the transfer is over, or another has come before. */
    boolean ask(long key) {
        return step(key, UNDER_WAY, ASKED);
    }

    /** Nothing was moved, nor will be: whoever has asked has the slot from here on. */
    boolean cancel(long key) {
        return step(key, ASKED, CANCELLED);
    }

    /** The transfer cannot be cancelled by whoever has asked; {@code false} if it is over, or cancelled already. */
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
