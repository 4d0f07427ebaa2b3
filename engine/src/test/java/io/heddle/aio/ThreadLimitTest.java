package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.heddle.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A JVM for which the system starts no more threads, neither its own nor those of the kernel that work for io_uring: at
 * the limit of a container, or of a user. A child ({@link ThreadLimitChild}) runs the test. Needs root and a pids
 * cgroup, or another user.
 *
 * <p>With platform workers: virtual ones need the JDK's scheduler, which needs threads itself. In JDK 25 it may be left
 * without a carrier, and with tasks for which it starts none even when threads can be started again.
 */
@DisplayName("at the limit of threads")
@Timeout(120)
final class ThreadLimitTest {
    private static final String ALL = "{ok=20}";

    @TempDir
    Path folder;

    private List<String> run(String backend, String start) throws Exception {
        try {
            Backends.of(BackendKind.valueOf(backend), "test");
        } catch (UnsupportedOperationException unusable) {
            abort(unusable.getMessage());
        }
        List<String> lines = new ChildJvm(ThreadLimitChild.class, folder)
                .withOption("-Xlog:os+thread=off")
                .run(backend, start, folder.toString());
        assumeFalse(lines.getFirst().startsWith("skip: "), lines.getFirst());
        assertThat(lines).contains("limited until the end: true");
        return lines;
    }

    /** The process has its worker and its supervisor already. */
    @ParameterizedTest
    @ValueSource(strings = {"CHANNEL", "NATIVE", "URING"})
    void shouldServeWhoeverComesWithTheThreadsThatThereAre(String backend) throws Exception {
        assertThat(run(backend, "warm"))
                .contains("at the limit: " + ALL + ", hanging 0", "afterwards: {ok=5}, hanging 0");
    }

    /**
     * No worker would ever be created: as in the kernel, the result is EAGAIN. The same holds where the process is
     * opened at the limit.
     */
    @ParameterizedTest
    @CsvSource({"CHANNEL, cold", "CHANNEL, shared", "CHANNEL, opened", "AUTO, opened"})
    void shouldRefuseWhereNotEvenTheSupervisorCanBeStarted(String backend, String start) throws Exception {
        assertThat(run(backend, start))
                .contains("at the limit: {EAGAIN=20}, hanging 0", "afterwards: {ok=5}, hanging 0");
    }

    /**
     * Requests that need no worker are served, whether the ring or the calling thread moves them. The rest is refused.
     */
    @ParameterizedTest
    @ValueSource(strings = {"NATIVE", "URING"})
    void shouldServeWhatNeedsNoWorkerAndRefuseTheRest(String backend) throws Exception {
        assertThat(run(backend, "cold"))
                .anyMatch(line -> line.matches("at the limit: \\{(EAGAIN=\\d+, )?ok=\\d+}, hanging 0"))
                .contains("afterwards: {ok=5}, hanging 0");
    }
}
