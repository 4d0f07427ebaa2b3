package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.heddle.linux.Libc;
import io.heddle.linux.Looks;
import io.heddle.linux.NativeMemory;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** An entry for the kernel, and the native memory that it needs. It is reused. */
final class Slot {
    /** The largest piece in which a heap buffer is moved. */
    static final int LARGEST_BOUNCE = 1 << 20;

    /**
     * The size of the small memory that each slot has, in bytes: a {@code struct iovec}, followed by the place for an
     * errno.
     */
    static final int SMALL_BYTES = 32;

    private static final int VECTOR_BYTES = 16;
    private static final int SMALLEST_BOUNCE = 1 << 12;
    private static final ByteBuffer NO_BYTES = ByteBuffer.allocate(0);

    /** The generation and the state of the slot's present use. */
    final Life life;

    private final NativeMemory memory;
    private MemorySegment vector = MemorySegment.NULL;
    MemorySegment capture = MemorySegment.NULL;
    final Looks looks = new Looks();
    private MemorySegment bounce = MemorySegment.NULL;
    private ByteBuffer bounced = NO_BYTES;

    // The entry. Written before the slot is queued.
    byte operation;
    int file;
    long address;
    int length;
    long offset;
    int flags;

    /** Links slots that are queued for submission, or idle. */
    @Nullable
    Slot next;

    // Used by the backlog.
    @Nullable
    Slot before;

    boolean waits; // whether it is there

    /** Whether the kernel has the entry. Written by the submitter, then by the reaper. */
    boolean taken;

    /** Whether no thread waits for the completion, as for an entry by which the reaper recalls another one. */
    boolean ownerless;

    // Used by the reaper: when it first saw this entry with the kernel, and how often it has tried to recall it.
    long watchedKey;
    long watchedSince;
    int recalls;

    /** The transfer to which the entry belongs. */
    final Passage passage = new Passage(this);

    Slot(int number, NativeMemory memory) {
        life = new Life(number);
        this.memory = memory;
    }

    // ---- memory

    boolean hasSmallMemory() {
        return vector.address() != 0;
    }

    /** Attaches a part of memory that several slots share. */
    void attach(MemorySegment small) {
        MemorySegment errno = small.asSlice(VECTOR_BYTES, Libc.CAPTURE_BYTES);
        vector = small.asSlice(0, VECTOR_BYTES);
        capture = errno;
    }

    /** Detaches that part. The slot must be idle. */
    void detach() {
        vector = MemorySegment.NULL;
        capture = MemorySegment.NULL;
    }

    /**
     * Ensures that there is memory of at least so many bytes, through which a heap buffer's bytes are moved. The kernel
     * must not have an entry of this slot.
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

    /** Returns the reserved memory, which is page-aligned. */
    ByteBuffer bounced() {
        return bounced;
    }

    /** Returns the address of the reserved memory. */
    long bounce() {
        return bounce.address();
    }

    /** Drops the reserved memory without freeing it, because the kernel may still use it. */
    void loseBounce() {
        bounced = NO_BYTES;
        bounce = MemorySegment.NULL;
    }

    /** Frees the reserved memory. The slot must be idle, or the kernel must not have an entry of it. */
    void dropBounce() {
        MemorySegment dropped = bounce;
        bounced = NO_BYTES;
        bounce = MemorySegment.NULL;
        if (dropped.address() != 0) {
            memory.free(dropped);
        }
    }

    /** Sets the vector to one piece, and returns its address. */
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

    /** Describes the entry that cancels another one. */
    void askToCancel(long key) {
        ask(Ring.OP_ASYNC_CANCEL, 0, key, 0, 0, 0);
    }

    boolean isCancel() {
        return operation == Ring.OP_ASYNC_CANCEL;
    }
}
