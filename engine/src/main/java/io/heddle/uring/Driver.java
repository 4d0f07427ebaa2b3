package io.heddle.uring;

import io.heddle.backend.Ending;
import java.util.Arrays;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Drives a ring for all who use it.
 *
 * <p>Whoever has a question to the kernel puts its slot down and, unless somebody else is at it, submits everything that lies
 * there in one system call. One platform thread waits for answers, takes all that have come, has each transfer go on or end,
 * and submits the questions that come of it together. It ends when it had nothing to do for a while and begins again with
 * the next question.
 *
 * <p>No more requests are in flight than the ring has entries, and with those that cancel others no more than there is room
 * for answers. So the completion queue, twice as long, never overflows; what is beyond waits here.
 */
final class Driver {
    /** From so many in flight on, others are likely to come with questions of their own, and are waited for. */
    private static final int CROWD = 4;

    private static final int MOST_RETRIES = 1_000;
    private static final long RETRY_NANOS = 100_000;

    private final Queues ring;
    private final Slots slots;
    private final ThreadFactory factory;

    /** Slots put down and taken by nobody yet, the latest first. */
    private final AtomicReference<@Nullable Slot> putDown = new AtomicReference<>();

    private final AtomicBoolean submitting = new AtomicBoolean();
    private final AtomicBoolean reaping = new AtomicBoolean();
    private final AtomicInteger inFlight = new AtomicInteger();

    // Of whoever has set submitting.
    private final Backlog backlog = new Backlog();
    private volatile boolean hasBacklog; // for those who have not
    private final Cancels cancels;

    private final @Nullable Slot[] prepared;

    // Of the reaper.
    private final Ring.Sink sink = this::note;
    private final int[] numbers;
    private final int[] answers;
    private int noted;
    private volatile @Nullable Thread reaper;

    Driver(Queues ring, Slots slots, ThreadFactory factory) {
        this.ring = ring;
        this.slots = slots;
        this.factory = factory;
        cancels = new Cancels(slots);
        prepared = new Slot[ring.entries()];
        numbers = new int[ring.entries()];
        answers = new int[ring.entries()];
    }

    /** Returns how many entries of the ring the kernel has. */
    int inFlight() {
        return inFlight.get();
    }

    // ---- submission

    /**
     * Takes a question to the kernel; the reaper takes the answer to its passage.
     *
     * <p>Where many are in flight, those who are ready to run put their questions down before the first submits: one system
     * call for all. Nothing depends on when that one comes to run again: the reaper submits, too, after the next answers, and
     * with many in flight those come soon.
     */
    @SuppressWarnings("ThreadPriorityCheck") // see above
    void put(Slot slot) {
        boolean first = putDown(slot);
        Thread current = Thread.currentThread();
        if (current == reaper) {
            return; // it submits when it has passed on the answers that it has
        }
        if (inFlight.get() >= CROWD) {
            if (!first) {
                return; // who was the first submits this, too
            }
            if (current.isVirtual()) {
                Thread.yield();
            }
        }
        submitAndReap(slot);
    }

    private void submitAndReap(Slot slot) {
        submit();
        if (!reaping.get() && reaping.compareAndSet(false, true)) {
            startReaper(slot);
        }
    }

    /** Returns whether nothing lay there: then this thread is the one that has to submit. */
    private boolean putDown(Slot slot) {
        Slot latest;
        do {
            latest = putDown.get();
            slot.next = latest;
        } while (!putDown.compareAndSet(latest, slot));
        return latest == null;
    }

    /** Submits what there is, unless somebody else does; who does looks again afterwards, so nothing is left lying. */
    private void submit() {
        boolean goesOn = true;
        while (goesOn && hasToSubmit() && submitting.compareAndSet(false, true)) {
            try {
                submitCancels();
                takePutDown();
                goesOn = submitTaken();
            } finally {
                submitting.set(false);
            }
        }
    }

    private boolean hasToSubmit() {
        int flying = inFlight.get();
        boolean forTransfers = (putDown.get() != null || hasBacklog) && flying < ring.entries();
        return forTransfers || (cancels.isPutDown() && flying < ring.completions());
    }

    private void takePutDown() {
        backlog.append(putDown.getAndSet(null));
    }

    /**
     * Submits what was taken, as far as there is room.
     *
     * @return {@code false} if the kernel wants no more before something has completed
     */
    private boolean submitTaken() {
        int room = ring.entries() - inFlight.get();
        int count = 0;
        while (count < room) {
            Slot slot = backlog.poll(); // before the kernel has it: from then on it may be answered, and used anew
            if (slot == null) {
                break;
            }
            prepare(slot);
            prepared[count++] = slot;
        }
        inFlight.addAndGet(count); // before the kernel can answer
        int error = count == 0 ? 0 : enter();
        int untaken = takeBackUntaken();
        for (int i = count - 1; i >= count - untaken; i--) { // the kernel takes them in order
            backlog.pushBack(prepared[i]);
        }
        Arrays.fill(prepared, 0, count, null);
        if (error != 0) {
            failTaken(error);
        }
        hasBacklog = !backlog.isEmpty();
        return untaken == 0;
    }

    private void prepare(Slot slot) {
        ring.prepare(slot.operation, slot.file, slot.address, slot.length, slot.offset, slot.flags, slot.life.key());
    }

    /** Returns how many of those prepared the kernel has not taken. */
    private int takeBackUntaken() {
        int untaken = ring.untaken();
        if (untaken > 0) {
            ring.unprepare();
            inFlight.addAndGet(-untaken);
        }
        return untaken;
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
        for (Slot slot = backlog.poll(); slot != null; slot = backlog.poll()) {
            answered(slot, error);
        }
    }

    // ---- cancel

    /**
     * Tries to take back a transfer that was begun, and waits until it is known whether that was possible. What the kernel
     * does not have yet is not submitted, what it has is for the kernel to say. A transfer that is taken back ends on this thread.
     *
     * @param key of its slot at the time
     * @return whether it has ended by this, and nothing was moved
     */
    boolean cancel(long key) {
        Slot target = slots.get(Life.number(key));
        if (Thread.currentThread() == reaper || !target.life.ask(key)) {
            return false; // the reaper would wait for itself
        }
        Slot question = slots.borrow();
        question.passage.beginQuestion();
        question.askToCancel(key);
        cancels.putDown(question);
        submitAndReap(question);
        boolean interrupted = question.passage.await();
        question.life.end();
        slots.giveBack(question);
        boolean cancelled = target.life.isCancelled(key);
        if (cancelled) {
            target.passage.cancelled();
            over(target);
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return cancelled;
    }

    /** What cancels goes first, and has the other half of the answers' queue for itself: it is wanted when the ring is full. */
    private void submitCancels() {
        int room = Math.min(ring.entries(), ring.completions() - inFlight.get());
        int count = 0;
        while (count < room) {
            Slot question = cancels.poll();
            if (question == null) {
                break;
            }
            takePutDown(); // its target may be there, put down in between
            if (!cancels.isDecided(question, backlog)) {
                prepare(question);
                prepared[count++] = question;
            }
        }
        if (count == 0) {
            return;
        }
        inFlight.addAndGet(count);
        int _ = enter();
        int untaken = takeBackUntaken();
        for (int i = count - untaken; i < count; i++) {
            cancels.refused(prepared[i]);
        }
        Arrays.fill(prepared, 0, count, null);
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
        reaper = Thread.currentThread();
        while (!slot.passage.isOver()) {
            reapOnce();
        }
        reaper = null;
        reaping.set(false);
        while (inFlight.get() > 0 && reaping.compareAndSet(false, true)) {
            reaper = Thread.currentThread();
            reapOnce();
            reaper = null;
            reaping.set(false);
        }
    }

    private void reap() {
        do {
            reaper = Thread.currentThread();
            while (reapOnce() || inFlight.get() > 0 || putDown.get() != null) {
                // goes on as long as there is something to do
            }
            reaper = null;
            reaping.set(false);
            // A submitter that has seen it set before has left its question to this thread.
        } while ((inFlight.get() > 0 || putDown.get() != null) && reaping.compareAndSet(false, true));
        slots.release();
    }

    /** Waits for answers and passes them on; {@code false} if none came in time. */
    private boolean reapOnce() {
        int waited = ring.await();
        noted = 0;
        int count = ring.reap(sink, answers.length);
        if (count > 0) {
            inFlight.addAndGet(-count); // which also makes visible here what the submitters have written to the slots
            for (int i = 0; i < count; i++) {
                answered(slots.get(numbers[i]), answers[i]);
            }
            cancels.letDecidedGo();
        }
        submit();
        return count > 0 || waited != -Libc.ETIME;
    }

    private void note(long key, int answer) {
        numbers[noted] = Life.number(key);
        answers[noted++] = answer;
    }

    /** Has a transfer go on. What comes of it is the next question, or its end. */
    private void answered(Slot slot, int answer) {
        if (slot.isCancel()) {
            cancels.answered(slot, answer);
            return;
        }
        if (slot.life.isAsked() && isCancelled(slot, answer)) {
            return; // whoever has asked for that sees to the end
        }
        if (slot.passage.answered(answer)) {
            over(slot);
        } else {
            putDown(slot);
        }
    }

    private static boolean isCancelled(Slot slot, int answer) {
        long key = slot.life.key();
        if (answer == -Libc.ECANCELED && !slot.passage.hasMoved() && slot.life.cancel(key)) {
            return true;
        }
        boolean _ = slot.life.goOn(key);
        slot.passage.disturb();
        return false;
    }

    /** Tells whoever has to know of the end. */
    private void over(Slot slot) {
        Ending ending = slot.passage.ending();
        if (ending == null) {
            LockSupport.unpark(slot.passage.release());
            return;
        }
        slots.giveBack(slot);
        try {
            ending.over();
        } catch (Throwable failed) { // a defect, but not of those who wait for the other answers
            Thread current = Thread.currentThread();
            current.getUncaughtExceptionHandler().uncaughtException(current, failed);
        }
    }
}
