package io.heddle.linux;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/** Room for a heap buffer's bytes, a {@code struct iovec} and a place for an errno. Used by one thread at a time. */
final class Scratch {
    /** The most bytes that are moved through it at once: as much as stays in a core's cache between the two copies. */
    static final int ROOM = 1 << 16;

    private static final int VECTOR_BYTES = 16;
    private static final int BYTES = ROOM + 64;

    private final NativeMemory memory;
    private final MemorySegment all; // pages that nobody has touched take no memory
    private final MemorySegment vector;
    private final ByteBuffer bytes;
    final MemorySegment capture;
    final Looks looks = new Looks();

    /** Returns whether it was used since the last call. */
    boolean used = true;

    /**
     * Makes one.
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

    /** The address of a vector of one piece. */
    long vector(long address, int length) {
        vector.set(JAVA_LONG, 0, address);
        vector.set(JAVA_LONG, 8, length);
        return vector.address();
    }

    /** The room, which begins at a page. */
    ByteBuffer bytes() {
        return bytes;
    }

    /** The address of the room. */
    long room() {
        return all.address();
    }

    /** Tells whether it was used since the last such question. */
    boolean wasUsed() {
        boolean recent = used;
        used = false;
        return recent;
    }

    /** Frees it. Nobody may use it any more. */
    void free() {
        memory.free(all);
    }
}
