package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.heddle.backend.Backend;
import io.heddle.backend.Transfer;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A reused control block allocates nothing, neither where it is submitted nor on the worker. When threads contend for a
 * lock, the JDK allocates a node for the one that waits, so here each thread lets the other finish first.
 */
final class AllocationTest {
    private static final int WARM_UP = 20_000;
    private static final int REQUESTS = 20_000;

    /** Permits an occasional lock node, but no object per request: the smallest takes 16 bytes. */
    private static final double BYTES_PER_REQUEST = 8;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Moves nothing and takes no time, so that only the engine is measured. */
    private static final Backend INSTANT = new Backend() {
        @Override
        public String name() {
            return "instant";
        }

        @Override
        public long move(Transfer transfer) {
            return 8;
        }
    };

    @TempDir
    Path directory;

    private final AtomicReference<Thread> worker = new AtomicReference<>();
    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws Exception {
        ThreadFactory workers = body -> {
            Thread thread = Thread.ofPlatform().daemon(true).unstarted(body);
            worker.set(thread);
            return thread;
        };
        process = AioProcess.configure()
                .maxWorkers(1)
                .threadFactory(workers)
                .backend(INSTANT)
                .open();
        file = process.open(
                directory.resolve("file"),
                StandardOpenOption.CREATE,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ);
    }

    @AfterEach
    void closeProcess() throws Exception {
        process.close();
    }

    @FunctionalInterface
    private interface Round {
        void run() throws Exception;
    }

    private void assertAllocatesNothing(Round round) throws Exception {
        for (int i = 0; i < WARM_UP; i++) {
            round.run();
            awaitWorkerIdle();
        }
        long workerId = worker.get().threadId();
        long here = Thread.currentThread().threadId();
        double onSubmitter = Double.MAX_VALUE;
        double onWorker = Double.MAX_VALUE;
        // The best of a few attempts: a compilation or a late class load is not caused by the request.
        for (int attempt = 0; attempt < 5 && Math.max(onSubmitter, onWorker) >= BYTES_PER_REQUEST; attempt++) {
            long submitterBefore = THREADS.getThreadAllocatedBytes(here);
            long workerBefore = THREADS.getThreadAllocatedBytes(workerId);
            for (int i = 0; i < REQUESTS; i++) {
                round.run();
                awaitWorkerIdle();
            }
            onSubmitter = perRequest(THREADS.getThreadAllocatedBytes(here) - submitterBefore);
            onWorker = perRequest(THREADS.getThreadAllocatedBytes(workerId) - workerBefore);
        }
        assertThat(onSubmitter).as("bytes per request on the submitter").isLessThan(BYTES_PER_REQUEST);
        assertThat(onWorker).as("bytes per request on the worker").isLessThan(BYTES_PER_REQUEST);
    }

    private static double perRequest(long bytes) {
        return (double) bytes / REQUESTS;
    }

    private void awaitWorkerIdle() {
        while (worker.get() == null || worker.get().getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }

    private void awaitDone(ControlBlock block) throws AioException {
        while (process.error(block) == Errno.EINPROGRESS) {
            Thread.onSpinWait();
        }
        awaitWorkerIdle();
    }

    @Test
    void shouldAllocateNothingWhenBlockIsUsedAgain() throws Exception {
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(8), 0);
        assertAllocatesNothing(() -> {
            process.write(block);
            awaitDone(block);
            process.reap(block);
        });
    }

    @Test
    void shouldAllocateNothingWhenVectorIsUsedAgain() throws Exception {
        ByteBuffer[] vector = {ByteBuffer.allocate(8), ByteBuffer.allocate(8)};
        ControlBlock block = new ControlBlock().file(file).buffers(vector);
        assertAllocatesNothing(() -> {
            process.write(block.buffers(vector));
            awaitDone(block);
            process.reap(block);
        });
    }

    @Test
    void shouldAllocateNothingWhenVectorIsMovedInDirectStyle() throws Exception {
        ByteBuffer[] vector = {ByteBuffer.allocate(8), ByteBuffer.allocate(8)};
        assertAllocatesNothing(() -> file.read(vector, 0));
    }

    @Test
    void shouldAllocateNothingWhenPrioritiesAreUsed() throws Exception {
        ControlBlock urgent = new ControlBlock(file, ByteBuffer.allocate(8), 0);
        ControlBlock patient = new ControlBlock(file, ByteBuffer.allocate(8), 0).priority(20);
        assertAllocatesNothing(() -> {
            process.write(patient);
            process.write(urgent);
            awaitDone(urgent);
            awaitDone(patient);
            process.reap(urgent);
            process.reap(patient);
        });
    }

    @Test
    void shouldAllocateNothingWhenEventsAreTaken() throws Exception {
        CompletionQueue queue = new CompletionQueue();
        Kevent[] events = {new Kevent()};
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(8), 0).sigevent(Sigevent.kevent(queue, null));
        assertAllocatesNothing(() -> {
            process.write(block);
            awaitDone(block);
            queue.await(events, 1);
        });
    }

    @Test
    void shouldAllocateNothingInDirectStyle() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(8);
        assertAllocatesNothing(() -> file.read(buffer, 0));
    }

    @Test
    void shouldAllocateNothingWhenSyncing() throws Exception {
        ControlBlock write = new ControlBlock(file, ByteBuffer.allocate(8), 0);
        ControlBlock sync = new ControlBlock().file(file);
        assertAllocatesNothing(() -> {
            process.write(write);
            process.fsync(SyncMode.DSYNC, sync);
            awaitDone(sync);
            process.reap(write);
            process.reap(sync);
        });
    }
}
