package io.heddle.uring;

import io.heddle.linux.Libc;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * A kernel that completes entries immediately, or when it is released, and cancels entries that it has not completed.
 * It has the memory order of a ring and no more: the reaper sees the submitter's writes once it reads the tail. It
 * records when two threads are on one side at the same time.
 */
final class QueuesModel implements Queues {
    /** More than any test submits. */
    private static final int LENGTH = 16;

    /** A system call takes time, in which other threads proceed. */
    private static final int SYSTEM_CALL = 8;

    // The fate of an entry: the reaper completes it, or a later one cancels it before.
    private static final int OPEN = 0;
    private static final int ANSWERED = 1;
    private static final int CANCELLED = 2;
    private static final int NOT_FOUND = 3;

    private static final int NO_ENTRY = -2; // ENOENT

    private final int entries;
    private final AtomicLongArray queue = new AtomicLongArray(LENGTH);
    private final AtomicIntegerArray fates = new AtomicIntegerArray(LENGTH);

    private int prepared; // confined to the submitter, like a ring's tail
    private final AtomicInteger taken = new AtomicInteger();
    private int reaped; // confined to the reaper, like a ring's head
    private volatile boolean holding;

    private final AtomicInteger submitters = new AtomicInteger();
    private final AtomicInteger reapers = new AtomicInteger();
    private volatile boolean crowded;

    QueuesModel(int entries) {
        this.entries = entries;
    }

    /** Completes nothing until it is released. */
    void hold() {
        holding = true;
    }

    void letGo() {
        holding = false;
    }

    int taken() {
        return taken.get();
    }

    /** Returns whether there were ever two submitters or two reapers at the same time. */
    boolean wasCrowded() {
        return crowded;
    }

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public int completions() {
        return 2 * entries;
    }

    @Override
    public int open() {
        return 0;
    }

    @Override
    public void close() {
        // nothing to free
    }

    @Override
    public void prepare(byte operation, int file, long address, int length, long offset, int flags, long userData) {
        enter(submitters);
        if (operation == Ring.OP_ASYNC_CANCEL && !cancel(address)) {
            fates.set(prepared, NOT_FOUND);
        }
        queue.setPlain(prepared++, userData);
        submitters.decrementAndGet();
    }

    private boolean cancel(long userData) {
        for (int i = 0; i < taken.get(); i++) {
            if (queue.getPlain(i) == userData && fates.compareAndSet(i, OPEN, CANCELLED)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public int submit(int count) {
        enter(submitters);
        for (int i = 0; i < SYSTEM_CALL; i++) {
            Thread.onSpinWait();
        }
        taken.setRelease(prepared);
        submitters.decrementAndGet();
        return count;
    }

    @Override
    public int untaken() {
        enter(submitters);
        int untaken = prepared - taken.get();
        submitters.decrementAndGet();
        return untaken;
    }

    @Override
    public void unprepare() {
        throw new IllegalStateException("this kernel takes everything");
    }

    @Override
    public int await(long nanos) {
        return holding || taken.get() == reaped ? -Libc.ETIME : 0;
    }

    @Override
    public int reap(Ring.Sink sink, int most) {
        if (holding) {
            return 0;
        }
        enter(reapers);
        int count = Math.min(taken.getAcquire() - reaped, most);
        for (int i = 0; i < count; i++) {
            sink.completed(queue.getPlain(reaped), answer(reaped));
            reaped++;
        }
        reapers.decrementAndGet();
        return count;
    }

    private int answer(int number) {
        fates.compareAndSet(number, OPEN, ANSWERED);
        return switch (fates.get(number)) {
            case CANCELLED -> -Libc.ECANCELED;
            case NOT_FOUND -> NO_ENTRY;
            default -> 0;
        };
    }

    private void enter(AtomicInteger side) {
        if (side.getAndIncrement() != 0) {
            crowded = true;
        }
    }
}
