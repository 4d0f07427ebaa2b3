package io.heddle.linux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * Who uses something that is to be closed once, and not while anybody uses it: of all who leave or close, exactly one
 * is told to do it.
 */
final class Users {
    private static final int CLOSED = Integer.MIN_VALUE;

    /** How many there are; negative once it is to be closed. */
    private final AtomicInteger count = new AtomicInteger();

    /** Returns {@code false} if it is closed, or about to be. Otherwise it stays open until the caller leaves. */
    boolean enter() {
        int before = count.get();
        while (before >= 0) {
            int found = count.compareAndExchange(before, before + 1);
            if (found == before) {
                return true;
            }
            before = found;
        }
        return false;
    }

    /** Returns whether the caller has to close it, being the last. */
    boolean leave() {
        return count.decrementAndGet() == CLOSED;
    }

    /** Lets nobody enter any more. Returns whether the caller has to close it, as nobody is there; once only. */
    boolean close() {
        int before = count.get();
        while (!count.compareAndSet(before, before | CLOSED)) { // no lambda: to link it needs memory
            before = count.get();
        }
        return before == 0;
    }
}
