package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Writes and syncs on the real ring. Skipped where io_uring cannot be used. */
@Timeout(60)
final class SyncOnRingTest {
    private static final int WRITERS = 16;
    private static final int TURNS = 50;

    @TempDir
    private Path directory;

    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void open() throws IOException {
        try {
            process = AioProcess.configure().backend(BackendKind.URING).open();
        } catch (UnsupportedOperationException unusable) {
            assumeTrue(false, String.valueOf(unusable.getMessage()));
        }
        file = process.open(directory.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    @AfterEach
    void exit() throws IOException {
        if (process != null) {
            process.close();
        }
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldNeedNoWorkerForOneSyncedWriter(SyncMode mode) throws IOException {
        for (int turn = 0; turn < TURNS; turn++) {
            assertThat(file.write(ByteBuffer.allocate(100), turn)).isEqualTo(100);
            file.sync(mode);
        }
        assertThat(process.statistics().born()).isZero();
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldServeManySyncedWriters(SyncMode mode) throws Exception {
        List<Call<Long>> writers = new ArrayList<>();
        for (int i = 0; i < WRITERS; i++) {
            long offset = i * 100L;
            writers.add(Call.of(() -> {
                long written = 0;
                for (int turn = 0; turn < TURNS; turn++) {
                    written += file.write(ByteBuffer.allocate(100), offset);
                    file.sync(mode);
                }
                return written;
            }));
        }
        for (Call<Long> writer : writers) {
            assertThat(writer.result()).isEqualTo(100L * TURNS);
        }
    }

    @Test
    void shouldRunHandlersOnWorkersWhileOthersShareTheFlush() throws IOException {
        ConcurrentLinkedQueue<String> handlers = new ConcurrentLinkedQueue<>();
        process.onSignal(10, (_, _) -> handlers.add(Thread.currentThread().getName()));
        List<ControlBlock> syncs = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            ControlBlock sync = new ControlBlock(file, ByteBuffer.allocate(0), 0);
            process.fsync(SyncMode.SYNC, i % 3 == 0 ? sync.sigevent(Sigevent.signal(10, null)) : sync);
            syncs.add(sync);
        }
        for (ControlBlock sync : syncs) {
            assertThat(AioTest.reap(process, sync)).isZero();
        }
        Conditions.await("the handlers", () -> handlers.size() == 100);
        assertThat(handlers).allMatch(name -> name.contains("-worker-"));
    }

    @Test
    void shouldWaitAtTheExitForASyncThatRuns() throws IOException {
        for (int i = 0; i < 20; i++) {
            file.write(ByteBuffer.allocate(1000), 1000 * i);
            process.fsync(SyncMode.SYNC, new ControlBlock(file, ByteBuffer.allocate(0), 0));
        }
        ExitReport report = process.exit(AioTest.FOR_EVER);
        assertThat(report.isComplete()).isTrue();
    }
}
