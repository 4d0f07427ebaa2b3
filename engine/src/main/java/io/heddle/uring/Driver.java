package io.heddle.uring;

import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Drives a ring for all workers.
 *
 * <p>A worker puts its slot down and, unless somebody else is at it, submits everything that lies there in one system call.
 * One platform thread waits for completions, takes all that have come and wakes their workers. It ends when it had nothing
 * to do for a while and begins again with the next request.
 *
 * <p>No more requests are in flight than the ring has entries. So its completion queue, twice as long, never overflows; what
 * is beyond waits here.
 */
final class Driver {
    private static final int MOST_RETRIES = 1_000;
    private static final long RETRY_NANOS = 100_000;

    private final Ring ring;
    private final Slots slots;
    private final ThreadFactory factory;

    /** Slots put down and taken by nobody yet, the latest first. */
    private final AtomicReference<@Nullable Slot> putDown = new AtomicReference<>();

    private final AtomicBoolean submitting = new AtomicBoolean();
    private final AtomicBoolean reaping = new AtomicBoolean();
    private final AtomicInteger inFlight = new AtomicInteger();

    // Of whoever has set submitting.
    private @Nullable Slot first; // taken and waiting for room, the oldest first
    private @Nullable Slot last;
    private volatile boolean backlog; // is there a first?

    private final @Nullable Slot[] prepared;

    // Of the reaper.
    private final Ring.Sink sink = this::completed;
    private final @Nullable Thread[] toWake;
    private int woken;

    Driver(Ring ring, Slots slots, ThreadFactory factory) {
        this.ring = ring;
        this.slots = slots;
        this.factory = factory;
        prepared = new Slot[ring.entries()];
        toWake = new Thread[ring.entries()];
    }

    // ---- submission

    /** Submits a slot, and returns when the kernel has answered. */
    int submitAndWait(Slot slot) {
        Slot latest;
        do {
            latest = putDown.get();
            slot.next = latest;
        } while (!putDown.compareAndSet(latest, slot));
        submit();
        if (!reaping.get() && reaping.compareAndSet(false, true)) {
            startReaper(slot);
        }
        return slot.await();
    }

    /** Submits what there is, unless somebody else does; who does looks again afterwards, so nothing is left lying. */
    private void submit() {
        boolean goesOn = true;
        while (goesOn && hasToSubmit() && submitting.compareAndSet(false, true)) {
            try {
                take();
                goesOn = submitTaken();
            } finally {
                submitting.set(false);
            }
        }
    }

    private boolean hasToSubmit() {
        return (putDown.get() != null || backlog) && inFlight.get() < ring.entries();
    }

    /** Appends what was put down, oldest first. */
    private void take() {
        Slot latest = putDown.getAndSet(null);
        if (latest == null) {
            return;
        }
        Slot oldest = null;
        for (Slot slot = latest; slot != null; ) {
            Slot below = slot.next;
            slot.next = oldest;
            oldest = slot;
            slot = below;
        }
        if (first == null || last == null) {
            first = oldest;
        } else {
            last.next = oldest;
        }
        last = latest;
    }

    /**
     * Submits what was taken, as far as there is room.
     *
     * @return {@code false} if the kernel wants no more before something has completed
     */
    private boolean submitTaken() {
        int room = ring.entries() - inFlight.get();
        int count = 0;
        Slot slot = first;
        while (slot != null && count < room) {
            ring.prepare(slot.operation, slot.file, slot.address, slot.length, slot.offset, slot.flags, slot.number);
            prepared[count++] = slot;
            slot = slot.next; // read now: once the kernel has it, the slot may be answered, and its link used anew
        }
        inFlight.addAndGet(count); // before the kernel can answer
        int error = count == 0 ? 0 : enter();
        int untaken = ring.untaken();
        if (untaken > 0) {
            ring.unprepare();
            inFlight.addAndGet(-untaken);
            slot = prepared[count - untaken]; // the kernel takes them in order
        }
        Arrays.fill(prepared, 0, count, null);
        first = slot;
        last = slot == null ? null : last;
        if (error != 0) {
            failTaken(error);
        }
        backlog = first != null;
        return untaken == 0;
    }

    /** Has the kernel take what is prepared; returns the negative errno if it does not, for good. */
    private int enter() {
        for (int tries = 0; ring.untaken() > 0; tries++) {
            int answer = ring.submit(ring.untaken());
            if (answer == -Libc.EAGAIN || answer == -Libc.EBUSY) {
                if (tries > MOST_RETRIES) {
                    return answer;
                }
                if (inFlight.get() > ring.untaken()) {
                    return 0; // the reaper tries again after the next completions
                }
                LockSupport.parkNanos(this, RETRY_NANOS);
            } else if (answer < 0 && answer != -Libc.EINTR) {
                return answer;
            }
        }
        return 0;
    }

    private void failTaken(int error) {
        Slot slot = first;
        first = null;
        last = null;
        while (slot != null) {
            Slot following = slot.next;
            LockSupport.unpark(slot.answer(error));
            slot = following;
        }
    }

    // ---- completion

    private void startReaper(Slot slot) {
        try {
            factory.newThread(this::reap).start();
        } catch (OutOfMemoryError noThread) {
            reapUntilAnswered(slot); // better to hold a carrier for a while than to lose the transfer
        }
    }

    private void reapUntilAnswered(Slot slot) {
        while (slot.isPending()) {
            reapOnce();
        }
        reaping.set(false);
        while (inFlight.get() > 0 && reaping.compareAndSet(false, true)) {
            reapOnce();
            reaping.set(false);
        }
    }

    private void reap() {
        do {
            while (reapOnce() || inFlight.get() > 0 || putDown.get() != null) {
                // goes on as long as there is something to do
            }
            reaping.set(false);
            // A submitter that has seen it set before has left its request to this thread.
        } while ((inFlight.get() > 0 || putDown.get() != null) && reaping.compareAndSet(false, true));
    }

    /** Waits for completions and passes them on; {@code false} if none came in time. */
    private boolean reapOnce() {
        int answer = ring.await();
        woken = 0;
        int count = ring.reap(sink);
        if (count > 0) {
            inFlight.addAndGet(-count);
            for (int i = 0; i < woken; i++) {
                LockSupport.unpark(toWake[i]);
                toWake[i] = null;
            }
        }
        submit();
        return count > 0 || answer != -Libc.ETIME;
    }

    private void completed(int number, int result) {
        Thread waiting = slots.get(number).answer(result);
        if (woken == toWake.length) { // not before the ring was wrong about its size
            LockSupport.unpark(waiting);
        } else {
            toWake[woken++] = waiting;
        }
    }
}
