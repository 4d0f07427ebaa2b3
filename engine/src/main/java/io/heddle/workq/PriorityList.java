package io.heddle.workq;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a queue, the urgent ones first and without starving the others. Not safe for concurrent use: its
 * owner's lock guards it and the links of every entry on it.
 *
 * <p>Each entry gets a place when it is queued: the number of entries queued before it, plus {@value #STEP} for each
 * step of its priority. The next entry is the one with the lowest place. So a priority is a head start that wears off:
 * an entry of priority p is overtaken by the more urgent ones among the next {@value #STEP} * p that are queued after
 * it, and by none that comes later, however many those are. That is the bound: <b>at most {@value #STEP} * p entries
 * that were queued later run first</b>, 5120 for the lowest priority. Entries of the same priority keep their order.
 *
 * <p>There is one list for each priority, in which the places ascend, so that the lowest place of all is that of one of
 * their heads: adding and removing take constant time, and so does the selection, which looks at one head for each
 * priority in use. Without priorities there is one list and nothing else is looked at.
 */
public final class PriorityList {
    /** The lowest priority there is: {@code AIO_PRIO_DELTA_MAX} of the GNU C library. */
    static final int LAST = 20;

    /** How many entries that are queued later may overtake for each step of priority. */
    static final int STEP = 256;

    private final EntryList urgent = new EntryList(); // those of priority 0
    private final EntryList[] others = new EntryList[LAST + 1]; // by priority; the first is unused
    private int occupied; // bit p: there are entries of priority p, which is not 0
    private int size;
    private long added;

    /** Makes an empty list, with all that it will need: an entry can be released where there is no memory. */
    public PriorityList() {
        Arrays.setAll(others, priority -> new EntryList());
    }

    /**
     * Queues an entry.
     *
     * @param entry an entry that is on no list
     * @throws IllegalStateException if it is on one
     */
    public void add(Entry entry) {
        int priority = entry.priority();
        long place = added + (long) STEP * priority;
        if (priority == 0) {
            urgent.add(entry);
        } else {
            listOf(priority).add(entry);
            occupied |= 1 << priority;
        }
        entry.order = place;
        added++;
        size++;
    }

    private EntryList listOf(int priority) {
        return others[priority];
    }

    /** Returns the next entry to run and leaves it where it is, {@code null} if there is none. */
    @Nullable
    Entry peek() {
        return occupied == 0 ? urgent.peek() : next();
    }

    /**
     * Takes the next entry to run off its list.
     *
     * @return the entry, or {@code null} if there is none
     */
    public @Nullable Entry poll() {
        Entry next = peek();
        if (next != null) {
            remove(next);
        }
        return next;
    }

    private @Nullable Entry next() {
        Entry best = urgent.peek();
        for (int left = occupied; left != 0; left &= left - 1) {
            Entry head = listOf(Integer.numberOfTrailingZeros(left)).peek();
            if (best == null || (head != null && head.order < best.order)) {
                best = head;
            }
        }
        return best;
    }

    /** Returns the next entry to run among those that are sure to end by themselves, {@code null} if there is none. */
    @Nullable
    Entry peekEndingByItself() {
        Entry best = urgent.peekEndingByItself();
        for (int left = occupied; left != 0; left &= left - 1) {
            Entry first = listOf(Integer.numberOfTrailingZeros(left)).peekEndingByItself();
            if (best == null || (first != null && first.order < best.order)) {
                best = first;
            }
        }
        return best;
    }

    /**
     * Takes an entry off, from wherever it stands.
     *
     * @param entry an entry that may be on this list, and is on no other
     * @return whether it was there
     */
    public boolean remove(Entry entry) {
        int priority = entry.priority();
        EntryList list = priority == 0 ? urgent : listOf(priority);
        if (!list.remove(entry)) {
            return false;
        }
        if (priority != 0 && list.size() == 0) {
            occupied &= ~(1 << priority);
        }
        size--;
        return true;
    }

    /** Returns the entry that was queued before all others, whatever its priority; {@code null} if there is none. */
    @Nullable
    Entry oldest() {
        Entry oldest = urgent.peek();
        long since = oldest == null ? Long.MAX_VALUE : oldest.order;
        for (int left = occupied; left != 0; left &= left - 1) {
            int priority = Integer.numberOfTrailingZeros(left);
            Entry head = listOf(priority).peek();
            if (head != null && head.order - (long) STEP * priority < since) {
                oldest = head;
                since = head.order - (long) STEP * priority;
            }
        }
        return oldest;
    }

    int size() {
        return size;
    }
}
