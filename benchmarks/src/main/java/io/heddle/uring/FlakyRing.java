package io.heddle.uring;

import io.heddle.backend.ChannelBackend;
import io.heddle.linux.Libc;
import io.heddle.linux.NativeMemory;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.NullMarked;

/**
 * A ring of the kernel of which a part of the calls and answers fail, with errors that a kernel may return and that the
 * engine must hide from its users. In the engine's package, but not in its artifact; the engine does not use it.
 *
 * <p>A request that is to fail is submitted to the kernel as one that does nothing, so that a request reported as
 * failed moves no byte.
 */
@NullMarked
public final class FlakyRing implements Queues {
    private static final int ENTRIES = 1024;
    private static final long IDLE_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final int BLOCK = 4096; // the unit of O_DIRECT
    private static final int APPENDED = -1; // the offset of an append

    /**
     * Errors of requests. ENOMEM is not used for syncs: there it is an error of the file system, which must be
     * reported.
     */
    private static final int[] ANSWERS = {-Libc.EINTR, -Libc.EAGAIN, -Libc.ECANCELED, -Libc.EFAULT, -Libc.ENOMEM};

    private static final int[] REFUSALS = {-Libc.EINTR, -Libc.EAGAIN, -Libc.EBUSY};

    private final Ring ring;
    private final double rate;
    private final LongAdder injected;
    private final Random random; // of the submitter
    private final Random waits; // of the reaper
    private final Map<Long, Integer> failing = new ConcurrentHashMap<>();

    private FlakyRing(double rate, long seed, LongAdder injected) throws IOException {
        ring = new Ring(ENTRIES, NativeMemory.PAGES);
        this.rate = rate;
        this.injected = injected;
        random = new Random(seed);
        waits = new Random(seed + 1);
    }

    /**
     * Makes a backend on a ring of its own.
     *
     * @param rate the part of the calls that fail, 0 to 1
     * @param seed of the randomness
     * @param injected counts what has failed
     * @return the backend
     * @throws IOException if there can be no ring here
     */
    public static UringBackend backend(double rate, long seed, LongAdder injected) throws IOException {
        return new UringBackend(
                new FlakyRing(rate, seed, injected),
                NativeMemory.PAGES,
                Thread.ofPlatform().name("heddle-flaky-", 1).daemon(true).factory(),
                ChannelBackend.SHARED,
                IDLE_NANOS);
    }

    private boolean fails(Random ofWhom) {
        if (ofWhom.nextDouble() >= rate) {
            return false;
        }
        injected.increment();
        return true;
    }

    @Override
    public void prepare(byte operation, int file, long address, int length, long offset, int flags, long userData) {
        failing.remove(userData); // it may have been prepared before, and withdrawn
        if (operation == Ring.OP_ASYNC_CANCEL || !fails(random)) {
            ring.prepare(operation, file, address, length, offset, flags, userData);
        } else if (length >= 2 * BLOCK && offset != APPENDED && random.nextBoolean()) {
            ring.prepare(operation, file, address, length / 2 / BLOCK * BLOCK, offset, flags, userData);
        } else {
            int kinds = operation == Ring.OP_FSYNC ? ANSWERS.length - 1 : ANSWERS.length;
            failing.put(userData, ANSWERS[random.nextInt(kinds)]);
            ring.prepare(Ring.OP_NOP, -1, 0, 0, 0, 0, userData);
        }
    }

    @Override
    public int submit(int count) {
        if (!fails(random)) {
            return ring.submit(count);
        }
        return count > 1 && random.nextBoolean() ? ring.submit(count / 2) : REFUSALS[random.nextInt(REFUSALS.length)];
    }

    @Override
    public int await(long nanos) {
        return fails(waits) ? -Libc.EINTR : ring.await(nanos);
    }

    @Override
    public int reap(Ring.Sink sink, int most) {
        return ring.reap(
                (userData, result) -> {
                    Integer instead = failing.remove(userData);
                    sink.completed(userData, instead == null ? result : instead);
                },
                most);
    }

    @Override
    public int entries() {
        return ring.entries();
    }

    @Override
    public int completions() {
        return ring.completions();
    }

    @Override
    public int open() {
        return ring.open();
    }

    @Override
    public void close() {
        ring.close();
    }

    @Override
    public int untaken() {
        return ring.untaken();
    }

    @Override
    public void unprepare() {
        ring.unprepare();
    }
}
