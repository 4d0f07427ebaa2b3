package io.heddle.bench.stall;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Threads that read the blocks of a file in a scattered order, each block once, until all are read or time has run out.
 */
final class Readers {
    static final int BLOCK_BYTES = 4_096;

    private final AtomicLong next = new AtomicLong();
    private final AtomicReference<@Nullable IOException> failure = new AtomicReference<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** Reads one block. */
    @FunctionalInterface
    private interface Read {
        int at(ByteBuffer buffer, long offset) throws IOException;
    }

    /**
     * Runs the variant's threads until time has run out or all blocks were read.
     *
     * @return how many blocks were read
     */
    static long during(Variant variant, Path file, long size, int count, long nanos)
            throws IOException, InterruptedException {
        Readers readers = new Readers();
        return switch (variant) {
            case IDLE -> readers.run(0, null, (buffer, offset) -> 0, size, nanos);
            case CHANNEL_VIRTUAL -> {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    yield readers.run(count, Thread.ofVirtual(), channel::read, size, nanos);
                }
            }
            case CHANNEL_PLATFORM -> {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    yield readers.run(count, Thread.ofPlatform(), channel::read, size, nanos);
                }
            }
            case HEDDLE_VIRTUAL -> {
                try (AioProcess process = AioProcess.configure()
                                .name("heddle-stall")
                                .maxWorkers(count)
                                .open();
                        AioFile opened = process.open(file)) {
                    yield readers.run(count, Thread.ofVirtual(), opened::read, size, nanos);
                }
            }
        };
    }

    private long run(int count, Thread.@Nullable Builder builder, Read read, long size, long nanos)
            throws IOException, InterruptedException {
        CountDownLatch running = new CountDownLatch(builder == null ? 1 : count);
        for (int number = 0; builder != null && number < count; number++) {
            threads.add(builder.name("heddle-reader-" + number).start(() -> {
                try {
                    readUntilStopped(read, new Order(size / BLOCK_BYTES));
                } catch (IOException broken) {
                    failure.compareAndSet(null, broken);
                } finally {
                    running.countDown();
                }
            }));
        }
        boolean readAll = running.await(nanos, TimeUnit.NANOSECONDS);
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        IOException broken = failure.get();
        if (broken != null) {
            throw broken;
        }
        return readAll ? size / BLOCK_BYTES : Math.min(next.get(), size / BLOCK_BYTES);
    }

    private void readUntilStopped(Read read, Order order) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK_BYTES);
        while (!stopped) {
            long turn = next.getAndIncrement();
            if (turn >= order.blocks) {
                return;
            }
            read.at(buffer.clear(), order.block(turn) * BLOCK_BYTES);
        }
    }

    /**
     * Visits every block once, each far from the one before. A block that was read is in the page cache and must not be
     * read again.
     */
    private static final class Order {
        private static final double GOLDEN_RATIO = 0.618_033_988_749_895;

        final long blocks;
        private final long step;

        Order(long blocks) {
            this.blocks = blocks;
            BigInteger all = BigInteger.valueOf(blocks);
            long candidate = Math.max(1, (long) (blocks * GOLDEN_RATIO));
            while (!BigInteger.valueOf(candidate).gcd(all).equals(BigInteger.ONE)) {
                candidate++;
            }
            step = candidate;
        }

        long block(long turn) {
            return turn * step % blocks; // at most 2^28 * 2^28 for a file of a terabyte
        }
    }
}
