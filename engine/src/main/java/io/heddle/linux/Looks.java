package io.heddle.linux;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;

/**
 * Cache probes: reads of what is in the page cache, and the detection of delays. Used by one thread at a time.
 *
 * <p>A read with {@code RWF_NOWAIT} does not wait for a page, but starts its read-ahead. If the device's queue is full
 * it waits for a place there: for milliseconds, while it holds a carrier. The duration of probes shows whether they are
 * delayed. A thread that was only descheduled has a long probe once in thousands; of delayed probes one in fifty or
 * more is long.
 */
public final class Looks {
    /** The duration of a long probe. Normally a probe takes a microsecond, and the time to copy what it finds. */
    static final long LONG_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

    /** Probes count as delayed if fewer than this number of timed ones lie between two long ones. */
    private static final int OFTEN = 100;

    /** One probe in this number is timed: reading the clock twice costs a tenth of a read. */
    private static final int TIMED = 4;

    /** The number of probes after which other threads must run. */
    private static final int LOOKS_OF_A_TURN = 256;

    private int number;
    private int sinceLong = OFTEN;
    private boolean wasLong;

    /** Creates a count of 0 probes. */
    public Looks() {}

    /**
     * Reads from the page cache, and notifies the file if probes are delayed.
     *
     * @param file {@linkplain NativeFile#enter entered}, or kept open by a request
     * @param vector the address of one {@code struct iovec}
     * @param offset the byte offset in the file
     * @param capture receives the {@code errno}
     * @return the number of bytes read, 0 at the end of the file, or the negative {@code errno}: EAGAIN if the first
     *     byte is not cached
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

    /** Makes a probe. A file that does not support it, or a system call that is not allowed, is not tried again. */
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

    /** Records the duration of a probe; returns whether it shows that probes are delayed. */
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
     * Returns whether the virtual thread must let others run. Cache hits never unmount it; without periodic pauses all
     * other threads would wait for it.
     */
    boolean isTurnOver() {
        return wasLong || number % LOOKS_OF_A_TURN == 0;
    }
}
