package io.heddle.workq;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a queue, urgent ones first but without starving the others. Not safe for concurrent use: its owner's
 * lock guards it and the links of every entry on it.
 *
 * <p>Each entry gets a place when it is queued: the number of entries queued before it, plus {@value #STEP} for each
 * step of its priority. The next entry is the one with the lowest place. So a priority is a head start that wears off:
 * only more urgent entries among the next {@value #STEP} * p that are queued after an entry of priority p can overtake
 * it, and no later ones, however many they are. That is the bound: <b>at most {@value #STEP} * p entries that were
 * queued later run first</b>, 5120 for the lowest priority. Entries of the same priority keep their order.
 *
 * <p>There is one list for each priority, in which the places ascend, so that the lowest place of all is that of one of
 * the heads. Adding and removing take constant time, and so does the selection, which compares one head for each
 * priority in use. Without priorities only one list is used.
 */
public final class PriorityList {
    /** The lowest priority: {@code AIO_PRIO_DELTA_MAX} of the GNU C library. */
    static final int LAST = 20;

    /** The number of later entries that may overtake an entry for each step of its priority. */
    static final int STEP = 256;

    private final EntryList urgent = new EntryList(); // entries of priority 0
    private EntryList @Nullable [] others; // by priority; the first is unused. Most lists never have such entries
    private int occupied; // bit p: there are entries of priority p, for p > 0
    private int size;
    private long added;

    /** Creates an empty list. */
    public PriorityList() {}

    /**
     * Allocates what entries of a priority above 0 need, when the first of them is submitted: it may be queued later,
     * while the heap is full.
     */
    void prepare() {
        EntryList[] known = others;
        if (known == null) {
            known = new EntryList[LAST + 1];
            Arrays.setAll(known, _ -> new EntryList());
            others = known;
        }
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
        prepare();
        return Objects.requireNonNull(others)[priority];
    }

    /** Returns the next entry to run without removing it, {@code null} if there is none. */
    @Nullable
    Entry peek() {
        return occupied == 0 ? urgent.peek() : next();
    }

    /**
     * Removes and returns the next entry to run.
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

    /** Returns the next entry to run that is sure to end by itself, {@code null} if there is none. */
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
     * Removes an entry, whatever its position.
     *
     * @param entry an entry that may be on this list, and is on no other
     * @return whether it was on the list
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
