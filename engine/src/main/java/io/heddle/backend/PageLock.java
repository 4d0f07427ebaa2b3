package io.heddle.backend;

import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;

/** Brings the pages of a buffer into memory. */
final class PageLock {
    private static final int PAGE = 4096; // the smallest there is: touching a larger page twice is harmless

    private PageLock() {}

    static long lock(ByteBuffer buffer) {
        if (buffer instanceof MappedByteBuffer mapped) {
            mapped.load();
        } else {
            touch(buffer);
        }
        return 0;
    }

    /** The sum keeps the reads from being optimised away. */
    private static int touch(ByteBuffer buffer) {
        int sum = 0;
        for (int i = buffer.position(); i < buffer.limit(); i += PAGE) {
            sum += buffer.get(i);
        }
        return sum;
    }
}
