package io.heddle.linux;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.backend.ChannelBackend;
import io.heddle.uring.UringBackend;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A channel on a file's only descriptor, and descriptors that are found for the JDK's channels. */
@Timeout(60)
final class DescriptorChannelTest {
    @TempDir
    private Path folder;

    @BeforeAll
    static void needsNativeAccess() {
        Probe probe = UringBackend.probe(ChannelBackend.SHARED);
        assumeTrue(probe instanceof Probe.Usable, () -> "io_uring cannot be used: " + probe);
    }

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("file"), content);
    }

    private static NativeFile open(Path path, OpenOption... options) throws IOException {
        NativeFile file = NativeFile.open(path, Set.of(options));
        assertThat(file).isNotNull();
        return file;
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    // ---- the channel

    @Test
    void shouldMoveBytesOfEveryKindOfMemory() throws IOException {
        try (NativeFile file = open(file("0123456789"), StandardOpenOption.READ, StandardOpenOption.WRITE);
                Arena shared = Arena.ofShared()) {
            FileChannel channel = file.channel();
            for (ByteBuffer buffer : List.of(
                    ByteBuffer.allocate(4),
                    ByteBuffer.allocateDirect(4),
                    shared.allocate(4).asByteBuffer())) {
                assertThat(channel.read(buffer, 3)).isEqualTo(4);
                assertThat(UTF_8.decode(buffer.flip()).toString()).isEqualTo("3456");
                assertThat(channel.write(buffer.rewind(), 5)).isEqualTo(4);
                assertThat(buffer.hasRemaining()).isFalse();
                assertThat(channel.read(buffer.rewind(), 8)).isEqualTo(2);
                assertThat(channel.read(buffer.rewind(), 10)).isEqualTo(-1);
                assertThat(channel.write(bytes("0123456789"), 0)).isEqualTo(10);
            }
            assertThat(channel.size()).isEqualTo(10);
            channel.force(true);
            channel.force(false);
        }
    }

    @Test
    void shouldAppendAVectorInOnePiece() throws IOException {
        Path path = file("begin ");
        try (NativeFile file = open(path, StandardOpenOption.APPEND);
                Arena shared = Arena.ofShared()) {
            ByteBuffer direct = ByteBuffer.allocateDirect(2).put(bytes("cd")).flip();
            ByteBuffer closable =
                    shared.allocate(2).asByteBuffer().put(bytes("ef")).flip();
            ByteBuffer[] vector = {bytes("ab"), direct, bytes(""), closable, bytes("gh")};
            assertThat(file.channel().write(vector)).isEqualTo(8);
            assertThat(vector).noneMatch(ByteBuffer::hasRemaining);
            assertThat(file.channel().write(bytes("!"))).isEqualTo(1);
        }
        assertThat(path).hasContent("begin abcdefgh!");
    }

    @Test
    void shouldBeClosedWithItsFileAndByNoInterrupt() throws IOException {
        NativeFile file = open(file("0123456789"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        Thread.currentThread().interrupt();
        assertThat(file.channel().read(ByteBuffer.allocate(4), 0)).isEqualTo(4);
        assertThat(file.channel().write(ByteBuffer.allocate(4), 0)).isEqualTo(4);
        assertThat(file.size()).isEqualTo(10);
        assertThat(Thread.interrupted()).isTrue();
        file.close();
        assertThat(file.channel().isOpen()).isFalse();
        assertThatExceptionOfType(ClosedChannelException.class)
                .isThrownBy(() -> file.channel().read(ByteBuffer.allocate(4), 0));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(file::size);
    }

    @Test
    void shouldTellErrorsAsTheJdkDoes() throws IOException {
        try (NativeFile file = open(file("0123456789"), StandardOpenOption.READ)) {
            assertThatThrownBy(() -> file.channel().write(bytes("no"), 0)).hasMessage("Bad file descriptor");
            assertThatThrownBy(() -> file.channel().read(ByteBuffer.allocate(1), -1))
                    .hasMessage("Invalid argument");
        }
        ByteBuffer gone;
        try (Arena arena = Arena.ofShared()) {
            gone = arena.allocate(4).asByteBuffer();
        }
        try (NativeFile file = open(file("0123456789"), StandardOpenOption.READ)) {
            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> file.channel().read(gone, 0));
        }
    }

    // ---- adopted

    @Test
    void shouldAddADescriptorToAChannelAndLeaveItsPosition() throws IOException {
        Path path = file("0123456789");
        FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try (FileChannel other = FileChannel.open(path)) {
            channel.position(7);
            NativeFile adopted = NativeFile.adopt(channel);
            assertThat(adopted).isNotNull();
            assertThat(channel.position()).isEqualTo(7);
            assertThat(other.position()).isZero();
            assertThat(adopted.channel()).isSameAs(channel);
            assertThat(adopted.isAppending()).isFalse();
            assertThat(adopted.size()).isEqualTo(10);
            assertThat(Libc.position(adopted.descriptor)).isEqualTo(7);
            assertThat(NativeFile.of(adopted)).isSameAs(adopted);
            channel.close(); // closed against the contract: then requests report it, as they do without a ring
            assertThat(NativeFile.of(adopted)).isNull();
            adopted.close();
        }
    }

    @Test
    void shouldFindOutThatAnAdoptedChannelAppends() throws IOException {
        try (NativeFile adopted = NativeFile.adopt(FileChannel.open(file("0123"), StandardOpenOption.APPEND))) {
            assertThat(adopted).isNotNull();
            assertThat(adopted.isAppending()).isTrue();
            assertThat(adopted.channel().write(bytes("45"))).isEqualTo(2);
            assertThat(adopted.size()).isEqualTo(6);
        }
    }

    // ---- many early ones

    @Test
    void shouldJoinManyFilesEachToItsOwn() throws IOException {
        Probe probe = UringBackend.probe(ChannelBackend.SHARED);
        AutoBackend backend = new AutoBackend(ChannelBackend.SHARED, () -> probe);
        List<EarlyFile> files = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            Path path = Files.writeString(folder.resolve("file" + i), "x".repeat(i));
            EarlyFile file = EarlyFile.open(path, Set.of(StandardOpenOption.READ), backend);
            assertThat(file).isNotNull();
            files.add(file);
        }
        EarlyFile adopted = EarlyFile.adopt(FileChannel.open(file("adopted")), backend);
        assertThat(adopted).isNotNull();
        files.add(adopted);
        Descriptors.join(files);
        for (int i = 0; i <= 300; i++) {
            NativeFile joined = files.get(i).joined();
            assertThat(joined).isNotNull();
            assertThat(joined.size()).isEqualTo(i < 300 ? i : 7);
        }
        assertThat(adopted.channel().position()).isZero();
        for (EarlyFile file : files) {
            file.close();
        }
    }
}
