package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A request on its way through the kernel: what is asked for, the native memory that it needs, and the worker that waits.
 * Used again and again, by one worker at a time.
 */
final class Slot {
    /** The largest piece that a heap buffer is moved in. */
    static final int LARGEST_BOUNCE = 1 << 20;

    private static final int SMALLEST_BOUNCE = 1 << 12;
    private static final int PAGE = 1 << 12;
    private static final int PENDING = Integer.MIN_VALUE;

    /** The slot's number, by which the kernel knows it. */
    final int number;

    /** A {@code struct iovec}, and behind it the place for an errno. */
    private final MemorySegment vector;

    final MemorySegment capture;
    private MemorySegment bounce = MemorySegment.NULL;

    // What is asked for. Written before it is submitted.
    byte operation;
    int file;
    long address;
    int length;
    long offset;
    int flags;

    /** Links slots that are put down to be submitted, or that lie idle. */
    @Nullable
    Slot next;

    private volatile int result = PENDING;
    private @Nullable Thread waiter;

    Slot(int number) {
        this.number = number;
        MemorySegment memory = Arena.ofAuto().allocate(16 + Libc.CAPTURE_BYTES, 16);
        vector = memory.asSlice(0, 16);
        capture = memory.asSlice(16);
    }

    /** Memory of at least so many bytes, on a page's boundary, to move a heap buffer's bytes through. */
    MemorySegment bounce(int bytes) {
        if (bounce.byteSize() < bytes) {
            int size = Math.max(SMALLEST_BOUNCE, Integer.highestOneBit(bytes - 1) << 1);
            bounce = Arena.ofAuto().allocate(size, PAGE);
        }
        return bounce;
    }

    /** The address of a vector of one piece. */
    long vector(long pieceAddress, int pieceLength) {
        vector.set(JAVA_LONG, 0, pieceAddress);
        vector.set(JAVA_LONG, 8, pieceLength);
        return vector.address();
    }

    void ask(byte newOperation, int newFile, long newAddress, int newLength, long newOffset, int newFlags) {
        operation = newOperation;
        file = newFile;
        address = newAddress;
        length = newLength;
        offset = newOffset;
        flags = newFlags;
        waiter = Thread.currentThread();
        result = PENDING;
    }

    boolean isPending() {
        return result == PENDING;
    }

    /** Parks until the kernel has answered, however often the thread is interrupted. */
    int await() {
        while (result == PENDING) {
            LockSupport.park(this);
            boolean _ =
                    Thread.interrupted(); // the transfer has its own end; an interrupt must not turn the wait into a
            // spin
        }
        return result;
    }

    /** The kernel has answered; returns the worker that is to be woken. */
    @Nullable
    Thread answer(int answered) {
        Thread waiting = waiter;
        result = answered; // from here on the slot is the worker's again
        return waiting;
    }
}
