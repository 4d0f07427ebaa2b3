package io.heddle.bench.peer;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Submits reads that move nothing, suspends until the oldest has completed, and reaps it. */
final class EngineDispatcher implements Dispatcher {
    private final AioProcess process;
    private final AioFile file;
    private final int room;

    /**
     * Makes a dispatcher that owns a process.
     *
     * @param process closed with this
     * @param file a file whose reads take no time
     * @param room the bytes of the requests' buffers
     */
    EngineDispatcher(AioProcess process, AioFile file, int room) {
        this.process = process;
        this.file = file;
        this.room = room;
    }

    @Override
    public Lanes.Lane submitter(int window) {
        return new Submitter(window);
    }

    /** Queues appends behind one that does not complete: the engine keeps their order. */
    @Override
    public Held hold(int count) throws IOException {
        CountDownLatch released = new CountDownLatch(1);
        AioFile log = process.adopt(new HeldChannel(released), StandardOpenOption.APPEND);
        List<ControlBlock> blocks = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            ControlBlock block = new ControlBlock(log, ByteBuffer.allocate(1), 0);
            process.write(block);
            blocks.add(block);
        }
        return () -> {
            released.countDown();
            for (ControlBlock block : blocks) {
                if (process.error(block) == Errno.EINPROGRESS) {
                    process.suspend(List.of(block));
                }
                process.reap(block);
            }
            log.close();
        };
    }

    /** A channel whose first write completes when it is released. */
    private static final class HeldChannel extends NoOpChannel {
        private final CountDownLatch released;

        HeldChannel(CountDownLatch released) {
            this.released = released;
        }

        @Override
        public int write(ByteBuffer bytes) {
            try {
                released.await();
            } catch (InterruptedException nobodyDoes) {
                throw new IllegalStateException(nobodyDoes);
            }
            return super.write(bytes, 0);
        }
    }

    @Override
    public void close() throws IOException {
        process.close();
    }

    private final class Submitter implements Lanes.Lane {
        private final List<List<ControlBlock>> ring = new ArrayList<>(); // each in the form that suspend takes
        private final int window;
        private int submitted;
        private int next;

        Submitter(int window) {
            this.window = window;
            for (int number = 0; number < window; number++) {
                ring.add(List.of(new ControlBlock(file, ByteBuffer.allocate(room), 0)));
            }
        }

        @Override
        public void operation() throws AioException, InterruptedException {
            List<ControlBlock> blocks = ring.get(next);
            ControlBlock block = blocks.getFirst();
            if (submitted == window) {
                end(blocks, block);
            } else {
                submitted++;
            }
            process.read(block);
            next = next + 1 == window ? 0 : next + 1;
        }

        private void end(List<ControlBlock> blocks, ControlBlock block) throws AioException, InterruptedException {
            if (process.error(block) == Errno.EINPROGRESS) {
                process.suspend(blocks);
            }
            process.reap(block);
        }

        @Override
        public void drain() throws AioException, InterruptedException {
            for (int left = submitted; left > 0; left--) {
                next = next == 0 ? window - 1 : next - 1;
                end(ring.get(next), ring.get(next).getFirst());
            }
            submitted = 0;
        }
    }
}
