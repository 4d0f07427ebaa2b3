package io.heddle.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.backend.Backend;
import io.heddle.backend.Carriers;
import io.heddle.backend.ChannelBackend;
import io.heddle.backend.FaultyCrew;
import io.heddle.backend.Handle;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Blocking system calls on the calling thread. */
@Timeout(60)
final class NativeBackendTest {
    private static final int ROOM = Scratch.ROOM;

    @TempDir
    private Path folder;

    private final AtomicInteger otherwise = new AtomicInteger();
    private final Backend others = new Backend() {
        @Override
        public String name() {
            return "others";
        }

        @Override
        public long move(Transfer transfer) throws IOException {
            otherwise.incrementAndGet();
            return ChannelBackend.SHARED.move(transfer);
        }
    };

    @BeforeAll
    static void needsNativeAccess() {
        Probe probe = NativeBackend.probe(ChannelBackend.SHARED);
        assumeTrue(probe instanceof Probe.Usable, () -> "no system calls: " + probe);
    }

    private NativeBackend backend(Carriers carriers) {
        return new NativeBackend(Scratches.SHARED, carriers, others);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }

    private static Transfer transfer(Operation operation, Handle file, ByteBuffer bytes, long offset) {
        Transfer transfer = new Transfer();
        transfer.describe(operation, file.channel(), file, Memory.of(bytes), offset, false);
        return transfer;
    }

    private static Handle open(Backend backend, Path path, OpenOption... options) throws IOException {
        Handle file = backend.open(path, Set.of(options));
        assertThat(file).isInstanceOf(NativeFile.class);
        return file;
    }

    private static <T> T onVirtualThread(Callable<T> body) throws Exception {
        FutureTask<T> task = new FutureTask<>(body);
        Thread.ofVirtual().start(task);
        return task.get(30, TimeUnit.SECONDS);
    }

    @Test
    void shouldMakeTheCallItself() throws Exception {
        Carriers carriers = FaultyCrew.carriers(1);
        NativeBackend backend = backend(carriers);
        assertThat(backend.name()).isEqualTo("native");
        try (Handle file = open(backend, file("0123456789"), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.allocate(4);
            assertThat(backend.move(transfer(Operation.READ, file, bytes, 3))).isEqualTo(4);
            assertThat(UTF_8.decode(bytes.flip()).toString()).isEqualTo("3456");
            assertThat(onVirtualThread(() -> backend.move(transfer(Operation.WRITE, file, bytes.rewind(), 0))))
                    .isEqualTo(4);
            assertThat(onVirtualThread(() -> backend.move(transfer(Operation.SYNC, file, null, 0))))
                    .isZero();
            assertThat(onVirtualThread(() -> backend.move(transfer(Operation.READ, file, ByteBuffer.allocate(20), 0))))
                    .isEqualTo(10);
            assertThat(onVirtualThread(() -> backend.move(transfer(Operation.READ, file, ByteBuffer.allocate(20), 10))))
                    .isZero();
        }
        assertThat(otherwise).hasValue(0);
        assertThat(carriers.held()).isZero();
        assertThat(folder.resolve("file")).hasContent("3456456789");
    }

    @Test
    void shouldGoAnotherWayWhereNoCarrierIsLent() throws Exception {
        NativeBackend backend = backend(FaultyCrew.carriers(0));
        try (Handle file = open(backend, file("0123456789"), StandardOpenOption.READ)) {
            Transfer waitedFor = transfer(Operation.READ, file, ByteBuffer.allocate(4), 0);
            waitedFor.waitedFor(true);
            assertThat(onVirtualThread(() -> backend.move(transfer(Operation.READ, file, ByteBuffer.allocate(4), 0))))
                    .isEqualTo(4);
            assertThat(otherwise).hasValue(1);
            assertThat(onVirtualThread(() -> backend.begin(waitedFor, () -> {
                        throw new AssertionError("it was over at once");
                    })))
                    .isTrue();
            assertThat(waitedFor.takeBack()).isEqualTo(4);
            assertThat(otherwise).hasValue(2);
            assertThat(backend.move(transfer(Operation.READ, file, ByteBuffer.allocate(4), 0)))
                    .as("a platform thread has no carrier")
                    .isEqualTo(4);
            assertThat(otherwise).hasValue(2);
        }
    }

    @Test
    void shouldTakeWholeWhatItsCallerWaitsForAndNothingElse() throws IOException {
        NativeBackend backend = backend(FaultyCrew.carriers(1));
        try (Handle file = open(backend, file(""), StandardOpenOption.READ)) {
            for (Operation operation : Operation.values()) {
                Transfer transfer = transfer(operation, file, ByteBuffer.allocate(1), 0);
                assertThat(backend.takesWhole(transfer)).isFalse();
                transfer.waitedFor(true);
                assertThat(backend.takesWhole(transfer))
                        .as("%s", operation)
                        .isEqualTo(operation.isTransfer() || operation.isSync());
                transfer.describe(operation, file.channel(), null, Memory.of(ByteBuffer.allocate(1)), 0, false);
                transfer.waitedFor(true);
                assertThat(backend.takesWhole(transfer)).as("without a handle").isFalse();
            }
        }
    }

    @Test
    void shouldTellErrors() throws IOException {
        NativeBackend backend = backend(FaultyCrew.carriers(1));
        Handle file = open(backend, file("0123"), StandardOpenOption.READ);
        assertThatThrownBy(() -> backend.move(transfer(Operation.WRITE, file, ByteBuffer.allocate(4), 0)))
                .hasMessage("Bad file descriptor");
        assertThatThrownBy(() -> backend.move(transfer(Operation.READ, file, null, 0)))
                .hasMessage("Bad address");
        file.close();
        assertThatThrownBy(() -> backend.move(transfer(Operation.READ, file, ByteBuffer.allocate(4), 0)))
                .isInstanceOf(IOException.class);
    }

    @Test
    void shouldMakeCallsOnADescriptorOfItsOwnBesideAChannel() throws Exception {
        NativeBackend backend = backend(FaultyCrew.carriers(1));
        FileChannel channel = FileChannel.open(file("0123456789"));
        Handle file = backend.adopt(channel);
        assertThat(file).isNotNull();
        Thread.currentThread().interrupt(); // would close the channel
        assertThat(backend.move(transfer(Operation.READ, file, ByteBuffer.allocate(4), 0)))
                .isEqualTo(4);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(channel.isOpen()).isTrue();
        assertThat(otherwise).hasValue(0);
        file.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4096, ROOM - 1, ROOM, ROOM + 1, 3 * ROOM + 17, (1 << 20) + 1})
    void shouldMoveAllBytesInPieces(int length) throws IOException {
        NativeBackend backend = backend(FaultyCrew.carriers(1));
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        for (List<OpenOption> options : List.<List<OpenOption>>of(
                List.of(StandardOpenOption.READ, StandardOpenOption.WRITE),
                List.of(StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DSYNC))) {
            try (Handle file = open(backend, file(""), options.toArray(new OpenOption[0]))) {
                ByteBuffer written =
                        ByteBuffer.allocate(length + 7).position(7).put(content).position(7);
                assertThat(backend.move(transfer(Operation.WRITE, file, written, 3)))
                        .isEqualTo(length);
                assertThat(written.hasRemaining()).isFalse();
                ByteBuffer read = ByteBuffer.allocate(length + 100).position(5);
                assertThat(backend.move(transfer(Operation.READ, file, read, 3)))
                        .isEqualTo(length);
                assertThat(read.position()).isEqualTo(length + 5);
                assertThat(Arrays.copyOfRange(read.array(), 5, length + 5)).isEqualTo(content);
            }
        }
    }

    @Test
    void shouldAppendALargeBufferOfTheHeapInOnePiece() throws IOException {
        NativeBackend backend = backend(FaultyCrew.carriers(1));
        Path path = file("begin");
        byte[] content = new byte[3 << 20];
        new Random(1).nextBytes(content);
        try (Handle file = open(backend, path, StandardOpenOption.APPEND)) {
            assertThat(file.channel().write(ByteBuffer.wrap(content))).isEqualTo(content.length);
        }
        assertThat(Arrays.copyOfRange(Files.readAllBytes(path), 5, 5 + content.length))
                .isEqualTo(content);
    }

    @ParameterizedTest
    @ValueSource(ints = {ROOM, PieceChannel.PIECE, PieceChannel.PIECE + 1, 3 * PieceChannel.PIECE + 17})
    void shouldReadMuchInPieces(int length) throws Exception {
        byte[] content = new byte[length];
        new Random(length).nextBytes(content);
        NativeBackend backend = backend(FaultyCrew.carriers(0)); // cached pieces need no carrier
        Path path = Files.write(folder.resolve("file"), content);
        try (Handle file = open(backend, path, StandardOpenOption.READ);
                Arena shared = Arena.ofShared()) {
            for (ByteBuffer bytes : List.of(
                    ByteBuffer.allocate(length + 9),
                    ByteBuffer.allocateDirect(length + 9),
                    shared.allocate(length + 9).asByteBuffer())) {
                Transfer whole = transfer(Operation.READ, file, bytes.position(9), 0);
                whole.waitedFor(true);
                assertThat(onVirtualThread(() -> backend.begin(whole, () -> {})))
                        .isTrue();
                assertThat(whole.takeBack()).isEqualTo(length);
                assertThat(bytes.hasRemaining()).isFalse();
                assertThat(bytes.position(9).slice()).isEqualTo(ByteBuffer.wrap(content));
                Transfer end = transfer(Operation.READ, file, bytes.position(0), 1);
                end.waitedFor(true);
                assertThat(onVirtualThread(() -> backend.begin(end, () -> {}))).isTrue();
                assertThat(end.takeBack()).isEqualTo(length - 1);
                assertThat(bytes.position()).isEqualTo(length - 1);
            }
            assertThat(otherwise).hasValue(0);
        }
    }

    /**
     * The read parks after the piece, so that other threads run; the park consumes a permit that the thread had before.
     */
    @Test
    void shouldLeaveTheCarrierAfterAPiece() throws IOException {
        Path path = Files.write(folder.resolve("file"), new byte[2 * PieceChannel.PIECE]);
        try (NativeFile file = (NativeFile) open(backend(FaultyCrew.carriers(0)), path, StandardOpenOption.READ)) {
            FileChannel pieces = file.pieces();
            AtomicInteger read = new AtomicInteger();
            Thread reader = Thread.ofVirtual().start(() -> {
                LockSupport.unpark(Thread.currentThread());
                try {
                    read.set(pieces.read(ByteBuffer.allocateDirect(PieceChannel.PIECE), 0));
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                }
                LockSupport.park(this); // forever if the permit is gone
            });
            Conditions.await(
                    "the reader to wait or end",
                    () -> reader.getState() == Thread.State.TERMINATED
                            || (read.get() > 0 && reader.getState() == Thread.State.WAITING));
            assertThat(reader.isAlive()).as("the permit is gone").isTrue();
            assertThat(read).hasValue(PieceChannel.PIECE);
            LockSupport.unpark(reader);
            Conditions.awaitEnd(reader);
        }
    }

    @Test
    void shouldReadAtOnceWhatIsCachedAndNotLarge() throws IOException {
        NativeBackend backend = backend(FaultyCrew.carriers(0));
        try (Handle file = open(backend, file("x".repeat(2 * ROOM)), StandardOpenOption.READ)) {
            for (ByteBuffer bytes : List.of(ByteBuffer.allocate(ROOM - 1), ByteBuffer.allocateDirect(ROOM - 1))) {
                assertThat(backend.readNow(file, bytes, 1)).isEqualTo(ROOM - 1);
                assertThat(bytes.hasRemaining()).isFalse();
                assertThat(bytes.get(ROOM - 2)).isEqualTo((byte) 'x');
            }
            assertThat(backend.readNow(file, ByteBuffer.allocateDirect(ROOM), 0))
                    .isEqualTo(Backend.WOULD_WAIT);
            assertThat(backend.readNow(file, ByteBuffer.allocate(10), 2L * ROOM))
                    .isZero();
            assertThat(backend.readNow(file, ByteBuffer.allocate(10), 2L * ROOM - 1))
                    .isEqualTo(Backend.WOULD_WAIT);
        }
    }
}
