package io.heddle.uring;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * The questions to the kernel that are to take another one back, and how each is decided. The canceller waits; it is let go
 * exactly once, and then the {@link Life} of its target tells it what has become of that.
 *
 * <p>Only the answer to the target's own question says that nothing was moved, or that it was never asked: the kernel may say
 * that it has cancelled what ends with a part of its bytes, and that it comes too late for what ends cancelled.
 */
final class Cancels {
    private final Slots slots;

    /** Put down by cancellers, for whoever submits. */
    private final Queue<Slot> asked = new ConcurrentLinkedQueue<>();

    /** The kernel has cancelled their targets, whose answers have not come yet. The reaper's. */
    private @Nullable Slot awaiting;

    Cancels(Slots slots) {
        this.slots = slots;
    }

    // ---- of cancellers

    void putDown(Slot question) {
        asked.add(question);
    }

    boolean isPutDown() {
        return !asked.isEmpty();
    }

    // ---- of whoever submits

    /** Returns the oldest question, or {@code null} if there is none. */
    @Nullable
    Slot poll() {
        return asked.poll();
    }

    /**
     * Decides a question whose target the kernel does not have: that is taken out of the backlog.
     *
     * @param backlog with all that was put down before the question
     * @return {@code false} if only the kernel can decide
     */
    boolean isDecided(Slot question, Backlog backlog) {
        long key = question.address;
        Slot target = target(question);
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
        letGo(question);
        return true;
    }

    /** The kernel does not take the question: the target goes on. */
    void refused(Slot question) {
        boolean _ = target(question).life.goOn(question.address);
        letGo(question);
    }

    // ---- of the reaper

    /** The kernel tells whether it has found the target where that can be cancelled. */
    void answered(Slot question, int answer) {
        Slot target = target(question);
        // What runs already is told to stop, and may do so half-way.
        if (answer < 0 && target.life.goOn(question.address) && answer == -Libc.EALREADY) {
            target.passage.disturb();
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
    private static void letGo(Slot question) {
        question.next = null;
        LockSupport.unpark(question.passage.release());
    }
}
