package io.heddle.report.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OutputFileTest {
    @TempDir
    Path folder;

    private Path target() {
        return folder.resolve("results.json");
    }

    @Test
    void shouldBeWholeOrAbsent() throws IOException {
        try (OutputFile file = OutputFile.create(target())) {
            file.writer().write("first");
            file.writer().flush();
            assertThat(target()).doesNotExist();
            file.commit();
        }
        assertThat(target()).hasContent("first");
        assertThatThrownBy(() -> OutputFile.write(target(), out -> {
                    out.write("second, by half");
                    throw new IOException("enough");
                }))
                .hasMessage("enough");
        assertThat(target()).hasContent("first");
        OutputFile.write(target(), "third");
        assertThat(target()).hasContent("third");
        assertThat(folder).isDirectoryContaining(target()::equals);
        assertThat(folder.toFile().list()).hasSize(1);
    }

    /** Writers of JSON close their writer. */
    @Test
    void shouldOutliveTheEndOfItsWriter() throws IOException {
        OutputFile.write(target(), out -> {
            out.write("all of it");
            out.close();
        });
        assertThat(target()).hasContent("all of it");
    }

    @Test
    void shouldBeItsUsersAlone() throws IOException {
        OutputFile.write(target(), "secret");
        assumeTrue(Files.getFileStore(folder).supportsFileAttributeView("posix"), "no modes here");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target())))
                .isEqualTo("rw-------");
        Path own = TemporaryFiles.folder(folder, "own.");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(own)))
                .isEqualTo("rwx------");
        TemporaryFiles.remove(own);
    }

    @Test
    void shouldReplaceALinkAndLeaveItsTargetAlone() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Files.createSymbolicLink(target(), precious);
        OutputFile.write(target(), "results");
        assertThat(precious).hasContent("precious");
        assertThat(Files.isRegularFile(target(), LinkOption.NOFOLLOW_LINKS)).isTrue();
        assertThat(target()).hasContent("results");
    }

    @Test
    void shouldReplaceALinkToNowhere() throws IOException {
        Path nowhere = folder.resolve("nowhere");
        Files.createSymbolicLink(target(), nowhere);
        OutputFile.write(target(), "results");
        assertThat(nowhere).doesNotExist();
        assertThat(target()).hasContent("results");
    }

    @Test
    void shouldRefuseWhatIsNoFile() throws IOException, InterruptedException {
        Files.createDirectory(target());
        assertThatThrownBy(() -> OutputFile.write(target(), ""))
                .isInstanceOf(FileSystemException.class)
                .hasMessage(target() + ": it is a folder");
        Path fifo = folder.resolve("fifo");
        assumeTrue(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() == 0, "no mkfifo here");
        assertThatThrownBy(() -> OutputFile.write(fifo, "")).hasMessage(fifo + ": it exists and is not a regular file");
    }

    @Test
    void shouldNameTheFileThatCannotBeMade() {
        Path missing = folder.resolve("missing").resolve("results.json");
        assertThatThrownBy(() -> OutputFile.write(missing, ""))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
    }

    @Test
    void shouldNameTheFileWhenTheDiskIsFull() throws IOException, InterruptedException {
        Path mount = Files.createDirectory(folder.resolve("small"));
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString()),
                "only root may mount a small file system");
        try {
            Path full = mount.resolve("results.json");
            try (OutputFile file = OutputFile.create(full)) {
                PrintStream swallows = new PrintStream(file.stream(), false, StandardCharsets.UTF_8);
                for (int line = 0; line < 100_000; line++) {
                    swallows.println("a line of about thirty bytes");
                }
                swallows.close();
                assertThatThrownBy(file::commit)
                        .isInstanceOf(FileSystemException.class)
                        .hasMessageStartingWith(full + ": No space left");
            }
            assertThat(mount).isEmptyDirectory();
        } finally {
            command("umount", mount.toString());
        }
    }

    private static boolean command(String... words) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }

    @Test
    void shouldRemoveAFolderWithAllInIt() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Path temporary = TemporaryFiles.folder(folder, "data.");
        Files.writeString(Files.createDirectories(temporary.resolve("a/b")).resolve("c"), "c");
        Files.createSymbolicLink(temporary.resolve("link"), folder);
        TemporaryFiles.remove(temporary);
        TemporaryFiles.remove(temporary);
        assertThat(temporary).doesNotExist();
        assertThat(precious).hasContent("precious");
    }
}
