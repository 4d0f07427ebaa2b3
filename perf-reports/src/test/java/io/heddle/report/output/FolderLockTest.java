package io.heddle.report.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class FolderLockTest {
    private static final int ROUNDS = 100;

    @TempDir
    Path folder;

    /** Another JVM, which takes the lock, prints that, and keeps it as long as it lives. */
    static final class Owner {
        private Owner() {}

        public static void main(String[] args) throws IOException {
            try (FolderLock _ = FolderLock.of(Path.of(args[0]))) {
                System.out.println("taken");
                System.in.read();
            }
        }
    }

    private ProcessBuilder jvm(Class<?> program) {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--enable-preview",
                        "-cp",
                        System.getProperty("java.class.path"),
                        program.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT);
    }

    private Process owner() throws IOException {
        Process process = jvm(Owner.class).start();
        assertThat(process.inputReader().readLine()).isEqualTo("taken");
        return process;
    }

    private void assertTakenBy(long pid) {
        assertThatThrownBy(() -> FolderLock.of(folder))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(folder + ": another run writes its results there, process " + pid);
    }

    @Test
    void shouldBeOneOwnersAtATime() throws IOException {
        try (FolderLock _ = FolderLock.of(folder)) {
            assertTakenBy(ProcessHandle.current().pid());
            assertTakenBy(ProcessHandle.current().pid());
        }
        assertThat(folder).isEmptyDirectory();
        FolderLock.of(folder).close();
    }

    @Test
    void shouldOutliveNoOwner() throws Exception {
        Process owner = owner();
        try {
            assertTakenBy(owner.pid());
            assertTakenBy(owner.pid());
        } finally {
            owner.destroyForcibly().waitFor();
        }
        assertThat(folder.resolve(".heddle.lock")).exists(); // killed
        FolderLock.of(folder).close();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldGoWhenASignalEndsItsOwner() throws Exception {
        Process owner = owner();
        owner.destroy();
        assertThat(owner.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(folder).isEmptyDirectory();
    }

    /** Takes the lock repeatedly; while it holds the lock, it creates a file that must not exist yet. */
    static final class Contender {
        private Contender() {}

        public static void main(String[] args) throws IOException {
            Path folder = Path.of(args[0]);
            int taken = 0;
            while (taken < ROUNDS) {
                try (FolderLock _ = FolderLock.of(folder)) {
                    Files.delete(Files.createFile(folder.resolve("mine")));
                    taken++;
                } catch (FileAlreadyExistsException two) {
                    throw new AssertionError("two owners", two);
                } catch (FileSystemException another) {
                    if (!String.valueOf(another.getReason()).startsWith("another run")) {
                        throw another;
                    }
                }
            }
        }
    }

    @Test
    void shouldNeverHaveTwoOwnersHoweverManyCome() throws Exception {
        List<Process> contenders = new ArrayList<>();
        for (int number = 0; number < 3; number++) {
            contenders.add(jvm(Contender.class).inheritIO().start());
        }
        try {
            for (Process contender : contenders) {
                assertThat(contender.waitFor()).isZero();
            }
        } finally {
            contenders.forEach(Process::destroyForcibly);
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldNotFollowALink() throws IOException {
        Path precious = Files.writeString(Files.createTempFile("precious", null), "precious");
        try {
            Files.createSymbolicLink(folder.resolve(".heddle.lock"), precious);
            assertThatThrownBy(() -> FolderLock.of(folder)).hasMessageEndingWith("it is not a regular file; remove it");
            assertThat(precious).hasContent("precious");
        } finally {
            Files.delete(precious);
        }
    }
}
