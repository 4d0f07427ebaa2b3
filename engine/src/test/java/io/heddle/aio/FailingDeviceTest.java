package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A file system on a device that loses writes: a loop device whose image lies on a tmpfs that is full. Linux reports
 * the loss to one {@code fsync}, marks the pages clean, and reports success to all later ones.
 *
 * <p>A child JVM ({@link FailingDeviceChild}) runs the test in a mount namespace of its own: mounts and loop device
 * disappear with its last process, however that ends. This needs root, {@code unshare}, {@code mkfs.ext4}, {@code
 * mount} and a free loop device.
 */
@DisplayName("a device that loses writes")
@Timeout(180)
final class FailingDeviceTest {
    private static final String SET_UP = """
            set -e
            cd "$0"
            mkdir memory mounted
            mount -t tmpfs -o size=24m tmpfs memory
            truncate -s 64m memory/image
            mkfs.ext4 -q -O ^has_journal memory/image
            mount -o loop memory/image mounted
            exec "$@"
            """;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "CHANNEL, VIRTUAL",
        "CHANNEL, PLATFORM",
        "NATIVE, VIRTUAL",
        "NATIVE, PLATFORM",
        "URING, VIRTUAL",
        "URING, PLATFORM"
    })
    void shouldHaveNoSyncSaySuccessThatCoversALostWrite(BackendKind backend, ThreadKind threads) throws Exception {
        requireUsable(backend);
        requireDevice();
        List<String> java = ChildJava.command(FailingDeviceChild.class);
        java.addAll(List.of(backend.name(), threads.name()));
        Outcome outcome = run(Files.createDirectory(folder.resolve("run")), java);

        System.out.print("failing device, " + backend + ", " + threads + " workers: " + outcome.output);
        assertThat(outcome.status).as(outcome.output).isZero();
        assertThat(outcome.output.lines())
                .as("the backend, and what became of the syncs")
                .contains("backend: " + backend.name().toLowerCase(Locale.ROOT))
                .contains("said success though a write was lost: 0")
                .contains("told: ENOSPC")
                .contains("written again to a new file: all there");
    }

    private void requireUsable(BackendKind backend) {
        try {
            Backends.of(backend, "a test");
        } catch (UnsupportedOperationException unusable) {
            abort(unusable.getMessage());
        }
    }

    private void requireDevice() throws Exception {
        if (!System.getProperty("os.name").equals("Linux") || !isRoot()) {
            abort("this needs Linux and root, to mount a file system on a loop device");
        }
        for (String tool : List.of("unshare", "mount", "truncate", "mkfs.ext4")) {
            if (run(List.of("sh", "-c", "command -v " + tool)).status != 0) {
                abort(tool + " is missing (Debian: apt-get install util-linux mount coreutils e2fsprogs)");
            }
        }
        Outcome trial = run(Files.createDirectory(folder.resolve("trial")), List.of("true"));
        if (trial.status != 0) {
            abort("no file system on a loop device can be mounted here: " + trial.output);
        }
    }

    private boolean isRoot() throws Exception {
        return run(List.of("id", "-u")).output.trim().equals("0");
    }

    // ---- processes

    private record Outcome(int status, String output) {}

    /** Runs a command in a folder that has the failing device at {@code mounted} and its memory at {@code memory}. */
    private Outcome run(Path where, List<String> command) throws Exception {
        List<String> all = new ArrayList<>(
                List.of("unshare", "--mount", "--propagation", "private", "sh", "-c", SET_UP, where.toString()));
        all.addAll(command);
        return run(all);
    }

    private Outcome run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile(folder, "output", "");
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(Redirect.to(output.toFile()))
                    .start();
        } catch (IOException missing) {
            return new Outcome(127, String.valueOf(missing.getMessage()));
        }
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                return new Outcome(-1, "it did not end: " + Files.readString(output));
            }
        } finally {
            process.destroyForcibly();
        }
        return new Outcome(process.exitValue(), Files.readString(output));
    }
}
