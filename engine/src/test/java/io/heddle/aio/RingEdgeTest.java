package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.uring.PluggedRing;
import java.io.File;
import java.lang.management.ManagementFactory;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** io_uring where memory or system calls are refused, each in a JVM of its own. */
@Timeout(120)
final class RingEdgeTest {
    @TempDir
    private Path directory;

    @BeforeAll
    static void needsIoUring() {
        assumeTrue(PluggedRing.isPossible(), "io_uring cannot be used here");
    }

    private String run(List<String> options, String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (ManagementFactory.getRuntimeMXBean().getInputArguments().contains("--enable-preview")) {
            command.add("--enable-preview"); // classes may have been compiled for it
        }
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-XX:+UseSerialGC", "-Xlog:disable"));
        command.addAll(options);
        command.addAll(List.of("-cp", placeOf(AioProcess.class) + File.pathSeparator + placeOf(RingChild.class)));
        command.add(RingChild.class.getName());
        command.add(arguments[0]);
        command.add(directory.resolve("file").toString());
        command.addAll(List.of(arguments).subList(1, arguments.length));
        Path output = directory.resolve("output");
        Path errors = directory.resolve("errors");
        Process child = new ProcessBuilder(command)
                .redirectOutput(output.toFile())
                .redirectError(errors.toFile())
                .start();
        try {
            assertThat(child.waitFor(60, TimeUnit.SECONDS))
                    .as("the child has ended")
                    .isTrue();
        } finally {
            child.destroyForcibly();
        }
        String told = Files.readString(output, StandardCharsets.UTF_8).strip();
        assertThat(told)
                .as("%s", Files.readString(errors, StandardCharsets.UTF_8))
                .startsWith("ok ");
        return told;
    }

    private static String placeOf(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toString();
    }

    @Test
    void shouldNotNeedTheMemoryThatIsTheUsers() throws Exception {
        assertThat(run(List.of("-XX:MaxDirectMemorySize=8m"), "direct")).isEqualTo("ok uring 0");
    }

    @Test
    void shouldTouchNoBufferAfterItsRequestHasEndedWhenMemoryIsUsedUp() throws Exception {
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        System.out.println("RingEdgeTest: -Dheddle.seed=" + seed);
        assertThat(run(List.of("-Xmx48m", "-XX:MaxDirectMemorySize=8m"), "canaries", Long.toString(seed)))
                .isEqualTo("ok uring 0 true");
    }

    private static void needsX86() {
        assumeTrue(
                System.getProperty("os.arch").equals("amd64"), "the numbers of system calls here are those of x86_64");
    }

    /** EPERM, EACCES, EINVAL, ENOSYS; preadv2, io_uring_setup, io_uring_enter, memfd_create. */
    @ParameterizedTest
    @CsvSource({
        "1, 327, uring", "13, 327, uring", "22, 327, uring", "38, 327, uring",
        "1, 426, native", "13, 426, native", "22, 426, native", "38, 426, native",
        "1, 425, native", "38, 425, native", "1, 319, uring"
    })
    void shouldFindOutWhatIsRefused(int errno, int call, String backend) throws Exception {
        needsX86();
        assertThat(run(List.of(), "refused", Integer.toString(errno), Integer.toString(call)))
                .isEqualTo("ok " + backend + " " + backend + " 0");
    }

    /** EPERM, EACCES, ENOSYS; io_uring_setup, io_uring_enter. */
    @ParameterizedTest
    @CsvSource({"1, 425", "13, 425", "38, 425", "1, 426", "38, 426"})
    void shouldSayWhatAContainerMustAllow(int errno, int call) throws Exception {
        needsX86();
        assertThat(run(List.of(), "reason", Integer.toString(errno), Integer.toString(call)))
                .startsWith("ok native, io_uring cannot be used: "
                        + (call == 425 ? "io_uring_setup: " : "io_uring_enter: "))
                .contains("seccomp profile must allow io_uring_setup, io_uring_enter and io_uring_register");
    }

    @Test
    void shouldSayWhatWasRefusedLater() throws Exception {
        needsX86();
        assertThat(run(List.of(), "reason-later", "1", "426"))
                .startsWith("ok native, io_uring can be used; then it was refused: ")
                .contains("Operation not permitted");
    }

    @ParameterizedTest
    @CsvSource({"1, 327, uring", "38, 327, uring", "1, 426, native", "38, 426, native", "22, 426, native"})
    void shouldGoOnByAnotherWayWhenSomethingIsRefusedLater(int errno, int call, String backend) throws Exception {
        needsX86();
        assertThat(run(List.of(), "refused-later", Integer.toString(errno), Integer.toString(call)))
                .isEqualTo("ok uring " + backend + " 0");
    }
}
