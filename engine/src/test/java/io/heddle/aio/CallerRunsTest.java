package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.heddle.backend.Backend;
import io.heddle.backend.Ending;
import io.heddle.backend.Transfer;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Direct-style calls whose transfer the caller itself may perform, on a backend that has workers for everything else.
 */
@Timeout(60)
final class CallerRunsTest {
    @TempDir
    private Path directory;

    private final Callers backend = new Callers();
    private AioProcess process;
    private AioFile file;

    /**
     * Moves nothing, blocks the transfer at one offset, and records the threads that begin other direct-style
     * transfers.
     */
    private static final class Callers implements Backend {
        static final long HELD = 7;

        final List<Thread> callers = new CopyOnWriteArrayList<>();
        final CountDownLatch held = new CountDownLatch(1);
        final CountDownLatch started = new CountDownLatch(1);

        @Override
        public String name() {
            return "callers";
        }

        @Override
        public boolean takesWhole(Transfer transfer) {
            return transfer.isWaitedFor();
        }

        @Override
        public boolean begin(Transfer transfer, Ending ending) {
            if (transfer.offset() == HELD) {
                started.countDown();
                awaitRelease();
            } else {
                callers.add(Thread.currentThread());
            }
            int left = transfer.operation().isSync()
                    ? 0
                    : transfer.memory().buffer().remaining();
            transfer.moved(left);
            return true;
        }

        private void awaitRelease() {
            try {
                held.await();
            } catch (InterruptedException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        @Override
        public long move(Transfer transfer) {
            return transfer.memory().remaining();
        }
    }

    @BeforeEach
    void open() throws IOException {
        process = AioProcess.configure().backend(backend).maxInFlight(1).open();
        Path path = Files.createFile(directory.resolve("file"));
        file = process.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    @AfterEach
    void exit() throws IOException {
        backend.held.countDown();
        process.close();
    }

    /** Occupies the only place for a running request. */
    private FutureTask<Integer> occupy() {
        FutureTask<Integer> first = new FutureTask<>(() -> file.write(ByteBuffer.allocate(1), Callers.HELD));
        Thread.ofPlatform().start(first);
        Conditions.await("the first call to run", backend.started);
        return first;
    }

    private void awaitQueued() {
        Conditions.await("the call to be queued", () -> process.statistics().queued() == 1);
    }

    @Test
    void shouldBeMadeByTheCaller() throws IOException {
        assertThat(file.write(ByteBuffer.allocate(5), 0)).isEqualTo(5);
        assertThat(file.read(ByteBuffer.allocate(6), 0)).isEqualTo(6);
        file.sync(SyncMode.SYNC);
        assertThat(backend.callers).hasSize(3).containsOnly(Thread.currentThread());
        assertThat(process.statistics().born()).isZero();
        assertThat(process.statistics().outstanding()).isZero();
    }

    /** The thread that makes room must not perform the call's transfer: other threads may wait for that thread. */
    @Test
    void shouldBeMadeByTheCallerAlsoWhenItHadToWaitForRoom() throws Exception {
        FutureTask<Integer> first = occupy();
        FutureTask<Integer> call = new FutureTask<>(() -> file.write(ByteBuffer.allocate(5), 0));
        Thread caller = Thread.ofVirtual().start(call);
        awaitQueued();
        assertThat(backend.callers).isEmpty();
        backend.held.countDown();
        assertThat(call.get(30, TimeUnit.SECONDS)).isEqualTo(5);
        assertThat(backend.callers).containsExactly(caller);
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    }

    @Test
    void shouldNotBeMadeWhenAnInterruptHasCancelledItBefore() throws Exception {
        FutureTask<Integer> first = occupy();
        FutureTask<Boolean> call = new FutureTask<>(() -> {
            assertThatExceptionOfType(InterruptedIOException.class)
                    .isThrownBy(() -> file.write(ByteBuffer.allocate(5), 0));
            return Thread.interrupted();
        });
        Thread caller = Thread.ofPlatform().start(call);
        awaitQueued();
        caller.interrupt();
        assertThat(call.get(30, TimeUnit.SECONDS)).isTrue();
        backend.held.countDown();
        assertThat(first.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(backend.callers).isEmpty();
    }

    /** Requests that no direct-style call waits for are left to workers. */
    @Test
    void shouldLeaveControlBlocksToWorkers() throws Exception {
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(1), 0);
        process.write(block);
        process.suspend(List.of(block));
        assertThat(process.reap(block)).isEqualTo(1);
        assertThat(backend.callers).isEmpty();
    }
}
