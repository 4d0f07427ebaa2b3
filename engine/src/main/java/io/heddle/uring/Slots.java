package io.heddle.uring;

import io.heddle.time.BriefLock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** All slots: as many as there were ever transfers at the same time. Idle ones are used again, the latest first. */
final class Slots {
    private final ReentrantLock lock = new BriefLock();

    // Guarded by the lock. The array is replaced when it grows, so readers may go by an older one that has their slot.
    private final List<Slot> all = new ArrayList<>();
    private @Nullable Slot idle;
    private int lent;
    private volatile Slot[] byNumber = {};

    Slot borrow() {
        lock.lock();
        try {
            Slot slot = idle;
            lent++;
            if (slot == null) {
                slot = new Slot(all.size());
                all.add(slot);
                byNumber = all.toArray(Slot[]::new);
            } else {
                idle = slot.next;
                slot.next = null;
            }
            return slot;
        } finally {
            lock.unlock();
        }
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

    /** Lets go of the memory of those that lie idle: a burst of large transfers from the heap may have left much of it. */
    void release() {
        lock.lock();
        try {
            for (Slot slot = idle; slot != null; slot = slot.next) {
                slot.dropBounce();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns how many are borrowed. */
    int lent() {
        lock.lock();
        try {
            return lent;
        } finally {
            lock.unlock();
        }
    }

    Slot get(int number) {
        return byNumber[number];
    }
}
