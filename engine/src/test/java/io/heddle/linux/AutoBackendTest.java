package io.heddle.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.backend.ChannelBackend;
import io.heddle.backend.Handle;
import io.heddle.backend.Memory;
import io.heddle.backend.Operation;
import io.heddle.backend.Transfer;
import io.heddle.testing.Conditions;
import io.heddle.uring.UringBackend;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Requests and files that arrive before it is known whether there is a ring. */
@Timeout(60)
final class AutoBackendTest {
    @TempDir
    private Path directory;

    private final CountDownLatch allowed = new CountDownLatch(1);

    /** A backend that finds this machine's ring when it is allowed to. */
    private AutoBackend withRing() {
        Probe probe = UringBackend.probe(ChannelBackend.SHARED);
        assumeTrue(probe instanceof Probe.Usable, () -> "io_uring cannot be used: " + probe);
        return new AutoBackend(ChannelBackend.SHARED, () -> whenAllowed(probe));
    }

    private Probe whenAllowed(Probe probe) {
        try {
            allowed.await();
        } catch (InterruptedException never) {
            throw new IllegalStateException(never);
        }
        return probe;
    }

    private Path file(String name, String content) throws IOException {
        return Files.writeString(directory.resolve(name), content);
    }

    private static EarlyFile open(AutoBackend backend, Path path) throws IOException {
        Handle handle = backend.open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
        assertThat(handle).isInstanceOf(EarlyFile.class);
        return (EarlyFile) handle;
    }

    private static String read(AutoBackend backend, Handle file) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(100);
        move(backend, Operation.READ, file, bytes, 0);
        return StandardCharsets.UTF_8.decode(bytes.flip()).toString();
    }

    private static void move(AutoBackend backend, Operation operation, Handle file, ByteBuffer bytes, long offset)
            throws IOException {
        Transfer transfer = new Transfer();
        transfer.describe(operation, file.channel(), file, Memory.of(bytes), offset, false);
        backend.move(transfer);
    }

    private static NativeFile joined(EarlyFile file) {
        Conditions.await("the file to join the ring", () -> file.joined() != null);
        return file.joined();
    }

    @Test
    void shouldMoveTheFirstRequestsWithoutWaitingForTheRing() throws IOException {
        AutoBackend backend = withRing();
        try (EarlyFile file = open(backend, file("early", "early"))) {
            assertThat(read(backend, file)).isEqualTo("early");
            move(backend, Operation.WRITE, file, StandardCharsets.UTF_8.encode("EAR"), 0);
            assertThat(read(backend, file)).isEqualTo("EARly");
            assertThat(file.joined()).isNull();
            allowed.countDown();
            assertThat(joined(file).channel()).isSameAs(file.channel());
            assertThat(read(backend, file)).isEqualTo("EARly");
            assertThat(backend.name()).isEqualTo("uring");
            assertThat(backend.orChosen()).isInstanceOf(UringBackend.class);
        }
    }

    @Test
    void shouldNotLookForTheRingBeforeTheFirstRequest() throws IOException {
        List<String> looks = new ArrayList<>();
        AutoBackend backend = new AutoBackend(ChannelBackend.SHARED, () -> {
            looks.add(Thread.currentThread().getName());
            return new Probe.Unusable("told so", false);
        });
        try (EarlyFile file = open(backend, file("idle", "idle"))) {
            assertThat(looks).isEmpty();
            assertThat(read(backend, file)).isEqualTo("idle");
            assertThat(backend.name()).isEqualTo("channel");
            assertThat(looks).containsExactly("heddle-backend-probe");
            assertThat(read(backend, file)).isEqualTo("idle");
            assertThat(file.joined()).isNull();
        }
    }

    /** A limit of threads that is lifted again decides nothing for the life of the JVM. */
    @Test
    void shouldLookAgainWhereNoThreadCouldBeStarted() throws IOException {
        List<String> looks = new CopyOnWriteArrayList<>();
        AtomicBoolean none = new AtomicBoolean(true);
        AutoBackend backend = new AutoBackend(
                ChannelBackend.SHARED,
                () -> {
                    looks.add("look");
                    return new Probe.Unusable("told so", false);
                },
                task -> {
                    looks.add("thread");
                    if (none.get()) {
                        throw new OutOfMemoryError("unable to create native thread (fake)");
                    }
                    return Thread.ofPlatform().daemon().unstarted(task);
                });
        try (EarlyFile file = open(backend, file("early", "early"))) {
            for (int i = 0; i < 5; i++) {
                assertThat(read(backend, file)).isEqualTo("early");
            }
            assertThat(looks).containsExactly("thread");
            assertThat(backend.orChosen()).as("nothing is decided").isSameAs(backend);
            none.set(false);
            Conditions.await("another look", () -> {
                readUnchecked(backend, file);
                return looks.size() == 3;
            });
            assertThat(backend.name()).isEqualTo("channel");
        }
    }

    private static void readUnchecked(AutoBackend backend, EarlyFile file) {
        try {
            assertThat(read(backend, file)).isEqualTo("early");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** Otherwise the caller would wait for an answer that no thread provides. */
    @Test
    void shouldHaveTheOneWhoAsksLookWhereNoThreadCanBeStarted() {
        List<Thread> looks = new CopyOnWriteArrayList<>();
        AutoBackend backend = new AutoBackend(
                ChannelBackend.SHARED,
                () -> {
                    looks.add(Thread.currentThread());
                    return new Probe.Unusable("told so", false);
                },
                task -> {
                    throw new OutOfMemoryError("unable to create native thread (fake)");
                });
        assertThat(backend.name()).isEqualTo("channel");
        assertThat(looks).containsExactly(Thread.currentThread());
    }

    /** The caller's thread makes the choice here, and logs it. */
    @Test
    void shouldChooseWhateverTheLogThrows() {
        Logger logger = Logger.getLogger("io.heddle");
        List<String> lines = new CopyOnWriteArrayList<>();
        Handler failing = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.add(line.getMessage());
                throw new StackOverflowError("as the test wants it");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        logger.addHandler(failing);
        logger.setUseParentHandlers(false);
        try {
            AutoBackend backend =
                    new AutoBackend(ChannelBackend.SHARED, () -> new Probe.Unusable("told so", true), task -> {
                        throw new OutOfMemoryError("unable to create native thread (fake)");
                    });
            assertThat(backend.name()).isEqualTo("channel");
            assertThat(backend.reason()).endsWith("told so");
        } finally {
            logger.removeHandler(failing);
            logger.setUseParentHandlers(true);
        }
        assertThat(lines).hasSize(1);
    }

    @Test
    void shouldStayWithTheOthersWhenTheLookFails() {
        AutoBackend backend = new AutoBackend(ChannelBackend.SHARED, () -> {
            throw new UnsatisfiedLinkError("told so");
        });
        assertThat(backend.name()).isEqualTo("channel");
    }

    /** The descriptor must be of the file that was opened, even if its name belongs to another file by now. */
    @Test
    void shouldJoinTheFileThatWasOpenedAndNotItsSuccessor() throws IOException {
        AutoBackend backend = withRing();
        Path path = file("name", "the old");
        try (EarlyFile renamed = open(backend, path);
                EarlyFile deleted = open(backend, file("deleted", "the gone"))) {
            assertThat(read(backend, renamed)).isEqualTo("the old");
            Files.move(path, directory.resolve("other"));
            Files.writeString(path, "the new");
            Files.delete(directory.resolve("deleted"));
            allowed.countDown();
            joined(renamed);
            joined(deleted);
            assertThat(read(backend, renamed)).isEqualTo("the old");
            assertThat(read(backend, deleted)).isEqualTo("the gone");
        }
    }

    @Test
    void shouldLeaveAFileAloneThatIsClosedBefore() throws IOException {
        AutoBackend backend = withRing();
        EarlyFile file = open(backend, file("short", "short"));
        assertThat(read(backend, file)).isEqualTo("short");
        file.close();
        allowed.countDown();
        assertThat(backend.name()).isEqualTo("uring");
        Descriptors.join(List.of(file));
        assertThat(file.joined()).isNull();
        assertThat(file.channel().isOpen()).isFalse();
    }

    @Test
    void shouldTellTheDescriptorsOfOneFileApart() throws IOException {
        assumeTrue(Files.isDirectory(Path.of("/proc/self/fdinfo")), "no /proc");
        Path path = file("many", "many");
        List<FileChannel> channels = new ArrayList<>();
        try {
            for (int number = 0; number < 20; number++) {
                channels.add(FileChannel.open(path));
            }
            assertThat(channels.stream().map(AutoBackendTest::found))
                    .doesNotContainNull()
                    .doesNotHaveDuplicates();
        } finally {
            for (FileChannel channel : channels) {
                channel.close();
            }
        }
    }

    private static Descriptors.Found found(FileChannel channel) {
        try {
            return Descriptors.find(channel);
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }
}
