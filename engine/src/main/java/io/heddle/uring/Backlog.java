package io.heddle.uring;

import org.jspecify.annotations.Nullable;

/**
 * Slots that were taken for submission and wait for room in the ring, the oldest first. A slot is removed from the
 * middle in constant time when its transfer is cancelled. Used by the submitter alone.
 */
final class Backlog {
    private @Nullable Slot first;
    private @Nullable Slot last;

    boolean isEmpty() {
        return first == null;
    }

    /** Appends slots that are linked the latest first, so that the oldest leaves first. */
    void append(@Nullable Slot latest) {
        Slot newer = null;
        Slot newLast = latest;
        for (Slot slot = latest; slot != null; ) {
            Slot older = slot.next;
            slot.next = newer;
            slot.waits = true;
            if (newer != null) {
                newer.before = slot;
            }
            newer = slot;
            slot = older;
        }
        if (newer == null) {
            return;
        }
        Slot end = last;
        newer.before = end;
        if (end == null) {
            first = newer;
        } else {
            end.next = newer;
        }
        last = newLast;
    }

    @Nullable
    Slot poll() {
        Slot oldest = first;
        if (oldest != null) {
            remove(oldest);
        }
        return oldest;
    }

    /** Takes back the slot that was polled last. */
    void pushBack(Slot slot) {
        Slot second = first;
        slot.waits = true;
        slot.next = second;
        slot.before = null;
        first = slot;
        if (second == null) {
            last = slot;
        } else {
            second.before = slot;
        }
    }

    void remove(Slot slot) {
        Slot older = slot.before;
        Slot newer = slot.next;
        if (older == null) {
            first = newer;
        } else {
            older.next = newer;
        }
        if (newer == null) {
            last = older;
        } else {
            newer.before = older;
        }
        slot.before = null;
        slot.next = null;
        slot.waits = false;
    }
}
