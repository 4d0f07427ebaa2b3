package io.heddle.linux;

import java.lang.foreign.MemorySegment;

/**
 * The system calls on the descriptor of an open file, and the memory that they need. One instance serves all files;
 * tests create others, whose calls fail. Safe for use by any number of threads.
 */
class FileCalls {
    /** The calls of the kernel. */
    static final FileCalls KERNEL = new FileCalls(Scratches.SHARED);

    /** The pool from which a call borrows its memory. */
    final Scratches scratches;

    FileCalls(Scratches scratches) {
        this.scratches = scratches;
    }

    /** As {@link Libc#move}. */
    long move(long number, int fd, long address, long length, long offset, MemorySegment capture) {
        return Libc.move(number, fd, address, length, offset, capture);
    }

    /** As {@link Libc#holding}. */
    long holding(long number, int fd, MemorySegment memory, long offset, MemorySegment capture) {
        return Libc.holding(number, fd, memory, offset, capture);
    }

    /** As {@link Libc#readCached}. */
    int readCached(int fd, long vector, long offset, MemorySegment capture) {
        return Libc.readCached(fd, vector, offset, capture);
    }

    /** As {@link Libc#append}. */
    long append(int fd, MemorySegment vector, int count) {
        return Libc.append(fd, vector, count);
    }

    /** As {@link Libc#sync}. */
    int sync(int fd, boolean metadata, MemorySegment capture) {
        return Libc.sync(fd, metadata, capture);
    }

    /** As {@link Libc#size}. */
    long size(int fd) {
        return Libc.size(fd);
    }

    /** As {@link Libc#close}. */
    int close(int fd) {
        return Libc.close(fd);
    }

    /** As {@link Libc#allocate}. */
    MemorySegment allocate(long bytes) {
        return Libc.allocate(bytes);
    }

    /** As {@link Libc#unmap}. */
    void unmap(MemorySegment memory) {
        Libc.unmap(memory);
    }
}
