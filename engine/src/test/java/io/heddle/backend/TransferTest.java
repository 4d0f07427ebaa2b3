package io.heddle.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.channels.NonReadableChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a transfer moves, and what it returns. */
final class TransferTest {
    private static final long BEYOND_4_GIB = (5L << 30) + 3;

    @TempDir
    private Path directory;

    private final Transfer transfer = new Transfer();

    private Path file(String content) throws IOException {
        return Files.writeString(directory.resolve("file"), content);
    }

    private static FileChannel open(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
    }

    private long move(Operation operation, FileChannel channel, ByteBuffer bytes, long offset) throws IOException {
        transfer.describe(operation, channel, Memory.of(bytes), offset, false);
        return transfer.moveHere();
    }

    private static ByteBuffer buffer(boolean direct, int size) {
        return direct ? ByteBuffer.allocateDirect(size) : ByteBuffer.allocate(size);
    }

    private static ByteBuffer bytes(String content) {
        return ByteBuffer.wrap(content.getBytes(UTF_8));
    }

    private static String text(ByteBuffer read) {
        return UTF_8.decode(read.flip()).toString();
    }

    // ---- reads

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReadAtAnOffset(boolean direct) throws IOException {
        try (FileChannel channel = open(file("0123456789"))) {
            ByteBuffer bytes = buffer(direct, 4);

            assertThat(move(Operation.READ, channel, bytes, 3)).isEqualTo(4);

            assertThat(bytes.position()).isEqualTo(4);
            assertThat(text(bytes)).isEqualTo("3456");
            assertThat(channel.position()).as("the file's own position").isZero();
        }
    }

    @Test
    void shouldReadBetweenPositionAndLimit() throws IOException {
        try (FileChannel channel = open(file("0123456789"))) {
            ByteBuffer bytes = ByteBuffer.allocate(8).position(2).limit(5);

            assertThat(move(Operation.READ, channel, bytes, 0)).isEqualTo(3);

            assertThat(bytes.position()).isEqualTo(5);
            assertThat(bytes.get(1)).isZero();
            assertThat(bytes.get(2)).isEqualTo((byte) '0');
        }
    }

    @Test
    void shouldReadWhatThereIsBeforeTheEndOfTheFile() throws IOException {
        try (FileChannel channel = open(file("0123456789"))) {
            assertThat(move(Operation.READ, channel, ByteBuffer.allocate(100), 7))
                    .isEqualTo(3);
        }
    }

    /** POSIX returns 0 where Java returns -1. */
    @ParameterizedTest
    @ValueSource(longs = {10, 11, BEYOND_4_GIB, Long.MAX_VALUE - 100})
    void shouldReadNothingAtAndBeyondTheEndOfTheFile(long offset) throws IOException {
        try (FileChannel channel = open(file("0123456789"))) {
            ByteBuffer bytes = ByteBuffer.allocate(100);
            assertThat(move(Operation.READ, channel, bytes, offset)).isZero();
            assertThat(bytes.position()).isZero();
        }
    }

    // ---- writes

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWriteAtAnOffset(boolean direct) throws IOException {
        Path file = file("0123456789");
        try (FileChannel channel = open(file)) {
            ByteBuffer bytes = buffer(direct, 3).put(bytes("abc")).flip();

            assertThat(move(Operation.WRITE, channel, bytes, 4)).isEqualTo(3);

            assertThat(bytes.hasRemaining()).isFalse();
        }
        assertThat(file).hasContent("0123abc789");
    }

    @Test
    void shouldWriteAtTheEndWhenAppending() throws IOException {
        Path file = file("0123");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            transfer.describe(Operation.WRITE, channel, Memory.of(bytes("abc")), 0, true);
            assertThat(transfer.moveHere()).isEqualTo(3);
        }
        assertThat(file).hasContent("0123abc");
    }

    @ParameterizedTest
    @EnumSource(names = {"READ", "WRITE"})
    void shouldMoveZeroBytes(Operation operation) throws IOException {
        Path file = file("0123");
        try (FileChannel channel = open(file)) {
            assertThat(move(operation, channel, ByteBuffer.allocate(0), 0)).isZero();
        }
        assertThat(file).hasContent("0123");
    }

    @Test
    void shouldWriteAndReadBeyondFourGibibytes() throws IOException {
        Set<StandardOpenOption> sparse = Set.of(
                StandardOpenOption.READ,
                StandardOpenOption.WRITE,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.SPARSE);
        try (FileChannel channel = FileChannel.open(directory.resolve("sparse"), sparse)) {
            assertThat(move(Operation.WRITE, channel, bytes("far"), BEYOND_4_GIB))
                    .isEqualTo(3);
            ByteBuffer read = ByteBuffer.allocate(5);

            assertThat(move(Operation.READ, channel, read, BEYOND_4_GIB - 2)).isEqualTo(5);

            assertThat(text(read)).isEqualTo("\0\0far");
            assertThat(channel.size()).isEqualTo(BEYOND_4_GIB + 3);
        }
    }

    /** A channel may write less than it was given; the transfer continues where it stopped. */
    @Test
    void shouldWriteTheRestAfterAShortWrite() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> StubChannel.move(bytes, Math.min(4, bytes.remaining())))) {
            ByteBuffer bytes = ByteBuffer.allocate(12).position(2);

            assertThat(move(Operation.WRITE, channel, bytes, 100)).isEqualTo(10);

            assertThat(channel.calls).containsExactly("write at 100", "write at 104", "write at 108");
        }
    }

    @Test
    void shouldAppendTheRestAfterAShortWrite() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> StubChannel.move(bytes, 1))) {
            transfer.describe(Operation.WRITE, channel, Memory.of(ByteBuffer.allocate(2)), 100, true);

            assertThat(transfer.moveHere()).isEqualTo(2);

            assertThat(channel.calls).containsExactly("append", "append");
        }
    }

    @Test
    void shouldAnswerThePartThatWasWrittenBeforeAnError() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> {
            if (bytes.position() >= 6) {
                throw new IOException("no space left");
            }
            return StubChannel.move(bytes, 3);
        })) {
            ByteBuffer bytes = ByteBuffer.allocate(10);
            assertThatThrownBy(() -> move(Operation.WRITE, channel, bytes, 0))
                    .isInstanceOf(ShortTransferException.class)
                    .hasMessage("no space left")
                    .extracting(part -> ((ShortTransferException) part).moved())
                    .isEqualTo(6L);
            assertThat(bytes.position()).isEqualTo(6);
        }
    }

    @Test
    void shouldThrowWhenNothingWasWrittenBeforeTheError() throws IOException {
        IOException full = new IOException("no space left");
        try (StubChannel channel = new StubChannel(bytes -> {
            throw full;
        })) {
            assertThatThrownBy(() -> move(
                            Operation.WRITE, channel, ByteBuffer.allocate(10).position(4), 0))
                    .isSameAs(full);
        }
    }

    // ---- sync

    @Test
    void shouldForceDataAndMetadata() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> 7)) {
            assertThat(move(Operation.SYNC, channel, null, 0)).isZero();
            assertThat(move(Operation.DSYNC, channel, null, 0)).isZero();

            assertThat(channel.calls).containsExactly("force all", "force data");
        }
    }

    @Test
    void shouldSyncAFile() throws IOException {
        try (FileChannel channel = open(file("0123"))) {
            assertThat(move(Operation.SYNC, channel, null, 0)).isZero();
            assertThat(move(Operation.DSYNC, channel, null, 0)).isZero();
        }
    }

    @Test
    void shouldKnowWhichOperationsAreSyncs() {
        assertThat(Operation.values()).filteredOn(Operation::isSync).containsExactly(Operation.SYNC, Operation.DSYNC);
    }

    // ---- misuse

    @Test
    void shouldRefuseATransferThatWasNotDescribed() {
        assertThatThrownBy(transfer::moveHere).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void shouldForgetItsChannelAndBuffer() throws IOException {
        try (FileChannel channel = open(file("0123"))) {
            move(Operation.READ, channel, ByteBuffer.allocate(1), 0);
            transfer.forget();
            assertThatThrownBy(transfer::moveHere).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void shouldRefuseToMoveWithoutABuffer() throws IOException {
        try (FileChannel channel = open(file("0123"))) {
            assertThatThrownBy(() -> move(Operation.READ, channel, null, 0)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> move(Operation.WRITE, channel, null, 0)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldPassOnWhatTheChannelRefuses() throws IOException {
        Path file = file("0123");
        FileChannel closed = open(file);
        closed.close();
        assertThatThrownBy(() -> move(Operation.READ, closed, ByteBuffer.allocate(1), 0))
                .isInstanceOf(ClosedChannelException.class);
        try (FileChannel readable = FileChannel.open(file, StandardOpenOption.READ);
                FileChannel writable = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertThatThrownBy(() -> move(Operation.WRITE, readable, ByteBuffer.allocate(1), 0))
                    .isInstanceOf(NonWritableChannelException.class);
            assertThatThrownBy(() -> move(Operation.READ, writable, ByteBuffer.allocate(1), 0))
                    .isInstanceOf(NonReadableChannelException.class);
            assertThatThrownBy(() -> move(Operation.READ, readable, ByteBuffer.allocate(1), -1))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
