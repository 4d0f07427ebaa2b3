package io.heddle.backend;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What vectors move, and when a transfer stops: at the end of the file, at an error, at a channel that accepts nothing.
 */
@Timeout(60)
final class ChannelIoTest {
    @TempDir
    private Path directory;

    private static ByteBuffer[] sized(int... sizes) {
        ByteBuffer[] vector = new ByteBuffer[sizes.length];
        for (int i = 0; i < sizes.length; i++) {
            vector[i] = i % 2 == 0 ? ByteBuffer.allocate(sizes[i]) : ByteBuffer.allocateDirect(sizes[i]);
        }
        return vector;
    }

    private static ByteBuffer bytes(String content) {
        return ByteBuffer.wrap(content.getBytes(UTF_8));
    }

    private static String text(ByteBuffer read) {
        return UTF_8.decode(read.duplicate().flip()).toString();
    }

    private FileChannel open(String content) throws IOException {
        return FileChannel.open(
                Files.writeString(directory.resolve("file"), content),
                StandardOpenOption.READ,
                StandardOpenOption.WRITE);
    }

    // ---- reads

    @Test
    void shouldScatterFromAnOffset() throws IOException {
        try (FileChannel channel = open("0123456789")) {
            ByteBuffer[] vector = sized(2, 0, 3, 1);
            assertThat(ChannelIo.readVector(channel, vector, 1)).isEqualTo(6);
            assertThat(vector).extracting(ChannelIoTest::text).containsExactly("12", "", "345", "6");
        }
    }

    @Test
    void shouldStopScatteringAtTheEndOfTheFile() throws IOException {
        try (FileChannel channel = open("0123456789")) {
            ByteBuffer[] vector = sized(2, 4, 4);
            assertThat(ChannelIo.readVector(channel, vector, 6)).isEqualTo(4);
            assertThat(vector).extracting(ByteBuffer::position).containsExactly(2, 2, 0);
            assertThat(ChannelIo.readVector(channel, sized(2, 2), 10)).isZero();
        }
    }

    /** Bytes read after a buffer that stayed short would land at the wrong offset. */
    @Test
    void shouldReadNothingMoreAfterTheEndOfTheFile() throws IOException {
        Iterator<Integer> answers = List.of(3, 3, -1).iterator();
        try (StubChannel channel = new StubChannel(bytes -> moveOrEnd(bytes, answers.next()))) {
            assertThat(ChannelIo.readVector(channel, sized(3, 4, 5), 100)).isEqualTo(6);
            assertThat(channel.calls).containsExactly("read at 100", "read at 103", "read at 106");
        }
    }

    /** A channel moves as much as the kernel does in one call: of /proc a page, of a large file 2 GiB less a page. */
    @Test
    void shouldReadOnAfterAShortRead() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> StubChannel.move(bytes, Math.min(3, bytes.remaining())))) {
            ByteBuffer bytes = ByteBuffer.allocate(7);
            assertThat(ChannelIo.read(channel, bytes, 100)).isEqualTo(7);
            assertThat(bytes.hasRemaining()).isFalse();
            assertThat(channel.calls).containsExactly("read at 100", "read at 103", "read at 106");
        }
    }

    private static int moveOrEnd(ByteBuffer bytes, int answer) {
        return answer < 0 ? answer : StubChannel.move(bytes, answer);
    }

    @Test
    void shouldAnswerThePartThatWasReadBeforeAnError() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> {
            if (bytes.remaining() == 5) {
                throw new IOException("broken");
            }
            return StubChannel.moveAll(bytes);
        })) {
            assertMovedBeforeAnError(7, () -> ChannelIo.readVector(channel, sized(3, 4, 5, 6), 0));
            assertThatThrownBy(() -> ChannelIo.readVector(channel, sized(5, 6), 0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("broken");
        }
    }

    /** Asserts that an error occurred after that many bytes. */
    private static void assertMovedBeforeAnError(long moved, ThrowingCallable transfer) {
        assertThatExceptionOfType(ShortTransferException.class)
                .isThrownBy(transfer)
                .matches(part -> part.moved() == moved, moved + " bytes");
    }

    // ---- writes

    @Test
    void shouldGatherAtAnOffset() throws IOException {
        try (FileChannel channel = open("0123456789")) {
            ByteBuffer[] vector = {
                bytes("ab"), bytes(""), bytes("xcdx").position(1).limit(3)
            };
            assertThat(ChannelIo.writeVector(channel, vector, 3)).isEqualTo(4);
            assertThat(channel.position()).as("the file's own position").isZero();
        }
        assertThat(directory.resolve("file")).hasContent("012abcd789");
    }

    @Test
    void shouldGoOnAfterShortWritesOfAVector() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> StubChannel.move(bytes, 2))) {
            assertThat(ChannelIo.writeVector(channel, sized(4, 2), 10)).isEqualTo(6);
            assertThat(channel.calls).containsExactly("write at 10", "write at 12", "write at 14");
        }
    }

    @Test
    void shouldAnswerThePartOfAVectorThatWasWrittenBeforeAnError() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> {
            if (bytes.position() == 2) {
                throw new IOException("full");
            }
            return StubChannel.move(bytes, Math.min(2, bytes.remaining()));
        })) {
            assertMovedBeforeAnError(4, () -> ChannelIo.writeVector(channel, sized(2, 4, 3), 0));
            assertThatThrownBy(() -> ChannelIo.writeVector(
                            channel, new ByteBuffer[] {ByteBuffer.allocate(4).position(2)}, 0))
                    .hasMessage("full");
        }
    }

    @Test
    void shouldAppendAVectorByOneCall() throws IOException {
        Path file = Files.writeString(directory.resolve("log"), "0");
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.APPEND)) {
            ByteBuffer[] vector = {bytes("ab"), bytes(""), bytes("cd")};
            assertThat(ChannelIo.appendVector(channel, vector)).isEqualTo(4);
        }
        assertThat(file).hasContent("0abcd");
        try (StubChannel channel = new StubChannel(StubChannel::moveAll)) {
            assertThat(ChannelIo.appendVector(channel, sized(5))).isEqualTo(5);
            assertThat(channel.calls).containsExactly("append 1 buffers");
        }
    }

    @Test
    void shouldAppendTheRestOfAVectorAfterAShortWrite() throws IOException {
        try (StubChannel channel = new StubChannel(StubChannel::moveAll)) {
            assertThat(ChannelIo.appendVector(channel, sized(2, 0, 3))).isEqualTo(5);
            assertThat(channel.calls).containsExactly("append 3 buffers", "append 1 buffers");
        }
    }

    @Test
    void shouldMoveVectorsOfNothing() throws IOException {
        try (FileChannel channel = open("0123")) {
            assertThat(ChannelIo.readVector(channel, sized(0, 0), 0)).isZero();
            assertThat(ChannelIo.writeVector(channel, sized(0, 0), 0)).isZero();
            assertThat(ChannelIo.appendVector(channel, sized(0, 0))).isZero();
        }
    }

    // ---- channels that accept nothing

    @Test
    void shouldGiveUpOnAChannelThatTakesNothing() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> 0)) {
            ByteBuffer bytes = ByteBuffer.allocate(4);
            assertThatThrownBy(() -> ChannelIo.write(channel, bytes, 7)).hasMessageContaining("no byte in 16 writes");
            assertThat(channel.calls).isEqualTo(Collections.nCopies(16, "write at 7"));
            assertThatThrownBy(() -> ChannelIo.append(channel, bytes)).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ChannelIo.writeVector(channel, sized(1, 2), 0))
                    .isInstanceOf(IOException.class);
            assertThatThrownBy(() -> ChannelIo.appendVector(channel, sized(1, 2)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void shouldAnswerThePartThatAChannelHasTakenBeforeItTookNoMore() throws IOException {
        try (StubChannel channel = new StubChannel(bytes -> bytes.position() < 3 ? StubChannel.move(bytes, 1) : 0)) {
            assertMovedBeforeAnError(3, () -> ChannelIo.write(channel, ByteBuffer.allocate(9), 0));
            assertMovedBeforeAnError(3, () -> ChannelIo.append(channel, ByteBuffer.allocate(9)));
            assertMovedBeforeAnError(5, () -> ChannelIo.writeVector(channel, sized(2, 9, 1), 0));
            assertMovedBeforeAnError(5, () -> ChannelIo.appendVector(channel, sized(2, 9, 1)));
        }
    }

    /** Only consecutive attempts count. */
    @Test
    void shouldBearWithAChannelThatTakesSomethingEveryNowAndThen() throws IOException {
        int[] calls = {0};
        try (StubChannel channel = new StubChannel(bytes -> ++calls[0] % 15 == 0 ? StubChannel.move(bytes, 1) : 0)) {
            assertThat(ChannelIo.write(channel, ByteBuffer.allocate(4), 0)).isEqualTo(4);
            assertThat(calls[0]).isEqualTo(60);
        }
    }
}
