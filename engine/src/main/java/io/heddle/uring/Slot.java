package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A question to the kernel, and the native memory that it needs. Used again and again. */
final class Slot {
    /** The largest piece that a heap buffer is moved in. */
    static final int LARGEST_BOUNCE = 1 << 20;

    private static final int SMALLEST_BOUNCE = 1 << 12;
    private static final int PAGE = 1 << 12;

    /** Of which use of the slot the question is, and whether it is to be cancelled. */
    final Life life;

    /** A {@code struct iovec}, and behind it the place for an errno. */
    private final MemorySegment vector;

    final MemorySegment capture;
    final Looks looks = new Looks();
    private MemorySegment bounce = MemorySegment.NULL;

    // What is asked for. Written before it is put down.
    byte operation;
    int file;
    long address;
    int length;
    long offset;
    int flags;

    /** Links slots that are put down to be submitted, or that lie idle. */
    @Nullable
    Slot next;

    // Of the backlog.
    @Nullable
    Slot before;

    boolean waits; // is it there?

    /** What the question is part of. */
    final Passage passage = new Passage(this);

    Slot(int number) {
        life = new Life(number);
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

    /** Forgets that memory, while nobody has the slot. */
    void dropBounce() {
        bounce = MemorySegment.NULL;
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
    }

    /** Describes the question that takes another one back. */
    void askToCancel(long key) {
        ask(Ring.OP_ASYNC_CANCEL, 0, key, 0, 0, 0);
    }

    boolean isCancel() {
        return operation == Ring.OP_ASYNC_CANCEL;
    }
}
