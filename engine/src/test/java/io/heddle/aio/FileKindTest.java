package io.heddle.aio;

import static io.heddle.aio.AioTest.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Which kinds of files are accepted, and how the others are refused, on each backend. */
@Timeout(60)
final class FileKindTest {
    @TempDir
    private Path folder;

    private final List<AioProcess> processes = new ArrayList<>();

    @BeforeAll
    static void requireLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "the system is not Linux");
    }

    private AioProcess process(BackendKind kind, Dialect dialect) {
        AioProcess process =
                AioProcess.configure().backend(kind).dialect(dialect).open();
        processes.add(process);
        return process;
    }

    @AfterEach
    void nothingIsLeft() throws IOException {
        for (AioProcess process : processes) {
            assertThat(process.files().all()).allMatch(file -> file.descriptor() > 0);
            process.close();
        }
    }

    static Stream<BackendKind> backends() {
        return Stream.of(BackendKind.values()).filter(FileKindTest::isUsable);
    }

    private static boolean isUsable(BackendKind kind) {
        try {
            Backends.of(kind, "a test");
            return true;
        } catch (UnsupportedOperationException unusable) {
            return false;
        }
    }

    private Path fifo() throws IOException, InterruptedException {
        Path path = folder.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                .as("mkfifo")
                .isZero();
        return path;
    }

    // ---- refused

    /** The open of a FIFO without another end would wait forever. */
    @ParameterizedTest
    @EnumSource
    void shouldRefuseWhatHasNoOffsetsAsTheDialectDoes(Dialect dialect) throws Exception {
        Errno expected = dialect == Dialect.FREEBSD ? Errno.ENOTSUP : Errno.ESPIPE;
        Path fifo = fifo();
        Path socket = folder.resolve("socket");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            for (BackendKind kind : backends().toList()) {
                AioProcess process = process(kind, dialect);
                for (OpenOption access : List.of(StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                    assertFails(expected, () -> process.open(fifo, access))
                            .withMessageContaining(
                                    fifo + " is a FIFO, it must be a file that is read and written at an")
                            .withMessageEndingWith("offset");
                    assertFails(expected, () -> process.open(socket, access))
                            .withMessageContaining(socket + " is a socket, it must be");
                }
                assertThat(process.files().all()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void shouldRefuseToAdoptAPipeAndLeaveItsChannelOpen(BackendKind kind) throws Exception {
        AioProcess process = process(kind, Dialect.POSIX);
        try (RandomAccessFile pipe = new RandomAccessFile(fifo().toFile(), "rw")) { // has both ends
            FileChannel channel = pipe.getChannel();
            assertFails(Errno.ESPIPE, () -> process.adopt(channel))
                    .withMessageContaining("adopted channel is a pipe, a socket or a terminal");
            assertThat(channel.isOpen()).isTrue();
            assertThat(process.files().all()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void shouldRefuseATerminal(BackendKind kind) throws Exception {
        Path terminal = Path.of("/dev/ptmx"); // a new one for each open
        assumeTrue(Files.isReadable(terminal), "there is no " + terminal);
        AioProcess process = process(kind, Dialect.POSIX);
        assertFails(Errno.ESPIPE, () -> process.open(terminal, StandardOpenOption.READ))
                .withMessageContaining("/dev/ptmx is a pipe, a socket or a terminal");
        assertThat(process.files().all()).isEmpty();
    }

    // ---- accepted

    @ParameterizedTest
    @MethodSource("backends")
    void shouldServeDevicesThatHaveOffsets(BackendKind kind) throws Exception {
        AioProcess process = process(kind, Dialect.POSIX);
        AioFile hole = process.open(Path.of("/dev/null"), StandardOpenOption.READ, StandardOpenOption.WRITE);
        assertThat(hole.write(ByteBuffer.allocate(9), 100)).isEqualTo(9);
        assertThat(hole.read(ByteBuffer.allocate(9), 100)).isEqualTo(-1);
        AioFile zeros = process.open(Path.of("/dev/zero"));
        ByteBuffer bytes = ByteBuffer.allocate(100_000);
        bytes.put(50_000, (byte) 1);
        assertThat(zeros.read(bytes, 7)).isEqualTo(100_000);
        assertThat(bytes.get(50_000)).isZero();
        try (FileInputStream input = new FileInputStream("/dev/zero")) {
            assertThat(process.adopt(input.getChannel()).read(ByteBuffer.allocate(5), 0))
                    .isEqualTo(5);
        }
    }

    /** For a rename to be durable, its folder is synced. */
    @ParameterizedTest
    @MethodSource("backends")
    void shouldSyncAFolderAndNotReadIt(BackendKind kind) throws Exception {
        AioFile file = process(kind, Dialect.POSIX).open(folder);
        file.sync(SyncMode.SYNC);
        assertFails(Errno.EISDIR, () -> file.read(ByteBuffer.allocate(8), 0));
    }

    // ---- other file systems

    @ParameterizedTest
    @MethodSource("backends")
    void shouldServeFilesOfAnArchive(BackendKind kind) throws Exception {
        AioProcess process = process(kind, Dialect.POSIX);
        URI archive = URI.create("jar:" + folder.resolve("archive.zip").toUri());
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path path = zip.getPath("/entry");
            try (AioFile file = process.open(path, StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
                assertThat(file.write(ByteBuffer.wrap("hello".getBytes(UTF_8)), 0))
                        .isEqualTo(5);
                file.sync(SyncMode.SYNC);
            }
            assertThat(Files.readString(path)).isEqualTo("hello");
            try (AioFile file = process.open(path)) {
                ByteBuffer bytes = ByteBuffer.allocate(9);
                assertThat(file.read(bytes, 1)).isEqualTo(4);
                assertThat(file.size()).isEqualTo(5);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void shouldSayWhichFileSystemHasNoChannels(BackendKind kind) throws Exception {
        AioProcess process = process(kind, Dialect.POSIX);
        Path path = Path.of(URI.create("jrt:/java.base/module-info.class"));
        assertThat(path).isReadable();
        assertThatThrownBy(() -> process.open(path))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("/java.base/module-info.class")
                .hasMessageContaining("the provider \"jrt\"")
                .hasMessageContaining("which opens no FileChannel");
        assertThat(process.files().all()).isEmpty();
    }

    // ---- complete transfers

    /** The kernel returns a page or so per call, long before the end. */
    @ParameterizedTest
    @MethodSource("backends")
    void shouldReadFilesOfProcToTheirEnd(BackendKind kind) throws Exception {
        AioProcess process = process(kind, Dialect.POSIX);
        Path path = Path.of("/proc/kallsyms");
        assumeTrue(Files.isReadable(path), "there is no " + path);
        byte[] expected = Files.readAllBytes(path);
        assumeTrue(expected.length > 100_000, path + " is short");
        AioFile file = process.open(path);
        for (ByteBuffer bytes : List.of(ByteBuffer.allocate(90_000), ByteBuffer.allocateDirect(90_000))) {
            assertThat(file.read(bytes, 5)).isEqualTo(90_000);
            assertThat(bytes.flip()).isEqualTo(ByteBuffer.wrap(expected, 5, 90_000));
        }
        ByteBuffer[] vector = {ByteBuffer.allocate(40_000), ByteBuffer.allocateDirect(50_000)};
        assertThat(file.read(vector, 0)).isEqualTo(90_000);
        ByteBuffer rest = ByteBuffer.allocate(expected.length);
        assertThat(file.read(rest, 90_000)).isEqualTo(expected.length - 90_000);
    }

    /** Linux moves 2 GiB less a page per call. The bytes come from a sparse file, and are not checked. */
    @ParameterizedTest
    @MethodSource("backends")
    void shouldWriteMoreThanTheKernelMovesAtOnce(BackendKind kind) throws Exception {
        AioProcess process = process(kind, Dialect.POSIX);
        Path holes = folder.resolve("holes");
        try (FileChannel channel =
                FileChannel.open(holes, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            MappedByteBuffer bytes = channel.map(MapMode.READ_WRITE, 0, Integer.MAX_VALUE);
            AioFile hole = process.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
            assertThat(hole.write(bytes, 0)).isEqualTo(Integer.MAX_VALUE);
            assertThat(bytes.hasRemaining()).isFalse();
            bytes.clear();
            ByteBuffer[] vector = {bytes.duplicate(), bytes.duplicate(), ByteBuffer.allocate(3)};
            assertThat(hole.write(vector, 0)).isEqualTo(2L * Integer.MAX_VALUE + 3);
        }
    }
}
