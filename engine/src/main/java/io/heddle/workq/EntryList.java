package io.heddle.workq;

import org.jspecify.annotations.Nullable;

/**
 * A first-in first-out list of entries, linked through the entries. Not safe for concurrent use: its owner's lock
 * guards it and the links of every entry on it.
 */
public final class EntryList {
    private @Nullable Entry first;
    private @Nullable Entry last;
    private int size;

    /** Creates an empty list. */
    public EntryList() {}

    /**
     * Appends an entry.
     *
     * @param entry an entry that is on no list
     * @throws IllegalStateException if it is on one
     */
    public void add(Entry entry) {
        if (entry.linked) {
            throw new IllegalStateException("entry is already on a list: " + entry);
        }
        entry.linked = true;
        entry.previous = last;
        if (last == null) {
            first = entry;
        } else {
            last.next = entry;
        }
        last = entry;
        size++;
    }

    /**
     * Removes and returns the oldest entry.
     *
     * @return the entry, or {@code null} when the list is empty
     */
    public @Nullable Entry poll() {
        Entry entry = first;
        if (entry != null) {
            remove(entry);
        }
        return entry;
    }

    /**
     * Removes an entry from the list, whatever its position.
     *
     * @param entry an entry that may be on this list, and is on no other
     * @return whether it was on the list
     */
    public boolean remove(Entry entry) {
        if (!entry.linked) {
            return false;
        }
        Entry before = entry.previous;
        Entry after = entry.next;
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
        entry.next = null;
        entry.previous = null;
        entry.linked = false;
        size--;
        return true;
    }

    /**
     * Returns the oldest entry without removing it.
     *
     * @return the entry, or {@code null} when the list is empty
     */
    public @Nullable Entry peek() {
        return first;
    }

    /** Returns the oldest entry that is sure to end by itself, {@code null} if there is none. Walks the list. */
    @Nullable
    Entry peekEndingByItself() {
        Entry entry = first;
        while (entry != null && !entry.endsByItself()) {
            entry = entry.next;
        }
        return entry;
    }

    /**
     * Returns the number of entries.
     *
     * @return 0 or more
     */
    public int size() {
        return size;
    }
}
