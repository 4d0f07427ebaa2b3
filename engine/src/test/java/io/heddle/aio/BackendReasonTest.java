package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.BackendChild;
import io.heddle.testing.ChildJvm;
import io.heddle.uring.PluggedRing;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a user on the class path learns about the backend that AUTO has chosen. */
@Timeout(120)
final class BackendReasonTest {
    @TempDir
    private Path directory;

    @BeforeEach
    void needsLinux() {
        assumeTrue(System.getProperty("os.name").equals("Linux"), "io_uring is Linux's");
    }

    private ChildJvm child() {
        return new ChildJvm(BackendChild.class, directory).withoutNativeAccess().withOption("-Dio.heddle.scope=auto");
    }

    private static void assertNotGranted(List<String> told) {
        String reason =
                "native access is not granted to the class path; start java with --enable-native-access=ALL-UNNAMED";
        assertThat(told)
                .containsExactly(
                        "channel",
                        "io_uring cannot be used: " + reason,
                        "INFO the backend is channel, not uring: " + reason);
    }

    @Test
    void shouldNameTheFlagOnTheClassPath() throws Exception {
        assertNotGranted(child().run());
    }

    @Test
    void shouldNameTheFlagWhenAnotherModuleHasNativeAccess() throws Exception {
        assertNotGranted(
                child().withOption("--enable-native-access=java.logging").run());
    }

    @Test
    void shouldLogNothingWhenTheRingIsUsed() throws Exception {
        assumeTrue(PluggedRing.isPossible(), "io_uring cannot be used here");
        assertThat(child().withOption("--enable-native-access=ALL-UNNAMED").run())
                .containsExactly("uring", "io_uring can be used");
    }

    /** A user who names a backend knows which one is used. */
    @Test
    void shouldLogNothingWhenABackendIsNamed() throws Exception {
        assertThat(child().withOption("-Dio.heddle.backend=channel").run())
                .containsExactly("channel", "the system property io.heddle.backend is CHANNEL");
        try (AioProcess process =
                AioProcess.configure().backend(BackendKind.CHANNEL).open()) {
            assertThat(process.backendReason()).isEqualTo("AioProcessBuilder.backend is CHANNEL");
        }
    }
}
