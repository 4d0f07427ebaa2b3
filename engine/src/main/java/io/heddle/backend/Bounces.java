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
 * Direct buffers through which the bytes of heap buffers go to and from the JDK's channels. The JDK has its own for
 * that: one for each thread that has ever made such a call, as large as its largest, until the thread ends; JDK 25
 * counts them nowhere. With carriers that come and go, and calls of a megabyte, that is memory without a bound that
 * anybody has set. Here there are a few of one size, and what is larger is moved in pieces. They are made as they are
 * needed, are part of the allowance for direct buffers, and stay.
 *
 * <p>Where there are none left, or no memory for one, the JDK's own way is gone, in pieces so small that what it keeps
 * matters little.
 */
final class Bounces {
    /** What the JDK may keep for each thread. */
    static final int SMALL = 1 << 13;

    private static final int PAGE = 4096;

    /**
     * The JDK collects garbage and waits for half a second before it says that there is no memory. Not at each call.
     */
    private static final long AGAIN_NANOS = TimeUnit.SECONDS.toNanos(10);

    /** For reads, and for writes that fit: as much as stays in a core's cache between the two copies. */
    static final Bounces PIECES = new Bounces(1 << 16, 64);

    /** For larger writes: a file may be open for writes that go to the device one by one. */
    static final Bounces LARGE = new Bounces(1 << 20, 4);

    private final int bytes;
    private final IntFunction<ByteBuffer> allocator;
    private final Places<ByteBuffer> idle;
    private final AtomicInteger count = new AtomicInteger();
    private final Backoff backoff;

    /**
     * Makes a pool of none.
     *
     * @param bytes the size of each
     * @param most how many there may be, a power of two
     */
    Bounces(int bytes, int most) {
        this(bytes, most, ByteBuffer::allocateDirect, Ticker.SYSTEM);
    }

    /** With an allocator and a clock of the caller's: tests have the one fail and the other stand still. */
    Bounces(int bytes, int most, IntFunction<ByteBuffer> allocator, Ticker ticker) {
        backoff = new Backoff(ticker, AGAIN_NANOS);
        this.bytes = bytes;
        this.allocator = allocator;
        idle = new Places<>(most);
    }

    /** Returns whether a channel moves heap buffers by direct ones that it keeps. */
    static boolean areFor(FileChannel file, ByteBuffer heap) {
        return !heap.isDirect()
                && heap.remaining() > SMALL
                && file.getClass().getModule() == FileChannel.class.getModule();
    }

    /**
     * Lends a buffer that begins at a page.
     *
     * @return with room for so many bytes, or for its size if that is less; or {@code null} if there is none
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
        boolean _ = idle.leave(borrowed); // there is a place for each
    }

    /** Returns how many bytes each has. */
    int size() {
        return bytes;
    }

    /** Returns how many there are, lent ones too. */
    int count() {
        return count.get();
    }
}
