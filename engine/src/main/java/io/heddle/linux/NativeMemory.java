package io.heddle.linux;

import java.lang.foreign.MemorySegment;

/**
 * Memory that the kernel reads and writes for the engine. It is outside of the heap, and does not count towards {@code
 * -XX:MaxDirectMemorySize}, which belongs to the user.
 */
public interface NativeMemory {
    /** Anonymous pages of this process. */
    NativeMemory PAGES = new NativeMemory() {
        @Override
        public MemorySegment allocate(long bytes) {
            return Libc.mapAnonymous(bytes);
        }

        @Override
        public void free(MemorySegment memory) {
            Libc.unmap(memory);
        }
    };

    /**
     * Returns zeroed, page-aligned memory.
     *
     * @param bytes the size, more than 0
     * @return the memory, to be {@linkplain #free freed}
     * @throws OutOfMemoryError if there is none; nothing has changed then
     */
    MemorySegment allocate(long bytes);

    /**
     * Frees memory that {@link #allocate} has returned. The kernel must not use it any more.
     *
     * @param memory the entire memory
     */
    void free(MemorySegment memory);
}
