package io.heddle.uring;

import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Cancel entries, and how their outcome is decided. A canceller waits and is released exactly once; then the {@link
 * Life} of its target holds the outcome.
 *
 * <p>That nothing was moved is known only from the completion of the target's own entry, or if that entry was never
 * submitted. The kernel may report a cancel for an entry that completes with a part of its bytes, and may report that
 * it is too late for an entry that completes as cancelled.
 */
final class Cancels {
    private final Slots slots;

    /** Queued by cancellers for the submitter; the latest first. */
    private final AtomicReference<@Nullable Slot> asked = new AtomicReference<>();

    /**
     * Taken from that queue, the oldest last. Written by the submitter; other threads only check whether there is one.
     */
    private volatile @Nullable Slot taken;

    /** Cancel entries that have completed before the entries of their targets. Used by the reaper alone. */
    private @Nullable Slot awaiting;

    Cancels(Slots slots) {
        this.slots = slots;
    }

    // ---- for cancellers

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

    // ---- for the submitter

    /**
     * Returns a cancel entry, or {@code null} if there is none. The same one is returned until it is {@linkplain #taken
     * taken}.
     */
    @Nullable
    Slot peek() {
        if (taken == null) {
            taken = asked.get() == null ? null : asked.getAndSet(null);
        }
        return taken;
    }

    /** Removes the entry that {@link #peek} has returned: it is decided, or about to be submitted. */
    void taken(Slot question) {
        taken = question.next;
        question.next = null;
    }

    /**
     * Decides the cancel of a target that the kernel does not have, and removes a cancelled target from the backlog.
     * The canceller can then be {@linkplain #letGo released}.
     *
     * @param backlog contains all that was queued before the cancel entry
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

    /** Handles a cancel entry that the kernel does not take: the target continues. */
    void refused(Slot question) {
        if (question.ownerless) {
            slots.giveBack(question);
            return;
        }
        boolean _ = target(question).life.goOn(question.address);
        letGo(question);
    }

    // ---- for the reaper

    /**
     * Handles the completion of a cancel entry: it says whether the kernel has found the target in a state in which it
     * can be cancelled.
     */
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

    /** Releases the cancellers whose targets have completed meanwhile. */
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

    /** Releases the canceller, which owns the slot again. */
    static void letGo(Slot question) {
        question.next = null;
        LockSupport.unpark(question.passage.release());
    }
}
