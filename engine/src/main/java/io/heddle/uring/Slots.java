package io.heddle.uring;

import io.heddle.linux.NativeMemory;
import io.heddle.time.BriefLock;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * All slots: as many as there were ever transfers at the same time. Idle ones are reused, the latest first. Slots are
 * never removed, because a late canceller may know one by its number. Their native memory is freed when they have been
 * idle for a while.
 */
final class Slots {
    /** The number of slots that share a page for their small memory. */
    private static final int PER_PAGE = 128;

    private final ReentrantLock lock = new BriefLock();
    private final NativeMemory memory;

    // Guarded by the lock. The array is replaced when it grows, so readers may use an older one that contains their
    // slot.
    private final List<MemorySegment> pages = new ArrayList<>();
    private @Nullable Slot idle;
    private int lent;
    private int count;
    private volatile @Nullable Slot[] byNumber = new Slot[16];

    Slots(NativeMemory memory) {
        this.memory = memory;
    }

    /**
     * Lends a slot.
     *
     * @throws OutOfMemoryError if there is no memory for one; nothing has changed then
     */
    Slot borrow() {
        lock.lock();
        try {
            Slot slot = idle;
            if (slot == null) {
                slot = make();
                idle = slot;
            }
            if (!slot.hasSmallMemory()) {
                attach(slot);
            }
            idle = slot.next;
            slot.next = null;
            lent++;
            return slot;
        } finally {
            lock.unlock();
        }
    }

    private Slot make() {
        Slot made = new Slot(count, memory);
        @Nullable Slot[] all = byNumber;
        if (count == all.length) {
            all = Arrays.copyOf(all, 2 * count);
        }
        all[count] = made;
        count++;
        byNumber = all;
        return made;
    }

    private void attach(Slot slot) {
        int number = Life.number(slot.life.key());
        int page = number / PER_PAGE;
        while (pages.size() <= page) {
            pages.add(MemorySegment.NULL);
        }
        if (pages.get(page).address() == 0) {
            pages.set(page, memory.allocate(PER_PAGE * Slot.SMALL_BYTES));
        }
        slot.attach(pages.get(page).asSlice((long) number % PER_PAGE * Slot.SMALL_BYTES, Slot.SMALL_BYTES));
    }

    void giveBack(Slot slot) {
        lock.lock();
        try {
            slot.next = idle;
            idle = slot;
            lent--;
        } finally {
            lock.unlock();
        }
    }

    /** Frees the memory of idle slots: a burst of large transfers from the heap may have left much of it. */
    void release() {
        lock.lock();
        try {
            for (Slot slot = idle; slot != null; slot = slot.next) {
                slot.dropBounce();
            }
            if (lent == 0) {
                releasePages();
            }
        } finally {
            lock.unlock();
        }
    }

    private void releasePages() {
        for (Slot slot = idle; slot != null; slot = slot.next) {
            slot.detach();
        }
        for (int i = 0; i < pages.size(); i++) {
            MemorySegment page = pages.set(i, MemorySegment.NULL);
            if (page.address() != 0) {
                memory.free(page);
            }
        }
    }

    /** Returns the number of slots that are lent. */
    int lent() {
        lock.lock();
        try {
            return lent;
        } finally {
            lock.unlock();
        }
    }

    Slot get(int number) {
        Slot slot = byNumber[number];
        if (slot == null) {
            throw new IllegalStateException("there was never a slot " + number);
        }
        return slot;
    }

    /** Returns the slot of a number, or {@code null} if there is none. */
    @Nullable
    Slot find(int number) {
        @Nullable Slot[] all = byNumber;
        return number >= 0 && number < all.length ? all[number] : null;
    }

    /** Returns all slots by their numbers, followed by {@code null} elements. */
    @Nullable
    Slot[] all() {
        return byNumber;
    }
}
