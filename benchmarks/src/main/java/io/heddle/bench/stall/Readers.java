package io.heddle.bench.stall;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Threads that read random blocks, one after another, until they are stopped. */
final class Readers {
    static final int BLOCK_BYTES = 4_096;

    private final LongAdder reads = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** Reads one block. */
    @FunctionalInterface
    private interface Read {
        int at(ByteBuffer buffer, long offset) throws IOException;
    }

    /**
     * Has the variant's threads read for a while.
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
            throws InterruptedException {
        for (int number = 0; builder != null && number < count; number++) {
            SplittableRandom random = new SplittableRandom(number);
            threads.add(builder.name("heddle-reader-" + number).start(() -> readUntilStopped(read, random, size)));
        }
        long end = System.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
        return reads.sum();
    }

    private void readUntilStopped(Read read, SplittableRandom random, long size) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(BLOCK_BYTES);
        try {
            while (!stopped) {
                read.at(buffer.clear(), random.nextLong(size / BLOCK_BYTES) * BLOCK_BYTES);
                reads.increment();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
