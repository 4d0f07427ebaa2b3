package io.heddle.backend;

import io.heddle.time.Backoff;
import io.heddle.time.Ticker;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/**
 * Direct buffers through which the bytes of heap buffers are moved to and from the JDK's channels. The JDK has its own
 * buffers for that: one for each thread that has ever made such a call, as large as the thread's largest call, until
 * the thread ends. JDK 25 counts them nowhere. With carriers that start and end, and calls of a megabyte, that memory
 * has no configured bound. This pool has a few buffers of one size, and larger transfers are moved in pieces. Buffers
 * are allocated on demand, count towards the limit of direct buffers, and are never freed.
 *
 * <p>If no buffer is free, or none can be allocated, the JDK's own buffers are used, in pieces so small that what the
 * JDK keeps is negligible. An append stays one call of any size.
 */
final class Bounces {
    /** The number of bytes that the JDK may keep for each thread. */
    static final int SMALL = 1 << 13;

    private static final int PAGE = 4096;

    /**
     * The interval between failed allocations. Before it throws OutOfMemoryError, the JDK collects garbage and waits
     * for half a second, which is too long for each call.
     */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** For reads, and for writes that fit: a size that stays in a core's cache between the two copies. */
    static final Bounces PIECES = new Bounces(1 << 16, 64);

    /** For larger writes: a file may be open in a mode in which each write goes to the device. */
    static final Bounces LARGE = new Bounces(1 << 20, 4);

    private final int bytes;
    private final IntFunction<ByteBuffer> allocator;
    private final Places<ByteBuffer> idle;
    private final AtomicInteger count = new AtomicInteger();
    private final Backoff backoff;

    /**
     * Creates an empty pool.
     *
     * @param bytes the size of each buffer
     * @param most the largest number of buffers, a power of two
     */
    Bounces(int bytes, int most) {
        this(bytes, most, ByteBuffer::allocateDirect, Ticker.SYSTEM);
    }

    /** Creates an empty pool with an allocator and a clock: in tests the allocator fails and the clock stands still. */
    Bounces(int bytes, int most, IntFunction<ByteBuffer> allocator, Ticker ticker) {
        backoff = new Backoff(ticker, AGAIN_NANOS);
        this.bytes = bytes;
        this.allocator = allocator;
        idle = new Places<>(most);
    }

    /** Returns whether the channel would move the buffer through a direct one that the JDK keeps. */
    static boolean areFor(FileChannel file, ByteBuffer heap) {
        return !heap.isDirect()
                && heap.remaining() > SMALL
                && file.getClass().getModule() == FileChannel.class.getModule();
    }

    /**
     * Lends a page-aligned buffer.
     *
     * @return a buffer with room for the wanted number of bytes, or for its size if that is less; or {@code null} if
     *     there is none
     */
    @Nullable
    ByteBuffer borrow(int wanted) {
        ByteBuffer found = idle.take(idle.count());
        if (found == null) {
            found = make();
        }
        return found == null ? null : found.clear().limit(Math.min(wanted, bytes));
    }

    private @Nullable ByteBuffer make() {
        if (backoff.isTooEarly()) {
            return null;
        }
        if (count.incrementAndGet() <= idle.count()) {
            try {
                return allocator.apply(bytes + PAGE).alignedSlice(PAGE);
            } catch (OutOfMemoryError exhausted) {
                count.decrementAndGet();
                backoff.failed();
                return null;
            }
        }
        count.decrementAndGet();
        return null;
    }

    void giveBack(ByteBuffer borrowed) {
        boolean _ = idle.leave(borrowed); // there is a place for each buffer
    }

    /** Returns the size of each buffer in bytes. */
    int size() {
        return bytes;
    }

    /** Returns the number of buffers, including those that are lent. */
    int count() {
        return count.get();
    }
}
