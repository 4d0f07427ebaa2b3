package io.heddle.jcstress;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.InputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openjdk.jcstress.Main;

/**
 * Runs all {@code @JCStressTest}s of this module: two threads meet at a lock-free part of the engine some hundred
 * thousand times, and no outcome may occur that a test forbids.
 *
 * <p>Here each test runs only briefly, in one JVM with the default compilers. Longer runs are requested by jcstress's
 * own options, which replace the short ones: {@code -Dheddle.jcstress="-m default"} tries every pair of compilers and
 * C2 with its decisions at random.
 */
@DisplayName("what is done without locks")
final class LockFreeTest {
    private static final List<String> SHORT = List.of("-sc", "false", "-f", "1", "-iters", "1", "-time", "300");
    private static final List<String> ONE_KIND_OF_JVM =
            List.of("-jvmArgs", "-Xmx256m --enable-native-access=ALL-UNNAMED");
    private static final long SHORT_MINUTES = 5;

    private static final Pattern RESULTS = Pattern.compile(
            "Results: (\\d+) planned; (\\d+) passed, (\\d+) failed, (\\d+) soft errs, (\\d+) hard errs");

    private final String asked = System.getProperty("heddle.jcstress", "").strip();

    @Test
    void shouldNeverDoWhatIsForbidden() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "two threads need two processors to meet");
        Path folder = Files.createDirectories(Path.of("target", "jcstress").toAbsolutePath());
        Path log = folder.resolve("log");

        Process child = new ProcessBuilder(command(folder))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        boolean ended;
        try {
            ended = child.waitFor(asked.isEmpty() ? SHORT_MINUTES : Long.MAX_VALUE, TimeUnit.MINUTES);
        } finally {
            child.descendants().forEach(ProcessHandle::destroyForcibly);
            child.destroyForcibly();
        }

        String said = Files.readString(log);
        assertThat(ended).as(said).isTrue();
        assertThat(child.exitValue()).as(said).isZero();
        assertThatAllPassed(said);
    }

    private List<String> command(Path folder) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
        command.addAll(List.of(Main.class.getName(), "-r", folder.toString()));
        if (asked.isEmpty()) {
            command.addAll(SHORT);
            command.addAll(ONE_KIND_OF_JVM);
        } else {
            command.addAll(List.of(asked.split("\\s+")));
        }
        return command;
    }

    /** Checks the counts: a run that finds no tests, or no processors to run them on, also exits with success. */
    private void assertThatAllPassed(String said) throws Exception {
        List<MatchResult> progress = RESULTS.matcher(said).results().toList();
        assertThat(progress).as(said).isNotEmpty();
        MatchResult last = progress.getLast();
        int planned = Integer.parseInt(last.group(1));
        assertThat(Integer.parseInt(last.group(2))).as(said).isEqualTo(planned);
        if (asked.isEmpty()) {
            assertThat(planned).as(said).isGreaterThanOrEqualTo(known());
        } else {
            assertThat(planned).as(said).isPositive();
        }
    }

    /** Returns the number of tests that the annotation processor has found. */
    private static int known() throws Exception {
        try (InputStream list = LockFreeTest.class.getResourceAsStream("/META-INF/TestList")) {
            assertThat(list)
                    .as("the list that jcstress's annotation processor makes")
                    .isNotNull();
            return (int) new String(list.readAllBytes(), UTF_8).lines().count();
        }
    }
}
