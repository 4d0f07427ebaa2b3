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

/** Threads that read random blocks, one after another, until they are stopped. */
final class Readers {
    static final int BLOCK_BYTES = 4_096;

    private final LongAdder reads = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;
    private volatile long readsAtStop;

    /** Reads one block. */
    @FunctionalInterface
    private interface Read {
        int at(ByteBuffer buffer, long offset) throws IOException;
    }

    /** Work to be done while the readers read. */
    @FunctionalInterface
    interface Meanwhile {
        void run() throws IOException, InterruptedException;
    }

    /**
     * Has the variant's threads read while something else goes on.
     *
     * @return how many blocks were read meanwhile
     */
    static long during(Variant variant, Path file, long size, int count, Meanwhile meanwhile)
            throws IOException, InterruptedException {
        Readers readers = new Readers();
        return switch (variant) {
            case IDLE -> readers.run(0, null, (buffer, offset) -> 0, size, meanwhile);
            case CHANNEL_VIRTUAL -> {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    yield readers.run(count, Thread.ofVirtual(), channel::read, size, meanwhile);
                }
            }
            case CHANNEL_PLATFORM -> {
                try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
                    yield readers.run(count, Thread.ofPlatform(), channel::read, size, meanwhile);
                }
            }
            case HEDDLE_VIRTUAL -> {
                try (AioProcess process = AioProcess.configure()
                                .name("heddle-stall")
                                .maxWorkers(count)
                                .open();
                        AioFile opened = process.open(file)) {
                    yield readers.run(count, Thread.ofVirtual(), opened::read, size, meanwhile);
                }
            }
        };
    }

    private long run(
            int count,
            Thread.@org.jspecify.annotations.Nullable Builder builder,
            Read read,
            long size,
            Meanwhile meanwhile)
            throws IOException, InterruptedException {
        for (int number = 0; builder != null && number < count; number++) {
            SplittableRandom random = new SplittableRandom(number);
            threads.add(builder.name("heddle-reader-" + number).start(() -> readUntilStopped(read, random, size)));
        }
        try {
            meanwhile.run();
        } finally {
            readsAtStop = reads.sum();
            stopped = true;
            for (Thread thread : threads) {
                thread.join();
            }
        }
        return readsAtStop;
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
