package io.heddle.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.backend.Backend;
import io.heddle.backend.ChannelBackend;
import io.heddle.backend.Handle;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.linux.Libc;
import io.heddle.linux.NativeMemory;
import io.heddle.linux.Probe;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the ring moves, from one request to more than its entries. Skipped where io_uring cannot be used. */
@Timeout(60)
final class UringBackendTest {
    private static final long IDLE_NANOS = TimeUnit.MILLISECONDS.toNanos(20);

    @TempDir
    private Path directory;

    private final Collection<Thread> reapers = new ConcurrentLinkedQueue<>();

    @BeforeAll
    static void needsIoUring() {
        Probe probe = UringBackend.probe(ChannelBackend.SHARED);
        assumeTrue(probe instanceof Probe.Usable, () -> "io_uring cannot be used: " + probe);
    }

    private UringBackend backend(int entries) throws IOException {
        return backend(entries, task -> {
            Thread thread = Thread.ofPlatform().daemon(true).unstarted(task);
            reapers.add(thread);
            return thread;
        });
    }

    private static UringBackend backend(int entries, ThreadFactory factory) throws IOException {
        return new UringBackend(
                new Ring(entries, NativeMemory.PAGES), NativeMemory.PAGES, factory, ChannelBackend.SHARED, IDLE_NANOS);
    }

    private static Handle open(Backend backend, Path path, OpenOption... options) throws IOException {
        Handle handle = backend.open(path, Set.of(options));
        assertThat(handle).as("the backend's file").isNotNull();
        return handle;
    }

    private static Handle readWrite(Backend backend, Path path) throws IOException {
        return open(backend, path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private static long move(Backend backend, Operation operation, Handle handle, ByteBuffer bytes, long offset)
            throws IOException {
        Transfer transfer = new Transfer();
        transfer.describe(operation, handle.channel(), handle, Memory.of(bytes), offset, false);
        return backend.move(transfer);
    }

    private static ByteBuffer random(Random random, int size, boolean direct) {
        byte[] bytes = new byte[size];
        random.nextBytes(bytes);
        return direct ? ByteBuffer.allocateDirect(size).put(bytes).flip() : ByteBuffer.wrap(bytes);
    }

    private void awaitReapersEnd() {
        Conditions.await("the end of the reapers", () -> reapers.stream().noneMatch(Thread::isAlive));
    }

    // ---- one at a time

    @ParameterizedTest
    @CsvSource({"1, true", "1, false", "4096, true", "4096, false", "3000000, true", "3000000, false"})
    void shouldReadWhatItHasWritten(int size, boolean direct) throws IOException {
        UringBackend backend = backend(8);
        try (Handle file = readWrite(backend, directory.resolve("file"))) {
            ByteBuffer written = random(new Random(size), size, direct);
            assertThat(move(backend, Operation.WRITE, file, written, 7)).isEqualTo(size);
            assertThat(written.hasRemaining()).isFalse();
            assertThat(move(backend, Operation.DSYNC, file, ByteBuffer.allocate(0), 0))
                    .isZero();
            ByteBuffer read = direct ? ByteBuffer.allocateDirect(size + 9) : ByteBuffer.allocate(size + 9);
            read.position(2);
            assertThat(move(backend, Operation.READ, file, read, 7)).isEqualTo(size);
            assertThat(read.position()).isEqualTo(2 + size);
            assertThat(read.flip().position(2)).isEqualTo(written.flip());
        }
        awaitReapersEnd();
    }

    @Test
    void shouldReadNothingAtAndBeyondTheEnd() throws IOException {
        UringBackend backend = backend(8);
        Path path = Files.write(directory.resolve("file"), new byte[10]);
        try (Handle file = readWrite(backend, path)) {
            for (long offset : new long[] {10, 11, 5L << 30}) {
                assertThat(move(backend, Operation.READ, file, ByteBuffer.allocate(100), offset))
                        .isZero();
            }
        }
    }

    @Test
    void shouldGatherAndScatter() throws IOException {
        UringBackend backend = backend(8);
        try (Handle file = readWrite(backend, directory.resolve("file"))) {
            Memory memory = new Memory();
            Transfer transfer = new Transfer();
            memory.set(new ByteBuffer[] {bytes("ab"), bytes(""), bytes("cdef")});
            transfer.describe(Operation.WRITEV, file.channel(), file, memory, 3, false);
            assertThat(backend.move(transfer)).isEqualTo(6);
            ByteBuffer[] parts = {ByteBuffer.allocate(4), ByteBuffer.allocateDirect(1), ByteBuffer.allocate(9)};
            memory.set(parts);
            transfer.describe(Operation.READV, file.channel(), file, memory, 2, false);
            assertThat(backend.move(transfer)).isEqualTo(7);
            assertThat(parts[0].flip()).isEqualTo(bytes("\0abc"));
            assertThat(parts[1].flip()).isEqualTo(bytes("d"));
            assertThat(parts[2].flip()).isEqualTo(bytes("ef"));
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void shouldAppend() throws IOException {
        UringBackend backend = backend(8);
        Path path = Files.writeString(directory.resolve("file"), "0123");
        try (Handle file = open(backend, path, StandardOpenOption.APPEND)) {
            Transfer transfer = new Transfer();
            transfer.describe(
                    Operation.WRITE, file.channel(), file, Memory.of(ByteBuffer.wrap(new byte[] {'x'})), 0, true);
            assertThat(backend.move(transfer)).isEqualTo(1);
        }
        assertThat(path).hasContent("0123x");
    }

    @Test
    void shouldTellTheKernelsErrors() throws IOException {
        UringBackend backend = backend(8);
        Path path = Files.write(directory.resolve("file"), new byte[10]);
        try (Handle file = open(backend, path, StandardOpenOption.READ)) {
            assertThatThrownBy(() -> move(backend, Operation.WRITE, file, ByteBuffer.allocate(1), 0))
                    .isInstanceOf(IOException.class)
                    .hasMessage("Bad file descriptor");
        }
    }

    @Test
    void shouldBypassThePageCache() throws IOException {
        UringBackend backend = backend(8);
        OpenOption bypass = Stream.of("com.sun.nio.file.ExtendedOpenOption")
                .map(UringBackendTest::direct)
                .findFirst()
                .orElseThrow();
        Path path = Files.write(
                directory.resolve("file"), random(new Random(1), 10_000, false).array());
        try (Handle file = openDirect(backend, path, bypass)) {
            ByteBuffer read = ByteBuffer.allocate(4_096);
            assertThat(move(backend, Operation.READ, file, read, 4_096)).isEqualTo(4_096);
            assertThat(read.array()).isEqualTo(Arrays.copyOfRange(Files.readAllBytes(path), 4_096, 8_192));
            assertThat(move(backend, Operation.READ, file, read.clear(), 8_192)).isEqualTo(10_000 - 8_192);
        }
    }

    private static Handle openDirect(UringBackend backend, Path path, OpenOption bypass) throws IOException {
        try {
            return open(backend, path, StandardOpenOption.READ, bypass);
        } catch (FileSystemException refused) {
            return abort("the file system of the temporary folder does not allow O_DIRECT");
        }
    }

    private static OpenOption direct(String type) {
        try {
            for (Object constant : Class.forName(type).getEnumConstants()) {
                if (constant.toString().equals("DIRECT")) {
                    return (OpenOption) constant;
                }
            }
            throw new IllegalStateException("no DIRECT");
        } catch (ClassNotFoundException missing) {
            throw new IllegalStateException(missing);
        }
    }

    /** The channel holds a shared arena open while it moves the bytes; the ring cannot. */
    @Test
    void shouldLeaveMemoryThatCanBeFreedToTheOthers() throws IOException {
        AtomicReference<Transfer> left = new AtomicReference<>();
        Backend others = new Backend() {
            @Override
            public String name() {
                return "others";
            }

            @Override
            public long move(Transfer transfer) throws IOException {
                left.set(transfer);
                return ChannelBackend.SHARED.move(transfer);
            }
        };
        UringBackend backend = new UringBackend(
                new Ring(8, NativeMemory.PAGES),
                NativeMemory.PAGES,
                Thread.ofPlatform().daemon().factory(),
                others,
                IDLE_NANOS);
        Path path = Files.writeString(directory.resolve("file"), "content");
        try (Handle file = readWrite(backend, path);
                Arena shared = Arena.ofShared()) {
            move(backend, Operation.READ, file, ByteBuffer.allocateDirect(7), 0);
            assertThat(left.get()).isNull();
            ByteBuffer closable = shared.allocate(7).asByteBuffer();
            assertThat(move(backend, Operation.READ, file, closable, 0)).isEqualTo(7);
            assertThat(left.get()).isNotNull();
            assertThat(StandardCharsets.UTF_8.decode(closable.flip()).toString())
                    .isEqualTo("content");
        }
    }

    @Test
    void shouldSayWhatIsMostlyTheMatterWithARing() {
        assertThat(Ring.hint(Libc.ENOMEM)).contains("RLIMIT_MEMLOCK");
        assertThat(Ring.hint(Libc.EPERM)).contains("io_uring_disabled");
        assertThatThrownBy(() -> new Ring(0, NativeMemory.PAGES))
                .isInstanceOf(IOException.class)
                .hasMessage("io_uring_setup: Invalid argument");
    }

    // ---- files

    /** Contradictions, folders and devices: the JDK throws the right exceptions, or has a channel for them. */
    @Test
    void shouldLeaveToTheChannelWhatIsNotForTheRing() throws IOException {
        UringBackend backend = backend(8);
        Path path = Files.write(directory.resolve("file"), new byte[10]);
        assertThat(backend.open(path, Set.of(StandardOpenOption.APPEND, StandardOpenOption.TRUNCATE_EXISTING)))
                .isNull();
        assertThat(backend.open(directory, Set.of(StandardOpenOption.READ))).isNull();
        assertThat(backend.open(Path.of("/dev/null"), Set.of(StandardOpenOption.READ)))
                .isNull();
        assertThat(path).hasSize(10);
    }

    @Test
    void shouldHaveOneDescriptorAFile() throws IOException {
        UringBackend backend = backend(8);
        readWrite(backend, directory.resolve("first")).close(); // loads what the first file needs
        List<Handle> files = new ArrayList<>();
        long before = descriptors();
        for (int i = 0; i < 200; i++) {
            files.add(readWrite(backend, directory.resolve("file" + i)));
        }
        assertThat(descriptors() - before).isBetween(150L, 250L);
        for (Handle file : files) {
            file.close();
        }
    }

    @Test
    void shouldLeaveNoDescriptorOpen() throws IOException {
        UringBackend backend = backend(8);
        Path path = directory.resolve("file");
        readWrite(backend, path).close(); // loads what the first file needs
        long before = descriptors();
        for (int i = 0; i < 100; i++) {
            readWrite(backend, path).close();
        }
        assertThat(descriptors()).isLessThan(before + 50);
    }

    /** A descriptor's number is reused for the next file that is opened. */
    @Test
    void shouldNotCloseAnotherFileWhenItIsClosedAgain() throws IOException {
        UringBackend backend = backend(8);
        Handle first = readWrite(backend, directory.resolve("first"));
        first.close();
        try (Handle second = readWrite(backend, directory.resolve("second"))) {
            first.close();
            move(backend, Operation.WRITE, second, ByteBuffer.wrap(new byte[] {5}), 0);
            assertThat(Files.size(directory.resolve("second"))).isEqualTo(1);
        }
        assertThat(backend.inFlight()).isZero();
        assertThat(backend.transfers()).isZero();
    }

    private static long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }

    @Test
    void shouldKeepToTheFileWhoseNameIsGone() throws IOException {
        UringBackend backend = backend(8);
        Path path = directory.resolve("file");
        try (Handle file = readWrite(backend, path)) {
            Files.delete(path);
            move(backend, Operation.WRITE, file, ByteBuffer.wrap(new byte[] {5}), 3);
            assertThat(file.channel().size()).isEqualTo(4);
        }
    }

    // ---- many at a time

    @ParameterizedTest
    @ValueSource(ints = {1, 4, 64})
    void shouldMoveMoreAtATimeThanTheRingHolds(int entries) throws Exception {
        UringBackend backend = backend(entries);
        int writers = 500;
        int size = 64;
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Path path = directory.resolve("file");
        try (Handle file = readWrite(backend, path)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                int number = i;
                Thread.Builder kind = i % 10 == 0 ? Thread.ofPlatform() : Thread.ofVirtual();
                threads.add(kind.start(() -> {
                    byte[] bytes = new byte[size];
                    Arrays.fill(bytes, (byte) number);
                    try {
                        for (int k = 0; k < 4; k++) {
                            long moved =
                                    move(backend, Operation.WRITE, file, ByteBuffer.wrap(bytes), (long) number * size);
                            if (moved != size) {
                                throw new AssertionError(moved + " bytes");
                            }
                        }
                    } catch (IOException | RuntimeException | AssertionError failed) {
                        failure.set(failed);
                    }
                }));
            }
            threads.get(7).interrupt(); // does not shorten the wait
            for (Thread thread : threads) {
                thread.join();
            }
        }
        assertThat(failure.get()).isNull();
        byte[] content = Files.readAllBytes(path);
        assertThat(content).hasSize(writers * size);
        for (int i = 0; i < content.length; i++) {
            assertThat(content[i]).isEqualTo((byte) (i / size));
        }
        awaitReapersEnd();
    }

    /** Nothing is left of an unused ring: no descriptor, no mapping, no thread. */
    @Test
    void shouldKeepNothingWhenItIsNotUsed() throws IOException {
        long before = rings();
        UringBackend backend = backend(8);
        try (Handle file = readWrite(backend, directory.resolve("file"))) {
            for (int i = 0; i < 3; i++) {
                move(backend, Operation.WRITE, file, ByteBuffer.allocate(8), 0);
                int read = backend.readNow(file, ByteBuffer.allocate(8), 0);
                assertThat(read).isIn(8, Backend.WOULD_WAIT);
                awaitReapersEnd();
                Conditions.await("the ring to be closed", () -> rings() <= before);
            }
        }
    }

    /** Returns the number of descriptors and mappings of rings in this JVM. */
    private static long rings() {
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"));
                Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            long descriptors = open.filter(UringBackendTest::isRing).count();
            return descriptors + maps.filter(line -> line.contains("io_uring")).count();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static boolean isRing(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString().contains("io_uring");
        } catch (IOException closedMeanwhile) {
            return false;
        }
    }

    @Test
    void shouldBeginAgainAfterItsThreadHasEnded() throws IOException {
        UringBackend backend = backend(8);
        try (Handle file = readWrite(backend, directory.resolve("file"))) {
            for (int i = 1; i <= 3; i++) {
                assertThat(move(backend, Operation.WRITE, file, ByteBuffer.allocate(8), 0))
                        .isEqualTo(8);
                awaitReapersEnd();
                assertThat(reapers).hasSize(i);
            }
        }
    }

    @Test
    void shouldLoseNoTransferWhenNoThreadCanBeStarted() throws Exception {
        UringBackend backend = backend(4, task -> new Thread(task) {
            @Override
            public synchronized void start() {
                throw new OutOfMemoryError("unable to create native thread (as the test wants it)");
            }
        });
        try (Handle file = readWrite(backend, directory.resolve("file"))) {
            List<Thread> threads = new ArrayList<>();
            ConcurrentLinkedQueue<Long> moved = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                threads.add(Thread.ofVirtual().start(() -> {
                    try {
                        moved.add(move(backend, Operation.WRITE, file, ByteBuffer.allocate(8), number * 8L));
                    } catch (IOException failed) {
                        moved.add(-1L);
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
            assertThat(moved).hasSize(50).containsOnly(8L);
        }
    }
}
