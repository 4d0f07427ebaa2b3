package io.heddle.aio;

import java.nio.ByteBuffer;

/**
 * Buffers for files that are opened with {@code ExtendedOpenOption.DIRECT} and so bypass the page cache.
 *
 * <p>Such a file takes an offset, a length and an address only if they are multiples of its {@linkplain
 * AioFile#alignment alignment}. A buffer of {@link ByteBuffer#allocateDirect} begins anywhere, one of these where it
 * should. (A heap buffer has no address to speak of: its bytes are copied through memory that is aligned.)
 */
public final class AlignedBuffers {
    private AlignedBuffers() {}

    /**
     * Allocates a direct buffer whose first byte is at a multiple of a number.
     *
     * @param bytes the capacity, 0 or more; for a transfer of the whole buffer a multiple of the alignment
     * @param alignment a power of two, for example {@link AioFile#alignment}
     * @return a new buffer, its position 0, its limit the capacity, its order big-endian
     * @throws IllegalArgumentException if one is out of range, or both together exceed 2 GiB
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
