package io.heddle.bench.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.bench.ChildRun;
import io.heddle.bench.CommandLineRun;
import io.heddle.report.output.FolderLock;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The destination of results, and the messages when they cannot be written. */
@Timeout(120)
final class OutputTest {
    private static final Path FULL = Path.of("/dev/full");

    @TempDir
    Path folder;

    private Path results() {
        return folder.resolve("results");
    }

    private CommandLineRun run(String... more) {
        List<String> args = Stream.concat(
                        Stream.of("run", "--output-dir=" + results(), "--number_ios=50", "--size=64k"), Stream.of(more))
                .toList();
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    @Test
    void shouldNeverWriteThroughALink() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Files.createDirectory(results());
        List<String> names = List.of("run.jfr", "run.hlog", "summary.json");
        for (String name : names) {
            Files.createSymbolicLink(results().resolve(name), precious);
        }
        CommandLineRun run = run();
        assertThat(run.status()).as(run.err()).isZero();
        assertThat(precious).hasContent("precious");
        for (String name : names) {
            Path result = results().resolve(name);
            assertThat(Files.isRegularFile(result, LinkOption.NOFOLLOW_LINKS)).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(result)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void shouldRefuseToOverwriteDataThroughALink() throws IOException {
        Path precious = Files.write(folder.resolve("precious"), new byte[64 << 10]);
        Path link = Files.createSymbolicLink(folder.resolve("link"), precious);
        CommandLineRun write = run("--filename=" + link, "--rw=write", "--no-jfr");
        assertThat(write.status()).isEqualTo(1);
        assertThat(write.err().lines())
                .last()
                .isEqualTo("heddle run: --filename=" + link + ": it is a symbolic link, and --rw=write would overwrite "
                        + "what it leads to; name the file itself");
        assertThat(Files.readAllBytes(precious)).containsOnly(0);
        assertThat(run("--filename=" + link, "--rw=read", "--no-jfr").status()).isZero();
        Path nowhere = Files.createSymbolicLink(folder.resolve("dangling"), folder.resolve("nowhere"));
        assertThat(run("--filename=" + nowhere, "--rw=write", "--no-jfr").status())
                .isEqualTo(1);
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @Test
    void shouldRefuseALinkForALock() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Path lock = Files.createSymbolicLink(Files.createDirectory(results()).resolve(".heddle.lock"), precious);
        CommandLineRun run = run("--no-jfr");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().strip()).isEqualTo("heddle run: " + lock + ": it is not a regular file; remove it");
        assertThat(precious).hasContent("precious");
    }

    @Test
    void shouldTellOfAnotherRunInTheSameFolder() throws IOException {
        Files.createDirectory(results());
        try (FolderLock _ = FolderLock.of(results())) {
            for (String command : List.of("run", "bench")) {
                CommandLineRun second = CommandLineRun.of(command, "--output-dir=" + results());
                assertThat(second.status()).isEqualTo(1);
                assertThat(second.err().strip())
                        .isEqualTo("heddle " + command + ": " + results() + ": another run writes its results there, "
                                + "process " + ProcessHandle.current().pid());
            }
        }
        assertThat(results()).isEmptyDirectory();
    }

    @Test
    void shouldKeepFormerResultsWhenARunFails() throws IOException {
        assertThat(run("--no-jfr").status()).isZero();
        String summary = Files.readString(results().resolve("summary.json"));
        assertThat(run("--no-jfr", "--filename=" + folder).status()).isEqualTo(1);
        assertThat(results().resolve("summary.json")).hasContent(summary);
        assertThat(results().toFile().list()).containsExactlyInAnyOrder("run.hlog", "summary.json");
    }

    @Test
    void shouldFailWhenStandardOutputIsFull() throws Exception {
        assumeTrue(Files.exists(FULL), "there is no " + FULL);
        for (List<String> command :
                List.of(List.of("jfc"), List.of("run", "--number_ios=50", "--size=64k", "--no-jfr"))) {
            try (ChildRun child =
                    ChildRun.start(folder, folder, Redirect.to(FULL.toFile()), command.toArray(String[]::new))) {
                assertThat(child.status()).isEqualTo(1);
                assertThat(child.err().lines())
                        .last()
                        .asString()
                        .startsWith("heddle: standard output: ")
                        .endsWith("no space left on device");
            }
        }
    }

    @Test
    void shouldEndWithoutAWordWhenNobodyReads() throws Exception {
        try (ChildRun child = ChildRun.start(folder, folder, Redirect.PIPE, "jfc")) {
            try (InputStream nobody = child.process().getInputStream()) {
                assertThat(nobody).isNotNull();
            }
            assertThat(child.status()).isEqualTo(141);
            assertThat(child.err()).isEmpty();
        }
    }

    @Test
    void shouldNameTheFileWhenTheDiskIsFull() throws Exception {
        Path mount = Files.createDirectory(folder.resolve("small"));
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", mount.toString()),
                "only root may mount a small file system");
        try {
            Path output = mount.resolve("results");
            CommandLineRun run = CommandLineRun.of("run", "--output-dir=" + output, "--number_ios=2000", "--size=512k");
            assertThat(run.status()).isEqualTo(1);
            assertThat(run.err()).contains("heddle run: " + output.resolve("run.jfr") + ": no space left on device");
            assertThat(run.out()).contains("read: IOPS=").doesNotContain("run.jfr");
            assertThat(output.toFile().list()).containsExactlyInAnyOrder("run.hlog", "summary.json");
            CommandLineRun stall = CommandLineRun.of("stall", "--size=8m", "--directory=" + mount);
            assertThat(stall.status()).isEqualTo(1);
            assertThat(stall.err().lines())
                    .last()
                    .asString()
                    .contains(mount + "/heddle-stall.", "no space left on device, at offset ");
        } finally {
            command("umount", mount.toString());
        }
    }

    private static boolean command(String... words) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
