package io.heddle.uring;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The questions to the kernel that are to take another one back, and how each is decided. The canceller waits; it is
 * let go exactly once, and then the {@link Life} of its target tells it what has become of that.
 *
 * <p>Only the answer to the target's own question says that nothing was moved, or that it was never asked: the kernel
 * may say that it has cancelled what ends with a part of its bytes, and that it comes too late for what ends cancelled.
 */
final class Cancels {
    private final Slots slots;

    /** Put down by cancellers, for whoever submits; the latest first. */
    private final AtomicReference<@Nullable Slot> asked = new AtomicReference<>();

    /** Taken from there, the oldest last. Of whoever submits; others only look whether there is one. */
    private volatile @Nullable Slot taken;

    /** The kernel has cancelled their targets, whose answers have not come yet. The reaper's. */
    private @Nullable Slot awaiting;

    Cancels(Slots slots) {
        this.slots = slots;
    }

    // ---- of cancellers

    void putDown(Slot question) {
        Slot latest;
        do {
            latest = asked.get();
            question.next = latest;
        } while (!asked.compareAndSet(latest, question));
    }

    boolean isPutDown() {
        return asked.get() != null || taken != null;
    }

    // ---- of whoever submits

    /**
     * Returns a question, or {@code null} if there is none. It stays the next until it is {@linkplain #taken taken}.
     */
    @Nullable
    Slot peek() {
        if (taken == null) {
            taken = asked.get() == null ? null : asked.getAndSet(null);
        }
        return taken;
    }

    /** The question that was {@linkplain #peek looked at} is decided, or about to be the kernel's. */
    void taken(Slot question) {
        taken = question.next;
        question.next = null;
    }

    /**
     * Decides a question whose target the kernel does not have: that is taken out of the backlog. Its canceller can be
     * {@linkplain #letGo let go} then.
     *
     * @param backlog with all that was put down before the question
     * @return {@code false} if only the kernel can decide
     */
    boolean isDecided(Slot question, Backlog backlog) {
        long key = question.address;
        Slot target = target(question);
        if (question.ownerless) {
            return false;
        }
        if (target.life.isAsked(key)) {
            if (!target.waits) {
                return false;
            }
            if (target.passage.hasMoved()) {
                boolean _ = target.life.goOn(key);
            } else if (target.life.cancel(key)) {
                backlog.remove(target);
            }
        }
        return true;
    }

    /** The kernel does not take the question: the target goes on. */
    void refused(Slot question) {
        if (question.ownerless) {
            slots.giveBack(question);
            return;
        }
        boolean _ = target(question).life.goOn(question.address);
        letGo(question);
    }

    // ---- of the reaper

    /** The kernel tells whether it has found the target where that can be cancelled. */
    void answered(Slot question, int answer) {
        if (question.ownerless) {
            slots.giveBack(question);
            return;
        }
        Slot target = target(question);
        if (answer < 0) {
            boolean _ = target.life.goOn(question.address);
        }
        if (target.life.isAsked(question.address)) {
            question.next = awaiting;
            awaiting = question;
        } else {
            letGo(question);
        }
    }

    /** Lets those go whose targets have been answered meanwhile. */
    void letDecidedGo() {
        Slot question = awaiting;
        awaiting = null;
        while (question != null) {
            Slot following = question.next;
            if (target(question).life.isAsked(question.address)) {
                question.next = awaiting;
                awaiting = question;
            } else {
                letGo(question);
            }
            question = following;
        }
    }

    private Slot target(Slot question) {
        return slots.get(Life.number(question.address));
    }

    /** The slot is the canceller's again. */
    static void letGo(Slot question) {
        question.next = null;
        LockSupport.unpark(question.passage.release());
    }
}
