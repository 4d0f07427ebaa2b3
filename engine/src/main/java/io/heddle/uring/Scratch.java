package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A {@code struct iovec}, a place for an errno and, on demand, room for a heap buffer's bytes. */
final class Scratch {
    /** The most bytes that a heap buffer is read through. */
    static final int ROOM = 1 << 16;

    private final MemorySegment vector;
    final MemorySegment capture;
    private @Nullable MemorySegment room;
    final Looks looks = new Looks();

    Scratch() {
        MemorySegment memory = Arena.ofAuto().allocate(16 + Libc.CAPTURE_BYTES, 16);
        vector = memory.asSlice(0, 16);
        capture = memory.asSlice(16);
    }

    /** The address of a vector of one piece. */
    long vector(long address, int length) {
        vector.set(JAVA_LONG, 0, address);
        vector.set(JAVA_LONG, 8, length);
        return vector.address();
    }

    MemorySegment room() {
        MemorySegment made = room;
        if (made == null) {
            made = Arena.ofAuto().allocate(ROOM);
            room = made;
        }
        return made;
    }
}
