package io.heddle.linux;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The users of a resource that must be closed once, and not while it is in use. Of all threads that leave or close,
 * exactly one is made to close it.
 */
final class Users {
    private static final int CLOSED = Integer.MIN_VALUE;

    /** The number of users; negative once the resource is to be closed. */
    private final AtomicInteger count = new AtomicInteger();

    /**
     * Returns {@code false} if the resource is closed, or about to be. Otherwise it stays open until the caller leaves.
     */
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

    /** Returns whether the caller must close the resource, because it was the last user and a close is pending. */
    boolean leave() {
        return count.decrementAndGet() == CLOSED;
    }

    /**
     * Refuses further users. Returns {@code true}, at most once, if the caller must close the resource because there
     * are no users.
     */
    boolean close() {
        int before = count.get();
        while (!count.compareAndSet(before, before | CLOSED)) { // no lambda: linking it needs memory
            before = count.get();
        }
        return before == 0;
    }
}
