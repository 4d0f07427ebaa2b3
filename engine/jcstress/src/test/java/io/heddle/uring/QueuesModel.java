package io.heddle.uring;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A kernel that answers at once, or when it is allowed to. It has the memory order of a ring and no more: what the submitter
 * has written the reaper sees when it sees the tail. It notes when two are on one side at a time.
 */
final class QueuesModel implements Queues {
    /** More than any test submits. */
    private static final int LENGTH = 16;

    /** A system call takes its time, in which others come. */
    private static final int SYSTEM_CALL = 8;

    private final int entries;
    private final AtomicIntegerArray queue = new AtomicIntegerArray(LENGTH);

    private int prepared; // of the submitter, as a ring's tail is
    private final AtomicInteger taken = new AtomicInteger();
    private int reaped; // of the reaper, as a ring's head is
    private volatile boolean holding;

    private final AtomicInteger submitters = new AtomicInteger();
    private final AtomicInteger reapers = new AtomicInteger();
    private volatile boolean crowded;

    QueuesModel(int entries) {
        this.entries = entries;
    }

    /** Answers nothing until it is told to. */
    void hold() {
        holding = true;
    }

    void letGo() {
        holding = false;
    }

    int taken() {
        return taken.get();
    }

    /** Were there ever two submitters or two reapers at a time? */
    boolean wasCrowded() {
        return crowded;
    }

    @Override
    public int entries() {
        return entries;
    }

    @Override
    public void prepare(byte operation, int file, long address, int length, long offset, int flags, int userData) {
        enter(submitters);
        queue.setPlain(prepared++, userData);
        submitters.decrementAndGet();
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
    public int await() {
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
            sink.completed(queue.getPlain(reaped++), 0);
        }
        reapers.decrementAndGet();
        return count;
    }

    private void enter(AtomicInteger side) {
        if (side.getAndIncrement() != 0) {
            crowded = true;
        }
    }
}
