package io.heddle.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Room for a heap buffer's bytes, a {@code struct iovec} and an errno. Used by one thread at a time. */
final class Scratch {
    /**
     * The number of bytes that are moved through it at once: a size that stays in a core's cache between the two
     * copies.
     */
    static final int ROOM = 1 << 16;

    private static final int VECTOR_BYTES = 16;
    private static final int BYTES = ROOM + 64;

    private final NativeMemory memory;
    private final MemorySegment all; // untouched pages take no memory
    private final MemorySegment vector;
    private final ByteBuffer bytes;
    final MemorySegment capture;
    final Looks looks = new Looks();

    /** Whether it was used since the last {@link #wasUsed}. */
    boolean used = true;

    /**
     * Allocates the memory.
     *
     * @throws OutOfMemoryError if there is no memory; nothing has changed then
     */
    Scratch(NativeMemory memory) {
        this.memory = memory;
        all = memory.allocate(BYTES);
        boolean made = false;
        try {
            bytes = all.asSlice(0, ROOM).asByteBuffer();
            vector = all.asSlice(ROOM, VECTOR_BYTES);
            capture = all.asSlice(ROOM + VECTOR_BYTES, Libc.CAPTURE_BYTES);
            made = true;
        } finally {
            if (!made) {
                memory.free(all);
            }
        }
    }

    /** Sets the vector to one piece, and returns its address. */
    long vector(long address, int length) {
        vector.set(JAVA_LONG, 0, address);
        vector.set(JAVA_LONG, 8, length);
        return vector.address();
    }

    /** Returns the room, which is page-aligned. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** Returns the address of the room. */
    long room() {
        return all.address();
    }

    /** Returns whether it was used since the last call of this method. */
    boolean wasUsed() {
        boolean recent = used;
        used = false;
        return recent;
    }

    /** Frees the memory, which must not be used any more. */
    void free() {
        memory.free(all);
    }
}
