package io.heddle.aio;

import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A JVM of its own for {@link DurabilityTest}, which kills it: virtual threads write blocks of a file, one or several
 * at a time, sync them, and print to standard output which block has been synced with which sequence.
 */
final class DurabilityChild {
    static final int WRITERS = 8;
    static final int BLOCKS_PER_WRITER = 8;

    private final AioFile file;
    private final DataOutputStream acknowledgements = new DataOutputStream(System.out);
    private final ReentrantLock lock = new ReentrantLock(); // guards the output

    private DurabilityChild(AioFile file) {
        this.file = file;
    }

    public static void main(String[] arguments) throws Exception {
        Random random = new Random(Long.parseLong(arguments[2]));
        try (AioProcess process = AioProcess.configure()
                .backend(BackendKind.valueOf(arguments[1]))
                .open()) {
            AioFile file = process.open(Path.of(arguments[0]), StandardOpenOption.WRITE);
            DurabilityChild child = new DurabilityChild(file);
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                Random own = new Random(random.nextLong());
                Thread.ofVirtual().start(() -> child.write(writer, own));
            }
            // The parent writes nothing; the stream ends when the parent does, and then this JVM must end, too.
            while (System.in.read() >= 0) {}
            Runtime.getRuntime().halt(1);
        }
    }

    private void write(int writer, Random random) {
        try {
            Commit commit = new Commit(file, writer * BLOCKS_PER_WRITER, random);
            while (true) {
                for (DurabilityBlock block : commit.next()) {
                    acknowledge(block);
                }
            }
        } catch (IOException | InterruptedException | RuntimeException failed) {
            failed.printStackTrace();
            Runtime.getRuntime().halt(2);
        }
    }

    /** One writer's blocks. A commit writes some of them and syncs once. */
    private static final class Commit {
        private final AioFile file;
        private final int firstBlock;
        private final Random random;
        private final ByteBuffer[] buffers = new ByteBuffer[BLOCKS_PER_WRITER];
        private final ControlBlock[] writes = new ControlBlock[BLOCKS_PER_WRITER];
        private final ControlBlock sync;
        private final long[] sequences = new long[BLOCKS_PER_WRITER];

        Commit(AioFile file, int firstBlock, Random random) {
            this.file = file;
            this.firstBlock = firstBlock;
            this.random = random;
            sync = new ControlBlock().file(file);
            for (int i = 0; i < BLOCKS_PER_WRITER; i++) {
                int size = DurabilityBlock.BYTES;
                buffers[i] = random.nextBoolean() ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
                long offset = (long) (firstBlock + i) * size;
                writes[i] = new ControlBlock(file, buffers[i], offset);
            }
        }

        /** Returns the blocks that are synced now. */
        List<DurabilityBlock> next() throws IOException, InterruptedException {
            SyncMode mode = random.nextBoolean() ? SyncMode.SYNC : SyncMode.DSYNC;
            int first = random.nextInt(BLOCKS_PER_WRITER);
            int count = 1 + random.nextInt(BLOCKS_PER_WRITER);
            List<DurabilityBlock> blocks = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int own = (first + i) % BLOCKS_PER_WRITER;
                DurabilityBlock block = new DurabilityBlock(firstBlock + own, ++sequences[own]);
                block.encode(buffers[own]);
                blocks.add(block);
            }
            if (count == 1) {
                file.write(buffers[first], writes[first].offset());
                file.sync(mode);
            } else {
                writeAll(first, count, mode);
            }
            return blocks;
        }

        /** Waits only for the sync, which must have waited for the writes. */
        private void writeAll(int first, int count, SyncMode mode) throws IOException, InterruptedException {
            AioProcess process = file.process();
            for (int i = 0; i < count; i++) {
                process.write(writes[(first + i) % BLOCKS_PER_WRITER]);
            }
            process.fsync(mode, sync);
            process.suspend(List.of(sync), Duration.ofDays(1));
            process.reap(sync);
            for (int i = 0; i < count; i++) {
                if (process.reap(writes[(first + i) % BLOCKS_PER_WRITER]) != DurabilityBlock.BYTES) {
                    throw new IOException("a write was short");
                }
            }
        }
    }

    private void acknowledge(DurabilityBlock block) throws IOException {
        lock.lock();
        try {
            acknowledgements.writeInt(block.number());
            acknowledgements.writeLong(block.sequence());
            acknowledgements.flush();
        } finally {
            lock.unlock();
        }
    }
}
