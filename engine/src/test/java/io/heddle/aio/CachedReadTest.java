package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.Conditions;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Reads in direct style that the page cache can serve: no request, no worker. Skipped where io_uring cannot be used.
 */
@Timeout(60)
final class CachedReadTest {
    private static final int SIZE = 200_000;

    @TempDir
    private Path directory;

    private byte[] content;
    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void open() throws IOException {
        try {
            process = AioProcess.configure().backend(BackendKind.URING).open();
        } catch (UnsupportedOperationException unusable) {
            assumeTrue(false, String.valueOf(unusable.getMessage()));
        }
        content = new byte[SIZE];
        new Random(5).nextBytes(content);
        Path path = Files.write(directory.resolve("file"), content);
        file = process.open(path, StandardOpenOption.READ);
    }

    @AfterEach
    void exit() throws IOException {
        if (process != null) {
            process.close();
        }
    }

    private void assertContent(ByteBuffer read, int offset) {
        read.flip();
        for (int i = 0; i < read.limit(); i++) {
            assertThat(read.get(i)).as("byte " + i).isEqualTo(content[offset + i]);
        }
    }

    /** The page cache may lose anything at any time, but it hardly loses recently written data. */
    private void assertNoWorker() {
        assertThat(process.statistics().born()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, 65_536, 65_537, SIZE})
    void shouldReadIntoEveryKindOfBuffer(int length) throws IOException {
        for (ByteBuffer buffer : List.of(ByteBuffer.allocate(length), ByteBuffer.allocateDirect(length))) {
            assertThat(file.read(buffer, 0)).isEqualTo(length);
            assertThat(buffer.hasRemaining()).isFalse();
            assertContent(buffer, 0);
        }
    }

    @Test
    void shouldReadBetweenPositionAndLimit() throws IOException {
        for (ByteBuffer buffer : List.of(ByteBuffer.allocate(100), ByteBuffer.allocateDirect(100))) {
            buffer.position(10).limit(50);
            assertThat(file.read(buffer, 77)).isEqualTo(40);
            assertThat(buffer.position()).isEqualTo(50);
            buffer.clear();
            for (int i = 0; i < 100; i++) {
                byte expected = i >= 10 && i < 50 ? content[77 + i - 10] : 0;
                assertThat(buffer.get(i)).as("byte " + i).isEqualTo(expected);
            }
        }
        assertNoWorker();
    }

    @Test
    void shouldTellTheEnd() throws IOException {
        assertThat(file.read(ByteBuffer.allocate(100), SIZE)).isEqualTo(-1);
        assertThat(file.read(ByteBuffer.allocate(100), SIZE + 5_000_000_000L)).isEqualTo(-1);
        assertThat(file.read(ByteBuffer.allocate(100), SIZE - 40)).isEqualTo(40);
    }

    @Test
    void shouldCountThemAmongTheRequests() throws IOException {
        for (int i = 1; i <= 10; i++) {
            file.read(ByteBuffer.allocate(8), i);
            assertThat(process.statistics().submitted()).isEqualTo(i);
            assertThat(process.statistics().reaped()).isEqualTo(i);
            assertThat(process.statistics().outstanding()).isZero();
        }
    }

    @Test
    void shouldBeRefusedAsRequestsAre() throws IOException {
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(() -> file.read(ByteBuffer.allocate(8).asReadOnlyBuffer(), 0))
                .withMessageContaining("read-only");
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(() -> file.read(ByteBuffer.allocate(8), -1))
                .withMessageContaining("offset is -1");
        file.close();
        assertThatExceptionOfType(AioException.class)
                .isThrownBy(() -> file.read(ByteBuffer.allocate(8), 0))
                .withMessageContaining("is closed");
    }

    @Test
    void shouldHaveARequestWhileRequestsAreRecorded() throws IOException {
        List<String> calls = new ArrayList<>();
        Trace.install(new Tracer() {
            @Override
            public Object begin(TracePoint point) {
                return point;
            }

            @Override
            public void read(
                    Object span, long process, long request, int file, long offset, long length, String error) {
                calls.add(span + " " + (request > 0) + " " + offset + " " + length + " " + error);
            }
        });
        try {
            file.read(ByteBuffer.allocate(8), 3);
        } finally {
            Trace.install(null);
        }
        assertThat(calls).containsExactly("READ true 3 8 OK");
        assertNoWorker();
    }

    @Test
    void shouldLeaveToTheChannelWhatItsUserMayFree() throws IOException {
        try (Arena arena = Arena.ofShared()) {
            ByteBuffer buffer = arena.allocate(64).asByteBuffer();
            assertThat(file.read(buffer, 9)).isEqualTo(64);
            assertContent(buffer, 9);
        }
    }

    /** A descriptor that is closed during a read may belong to another file immediately. */
    @Test
    void shouldNeverReadAnotherFileWhenTheOwnIsClosed() throws Exception {
        Path path = directory.resolve("ones");
        Path other = directory.resolve("twos");
        byte[] ones = new byte[4096];
        byte[] twos = new byte[4096];
        Arrays.fill(ones, (byte) 1);
        Arrays.fill(twos, (byte) 2);
        Files.write(path, ones);
        Files.write(other, twos);
        for (int round = 0; round < 200; round++) {
            AioFile mine = process.open(path, StandardOpenOption.READ);
            AtomicInteger wrong = new AtomicInteger();
            AtomicInteger reads = new AtomicInteger();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                readers.add(Thread.ofVirtual().start(() -> readUntilClosed(mine, reads, wrong)));
            }
            Conditions.await("some reads", () -> reads.get() > 20);
            mine.close();
            try (FileChannel _ = FileChannel.open(other);
                    FileChannel _ = FileChannel.open(other)) {
                for (Thread reader : readers) {
                    reader.join();
                }
            }
            assertThat(wrong).hasValue(0);
        }
    }

    private static void readUntilClosed(AioFile mine, AtomicInteger reads, AtomicInteger wrong) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(16);
        try {
            while (true) {
                mine.read(buffer.clear(), 0);
                if (buffer.get(0) != 1) {
                    wrong.incrementAndGet();
                }
                reads.incrementAndGet();
            }
        } catch (IOException closed) {
            // expected
        }
    }

    /** A cache hit never waits, and a virtual thread that does not wait keeps its carrier. */
    @ParameterizedTest
    @ValueSource(ints = {4_096, SIZE})
    void shouldLetOtherVirtualThreadsRun(int length) throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        AtomicBoolean others = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(2 * Runtime.getRuntime().availableProcessors());
        List<Thread> readers = new ArrayList<>();
        for (long i = reading.getCount(); i > 0; i--) {
            readers.add(Thread.ofVirtual().start(() -> {
                ByteBuffer buffer = ByteBuffer.allocate(length);
                try {
                    file.read(buffer, 0);
                    reading.countDown();
                    while (!stop.get()) {
                        file.read(buffer.clear(), 0);
                    }
                } catch (IOException failed) {
                    throw new IllegalStateException(failed);
                }
            }));
        }
        try {
            Conditions.await("all readers", reading);
            Thread.ofVirtual().start(() -> others.set(true));
            Conditions.await("another virtual thread to run", others::get);
        } finally {
            stop.set(true);
            readers.forEach(Conditions::awaitEnd);
        }
    }
}
