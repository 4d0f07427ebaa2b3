package io.heddle.aio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.backend.Carriers;
import java.io.InterruptedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * No interrupt closes a file: neither one that is pending when a public method is called, nor one during the call. The
 * thread stays interrupted.
 */
@Timeout(60)
final class InterruptedCallerTest {
    private static final byte[] CONTENT = "hello world".getBytes(UTF_8);

    @TempDir
    private Path folder;

    private static Stream<BackendKind> backends() {
        return Stream.of(BackendKind.values()).filter(InterruptedCallerTest::isUsable);
    }

    private static boolean isUsable(BackendKind kind) {
        try {
            Backends.of(kind, "a test");
            return true;
        } catch (UnsupportedOperationException unusable) {
            return false;
        }
    }

    // ---- the methods of a file

    /** Methods that are added to the class later are called, too. */
    @ParameterizedTest
    @MethodSource("backends")
    void shouldKeepFileOpenWhateverAnInterruptedThreadCalls(BackendKind kind) throws Exception {
        try (AioProcess process = AioProcess.configure().backend(kind).open()) {
            for (Method method : AioFile.class.getMethods()) {
                if (method.getDeclaringClass() != AioFile.class || Modifier.isStatic(method.getModifiers())) {
                    continue;
                }
                for (boolean isAdopted : new boolean[] {false, true}) {
                    AioFile file = file(process, isAdopted);
                    Thread.currentThread().interrupt();
                    call(method, file);
                    assertThat(Thread.interrupted())
                            .as("interrupt status after %s", method)
                            .isTrue();
                    if (!method.getName().equals("close")) {
                        assertThatIsOpen(file, method);
                        file.close();
                    }
                }
            }
        }
    }

    /** The crew then makes the call of a virtual thread, which waits for it. */
    @ParameterizedTest
    @MethodSource("backends")
    void shouldStayInterruptedWhereNoCarrierCanBeLent(BackendKind kind) throws Exception {
        int limit = Carriers.SHARED.limit();
        Carriers.SHARED.limit(0);
        try {
            FutureTask<Boolean> task = new FutureTask<>(() -> {
                shouldKeepFileOpenWhateverAnInterruptedThreadCalls(kind);
                return true;
            });
            Thread.ofVirtual().start(task);
            assertThat(task.get()).isTrue();
        } finally {
            Carriers.SHARED.limit(limit);
        }
    }

    private AioFile file(AioProcess process, boolean isAdopted) throws Exception {
        Path path = Files.write(folder.resolve("file"), CONTENT);
        OpenOption[] options = {StandardOpenOption.READ, StandardOpenOption.WRITE};
        return isAdopted ? process.adopt(FileChannel.open(path, options)) : process.open(path, options);
    }

    private static void call(Method method, AioFile file) throws Exception {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(InterruptedCallerTest::argument)
                .toArray();
        try {
            method.invoke(file, arguments);
        } catch (InvocationTargetException failed) {
            assertThat(failed.getCause()).as("%s", method).isInstanceOf(InterruptedIOException.class);
        }
    }

    private static Object argument(Class<?> type) {
        if (type == ByteBuffer.class) {
            return ByteBuffer.allocate(4);
        } else if (type == ByteBuffer[].class) {
            return new ByteBuffer[] {ByteBuffer.allocate(2), ByteBuffer.allocateDirect(2)};
        } else if (type == long.class) {
            return 0L;
        } else if (type == SyncMode.class) {
            return SyncMode.SYNC;
        }
        throw new AssertionError("give the new parameter a value: " + type);
    }

    private static void assertThatIsOpen(AioFile file, Object after) throws Exception {
        assertThat(file.channel()).isNotNull();
        assertThat(file.channel().isOpen()).as("open after %s", after).isTrue();
        assertThat(file.size()).isEqualTo(CONTENT.length);
        assertThat(file.read(ByteBuffer.allocate(4), 0)).isEqualTo(4);
        assertThat(file.write(ByteBuffer.wrap(CONTENT), 0)).isEqualTo(CONTENT.length);
        file.sync(SyncMode.DSYNC);
    }

    // ---- open and adopt

    @ParameterizedTest
    @MethodSource("backends")
    void shouldOpenAndAdoptForAnInterruptedThread(BackendKind kind) throws Exception {
        try (AioProcess process = AioProcess.configure().backend(kind).open()) {
            Path path = Files.write(folder.resolve("file"), CONTENT);
            FileChannel channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            Thread.currentThread().interrupt();
            AioFile opened = process.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            AioFile device = process.open(Path.of("/dev/null"), StandardOpenOption.WRITE);
            assertThat(Thread.currentThread().isInterrupted()).isTrue();
            AioFile adopted = process.adopt(channel);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(channel.isOpen()).isTrue();
            assertThatIsOpen(opened, "open");
            assertThatIsOpen(adopted, "adopt");
            assertThat(device.write(ByteBuffer.allocate(4), 0)).isEqualTo(4);
        }
    }

    /** One channel reads the archive for all threads. */
    @Test
    void shouldNotCloseTheArchiveOfAnInterruptedThread() throws Exception {
        URI archive = URI.create("jar:" + folder.resolve("archive.zip").toUri());
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Files.write(zip.getPath("/entry"), CONTENT);
        }
        try (FileSystem zip = FileSystems.newFileSystem(archive, Map.of());
                AioProcess process = AioProcess.open()) {
            Thread.currentThread().interrupt();
            AioFile file = process.open(zip.getPath("/entry"));
            assertThat(file.size()).isEqualTo(CONTENT.length);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(Files.readAllBytes(zip.getPath("/entry"))).isEqualTo(CONTENT);
            assertThat(file.read(ByteBuffer.allocate(20), 0)).isEqualTo(CONTENT.length);
        }
    }

    /** An interrupt may come at any moment of the call. */
    @ParameterizedTest
    @EnumSource(names = "CHANNEL")
    void shouldKeepFileOpenUnderAStormOfInterrupts(BackendKind kind) throws Exception {
        try (AioProcess process = AioProcess.configure().backend(kind).open()) {
            AioFile file = file(process, false);
            Thread caller = Thread.currentThread();
            AtomicBoolean isOver = new AtomicBoolean();
            Thread storm = Thread.ofPlatform().start(() -> {
                while (!isOver.get()) {
                    caller.interrupt();
                }
            });
            try {
                for (int i = 0; i < 500; i++) {
                    assertThat(file.size()).isEqualTo(CONTENT.length);
                    process.adopt(FileChannel.open(folder.resolve("file"))).close();
                }
            } finally {
                isOver.set(true);
                while (storm.isAlive()) {
                    Thread.onSpinWait();
                }
                boolean _ = Thread.interrupted();
            }
            assertThatIsOpen(file, "the storm");
        }
    }
}
