package io.heddle.uring;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A {@code struct iovec}, a place for an errno and, on demand, room for a heap buffer's bytes. */
final class Scratch {
    /** The most bytes that a heap buffer is read through. */
    static final int ROOM = 1 << 16;

    /** After so many reads in a row, at a microsecond each, others are to run. */
    private static final int READS_OF_A_TURN = 256;

    /** One look in so many is timed: to look at the clock twice costs a tenth of a read. */
    private static final int TIMED = 4;

    private final MemorySegment vector;
    final MemorySegment capture;
    private @Nullable MemorySegment room;
    final Looks looks = new Looks();
    private int reads;

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

    /** Is the next look to be timed? */
    boolean isTimed() {
        return reads % TIMED == 0;
    }

    /**
     * Counts a read. A virtual thread leaves its carrier only when it waits, and who is answered at once
     * does not: without a pause now and then all others would wait for it.
     *
     * @param nanos how long the look took; 0 if that is not known
     * @return whether it is to let others run
     */
    boolean isTurnOver(long nanos) {
        reads++;
        return reads % READS_OF_A_TURN == 0 || nanos > Looks.LONG_NANOS;
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
