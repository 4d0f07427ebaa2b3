package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.heddle.linux.Libc;
import io.heddle.linux.Looks;
import io.heddle.linux.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A question to the kernel, and the native memory that it needs. Used again and again. */
final class Slot {
    /** The largest piece that a heap buffer is moved in. */
    static final int LARGEST_BOUNCE = 1 << 20;

    /** Bytes of the small memory that each slot has: a {@code struct iovec}, and behind it the place for an errno. */
    static final int SMALL_BYTES = 32;

    private static final int VECTOR_BYTES = 16;
    private static final int SMALLEST_BOUNCE = 1 << 12;
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    /** Of which use of the slot the question is, and whether it is to be cancelled. */
    final Life life;

    private final NativeMemory memory;
    private MemorySegment vector = MemorySegment.NULL;
    MemorySegment capture = MemorySegment.NULL;
    final Looks looks = new Looks();
    private MemorySegment bounce = MemorySegment.NULL;
    private ByteBuffer bounced = NO_BYTES;

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

    /** Whether the kernel has the question. Of the submitter, then of the reaper. */
    boolean taken;

    /** Whether no thread waits for the answer. Of questions that take back what has not started. */
    boolean ownerless;

    // Of the reaper: when it first saw this question with the kernel, and how often it tried to take it back.
    long watchedKey;
    long watchedSince;
    int recalls;

    /** What the question is part of. */
    final Passage passage = new Passage(this);

    Slot(int number, NativeMemory memory) {
        life = new Life(number);
        this.memory = memory;
    }

    // ---- memory

    boolean hasSmallMemory() {
        return vector.address() != 0;
    }

    /** Takes a part of memory that several slots share. */
    void attach(MemorySegment small) {
        MemorySegment errno = small.asSlice(VECTOR_BYTES, Libc.CAPTURE_BYTES);
        vector = small.asSlice(0, VECTOR_BYTES);
        capture = errno;
    }

    /** Forgets that part, while nobody has the slot. */
    void detach() {
        vector = MemorySegment.NULL;
        capture = MemorySegment.NULL;
    }

    /**
     * Makes sure that there is memory of at least so many bytes to move a heap buffer's bytes through. Only while the
     * kernel has no question of this slot's.
     *
     * @throws OutOfMemoryError if there is none
     */
    void reserve(int bytes) {
        if (bounced.capacity() >= bytes) {
            return;
        }
        dropBounce();
        int size = Math.max(SMALLEST_BOUNCE, Integer.highestOneBit(bytes - 1) << 1);
        MemorySegment made = memory.allocate(size);
        boolean kept = false;
        try {
            bounced = made.asByteBuffer();
            bounce = made;
            kept = true;
        } finally {
            if (!kept) {
                memory.free(made);
            }
        }
    }

    /** What was reserved, on a page's boundary. */
    ByteBuffer bounced() {
        return bounced;
    }

    /** Where it is. */
    long bounce() {
        return bounce.address();
    }

    /** Forgets that memory without freeing it: it is not known whether the kernel is done with it. */
    void loseBounce() {
        bounced = NO_BYTES;
        bounce = MemorySegment.NULL;
    }

    /** Frees that memory, while nobody has the slot, or the kernel no question of it. */
    void dropBounce() {
        MemorySegment dropped = bounce;
        bounced = NO_BYTES;
        bounce = MemorySegment.NULL;
        if (dropped.address() != 0) {
            memory.free(dropped);
        }
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
