package io.heddle.linux;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Looks into the page cache, and how they go on. Used by one thread at a time.
 *
 * <p>{@code RWF_NOWAIT} does not wait for a page, but begins to read it ahead, and waits for a place in the device's
 * queue where that is full: for milliseconds, with a carrier. So it is found out from how long looks take whether they
 * are held up. A thread that was merely not running has a long look once in thousands; these have one in fifty or more.
 */
public final class Looks {
    /** A look takes a microsecond, and copies what it finds. */
    static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** With less than so many between two long ones, of those that were timed, they are held up. */
    private static final int OFTEN = 100;

    /** One look in so many is timed: to look at the clock twice costs a tenth of a read. */
    private static final int TIMED = 4;

    /** After so many in a row others are to run. */
    private static final int LOOKS_OF_A_TURN = 256;

    private int number;
    private int sinceLong = OFTEN;
    private boolean wasLong;

    /** Makes a count of no looks. */
    public Looks() {}

    /**
     * Reads what the page cache has, and tells the file if that is held up.
     *
     * @param file {@linkplain NativeFile#enter entered}, or kept open by a request
     * @param vector the address of one {@code struct iovec}
     * @param offset the byte offset in the file
     * @param capture where the call leaves its {@code errno}
     * @return the bytes read, 0 at the end of the file, or the negative {@code errno}: EAGAIN if the first byte is not
     *     cached
     */
    public int read(NativeFile file, long vector, long offset, MemorySegment capture) {
        number++;
        wasLong = false;
        if (number % TIMED != 0) {
            return look(file, vector, offset, capture);
        }
        long begin = System.nanoTime();
        int read = look(file, vector, offset, capture);
        if (areHeldUp(System.nanoTime() - begin)) {
            file.heldUp();
        }
        return read;
    }

    /** A file that cannot be looked into, or a system call that is not allowed, is not tried again. */
    private static int look(NativeFile file, long vector, long offset, MemorySegment capture) {
        int read = file.system.readCached(file.descriptor, vector, offset, capture);
        if (read < 0 && read != -Libc.EAGAIN && isRefusal(-read)) {
            file.tellsCached = false;
        }
        return read;
    }

    private static boolean isRefusal(int errno) {
        return switch (errno) {
            case Libc.EOPNOTSUPP, Libc.EINVAL, Libc.EPERM, Libc.EACCES, Libc.ENOSYS -> true;
            default -> false;
        };
    }

    /** Notes how long a look took; returns whether it tells that looks are held up. */
    boolean areHeldUp(long nanos) {
        sinceLong++;
        wasLong = nanos > LONG_NANOS;
        if (!wasLong) {
            return false;
        }
        boolean often = sinceLong < OFTEN;
        sinceLong = 0;
        return often;
    }

    /**
     * Returns whether a virtual thread that looks is to let others run. It leaves its carrier only when it waits, which
     * a thread that is answered at once does not: without a pause now and then all others would wait for it.
     */
    boolean isTurnOver() {
        return wasLong || number % LOOKS_OF_A_TURN == 0;
    }
}
