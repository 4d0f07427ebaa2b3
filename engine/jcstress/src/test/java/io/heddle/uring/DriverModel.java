package io.heddle.uring;

import io.heddle.backend.CancelledTransferException;
import io.heddle.backend.ChannelBackend;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.linux.CollectedMemory;
import io.heddle.linux.NativeFile;
import io.heddle.linux.NoFile;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** A driver with a model of a kernel, and with reapers that run when a test runs them. */
final class DriverModel {
    private static final NativeFile FILE = NoFile.make();
    private static final Memory NOTHING = new Memory();

    final QueuesModel kernel;
    private final Driver driver;
    private final Slots slots = new Slots(CollectedMemory.ONLY);
    private final Queue<Runnable> reapers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger answered = new AtomicInteger();
    private final AtomicInteger cancelled = new AtomicInteger();
    private volatile boolean reapsAtOnce;

    DriverModel(int entries) {
        kernel = new QueuesModel(entries);
        driver = new Driver(kernel, slots, Reaper::new, ChannelBackend.SHARED, 0);
    }

    /** Creates an entry, described and not yet submitted: a sync, which needs no memory. */
    Slot ask() {
        Transfer transfer = new Transfer();
        transfer.describe(Operation.SYNC, null, FILE, NOTHING, 0, false);
        Slot slot = slots.borrow();
        slot.passage.begin(transfer, FILE, () -> ended(transfer));
        return slot;
    }

    private void ended(Transfer transfer) {
        try {
            transfer.takeBack();
            answered.incrementAndGet();
        } catch (CancelledTransferException takenBack) {
            cancelled.incrementAndGet();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    void put(Slot slot) {
        driver.put(slot);
    }

    /** Cancels the entry with this key. If no reaper takes the completions, a thread of its own does. */
    boolean cancel(long key) {
        reapsAtOnce = true;
        return driver.cancel(key);
    }

    /** Returns how many entries were cancelled, each of them once. */
    int cancelled() {
        return cancelled.get();
    }

    /** Returns the number of reapers that were started and have not run yet. */
    int waitingReapers() {
        return reapers.size();
    }

    /** Runs the reaper, if one was started, until it finds nothing to do for the first time. */
    void reap() {
        Runnable reaper = reapers.poll();
        if (reaper != null) {
            reaper.run();
        }
    }

    /** Returns how many entries were completed, each of them once. */
    int answered() {
        return answered.get();
    }

    /** A thread that a test runs on a thread of its choice. */
    private final class Reaper extends Thread {
        private final Runnable task;

        Reaper(Runnable task) {
            this.task = task;
        }

        @Override
        public void start() {
            if (reapsAtOnce) {
                Thread.startVirtualThread(task);
            } else {
                reapers.add(task);
            }
        }
    }
}
