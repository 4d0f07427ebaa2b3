package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A {@code struct iovec}, a place for an errno and, on demand, room for a heap buffer's bytes. */
final class Scratch {
    /** The most bytes that a heap buffer is read through. */
    static final int ROOM = 1 << 16;

    private static final int SMALL_BYTES = 64;
    private static final int VECTOR_BYTES = 16;

    private final NativeMemory memory;
    private final MemorySegment small;
    private final MemorySegment vector;
    final MemorySegment capture;
    private MemorySegment room = MemorySegment.NULL;
    private @Nullable ByteBuffer bytes;
    final Looks looks = new Looks();

    /** Is it to be used for the first time? */
    boolean fresh = true;

    /** Was it used since {@link Scratches#release} has last looked? */
    boolean used = true;

    /**
     * Makes one.
     *
     * @throws OutOfMemoryError if there is no memory; nothing has changed then
     */
    Scratch(NativeMemory memory) {
        this.memory = memory;
        small = memory.allocate(SMALL_BYTES);
        boolean made = false;
        try {
            vector = small.asSlice(0, VECTOR_BYTES);
            capture = small.asSlice(VECTOR_BYTES, Libc.CAPTURE_BYTES);
            made = true;
        } finally {
            if (!made) {
                memory.free(small);
            }
        }
    }

    /** The address of a vector of one piece. */
    long vector(long address, int length) {
        vector.set(JAVA_LONG, 0, address);
        vector.set(JAVA_LONG, 8, length);
        return vector.address();
    }

    /** The room, which {@link #room} has made. */
    ByteBuffer bytes() {
        ByteBuffer made = bytes;
        if (made == null) {
            throw new IllegalStateException("no room");
        }
        return made;
    }

    /** The address of the room. */
    long room() {
        if (bytes == null) {
            MemorySegment made = room;
            if (made.address() == 0) {
                made = memory.allocate(ROOM);
                room = made;
            }
            bytes = made.asByteBuffer();
        }
        return room.address();
    }

    /** Frees all of it. Nobody may use it any more. */
    void free() {
        MemorySegment freed = room;
        room = MemorySegment.NULL;
        if (freed.address() != 0) {
            memory.free(freed);
        }
        memory.free(small);
    }
}
