package io.heddle.uring;

import java.util.concurrent.TimeUnit;

/**
 * Tells from how long looks into the page cache take whether the kernel holds them up. {@code RWF_NOWAIT} does not wait for a
 * page, but begins to read it ahead, and waits for a place in the device's queue where that is full: for milliseconds, with a
 * carrier. A thread that was merely not running has a long look once in thousands; these have one in fifty or more.
 *
 * <p>Used by one thread at a time.
 */
final class Looks {
    /** A look takes a microsecond, and copies what it finds. */
    static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** With less than so many between two long ones that were timed they are held up. */
    private static final int OFTEN = 100;

    private int sinceLong = OFTEN;

    /** Counts a look that was timed; returns whether it tells that looks are held up. */
    boolean areHeldUp(long nanos) {
        sinceLong++;
        if (nanos <= LONG_NANOS) {
            return false;
        }
        boolean often = sinceLong < OFTEN;
        sinceLong = 0;
        return often;
    }
}
