package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.ChildJvm;
import io.heddle.uring.PluggedRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A resource that was missing when a backend was probed affects the process that needed it, and not the next one. */
@Timeout(200)
final class PassingLackTest {
    @TempDir
    private Path directory;

    private List<String> run(BackendKind kind, String lack) throws Exception {
        assumeTrue(PluggedRing.isPossible(), "io_uring cannot be used here");
        Files.writeString(directory.resolve("data"), "data");
        return new ChildJvm(PassingLackChild.class, directory)
                .after("ulimit -n 100")
                .withOption("-XX:+UseSerialGC")
                .withOption("-Xmx24m")
                .run(kind.name(), lack, directory.toString());
    }

    @Test
    void shouldProbeTheRingAgainWhenThereAreDescriptors() throws Exception {
        assertThat(run(BackendKind.URING, "descriptors"))
                .containsExactly(
                        "refused: backend is URING, it cannot be used here: io_uring_setup: Too many open files; AUTO"
                                + " falls back on NATIVE or CHANNEL",
                        "uring: AioProcessBuilder.backend is URING");
    }

    @Test
    void shouldHaveAutoLookAgainForTheNextProcessWhenThereAreDescriptors() throws Exception {
        assertThat(run(BackendKind.AUTO, "descriptors"))
                .containsExactly(
                        "native: io_uring cannot be used: io_uring_setup: Too many open files",
                        "uring: io_uring can be used");
    }

    @ParameterizedTest
    @EnumSource(names = {"URING", "NATIVE", "AUTO"})
    void shouldProbeAgainWhenThereIsMemory(BackendKind kind) throws Exception {
        List<String> told = run(kind, "heap");
        assertThat(told).hasSize(2);
        assertThat(told.getFirst()).contains("there is no memory");
        assertThat(told.getLast()).startsWith(kind == BackendKind.NATIVE ? "native: " : "uring: ");
    }
}
