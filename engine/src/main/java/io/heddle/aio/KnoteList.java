package io.heddle.aio;

import org.jspecify.annotations.Nullable;

/** The active notes of a completion queue, oldest first, linked through the notes. The queue's lock guards it. */
final class KnoteList {
    private @Nullable Knote first;
    private @Nullable Knote last;
    private int size;

    void add(Knote note) {
        note.previous = last;
        if (last == null) {
            first = note;
        } else {
            last.next = note;
        }
        last = note;
        size++;
    }

    void remove(Knote note) {
        Knote before = note.previous;
        Knote after = note.next;
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
        note.previous = null;
        note.next = null;
        size--;
    }

    @Nullable
    Knote first() {
        return first;
    }

    int size() {
        return size;
    }
}
