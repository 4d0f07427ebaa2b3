package io.heddle.linux;

import java.lang.foreign.MemorySegment;

/**
 * Memory that the kernel reads and writes for us. It is not the garbage collector's, and does not come out of what
 * {@code -XX:MaxDirectMemorySize} allows, which is the user's.
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
     * Returns zeroed memory on a page's boundary.
     *
     * @param bytes how much, more than 0
     * @return the memory, to be {@linkplain #free freed}
     * @throws OutOfMemoryError if there is none; nothing has changed then
     */
    MemorySegment allocate(long bytes);

    /**
     * Frees what {@link #allocate} has returned. The kernel must be done with it.
     *
     * @param memory all of it
     */
    void free(MemorySegment memory);
}
