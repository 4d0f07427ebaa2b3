package io.heddle.aio;

import java.nio.ByteBuffer;

/**
 * Allocates buffers for files that are opened with {@code ExtendedOpenOption.DIRECT} and thus bypass the page cache.
 *
 * <p>Such a file accepts an offset, a length and an address only if they are multiples of its {@linkplain
 * AioFile#alignment alignment}. {@link ByteBuffer#allocateDirect} gives no alignment guarantee; these buffers do. (The
 * address of a heap buffer does not matter: its bytes are copied through aligned memory.)
 */
public final class AlignedBuffers {
    private AlignedBuffers() {}

    /**
     * Allocates a direct buffer whose first byte is at an address that is a multiple of {@code alignment}.
     *
     * @param bytes the capacity, 0 or more; for a transfer of the entire buffer a multiple of the alignment
     * @param alignment a power of two, for example {@link AioFile#alignment}
     * @return a new buffer with position 0, its capacity as the limit, and big-endian order
     * @throws IllegalArgumentException if an argument is out of range, or both together exceed 2 GiB
     */
    public static ByteBuffer allocate(int bytes, int alignment) {
        if (bytes < 0) {
            throw new IllegalArgumentException("bytes is " + bytes + ", it must be 0 or more");
        }
        if (alignment < 1 || Integer.bitCount(alignment) != 1) {
            throw new IllegalArgumentException("alignment is " + alignment + ", it must be a power of two");
        }
        long room = (long) bytes + alignment - 1;
        if (room > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("bytes is " + bytes + ", with an alignment of " + alignment
                    + " it must be " + (Integer.MAX_VALUE - alignment + 1) + " or less");
        }
        ByteBuffer memory = ByteBuffer.allocateDirect((int) room);
        int beyond = memory.alignmentOffset(0, alignment);
        return memory.slice(beyond == 0 ? 0 : alignment - beyond, bytes);
    }
}
