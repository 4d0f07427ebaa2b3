package io.heddle.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.bench.CommandLineRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BenchCommandTest {
    @TempDir
    Path folder;

    @Test
    void shouldExplainEveryGoal() {
        CommandLineRun run = CommandLineRun.of("bench", "--list");
        assertThat(run.status()).as(run.err()).isZero();
        for (Goal goal : Goals.ALL) {
            assertThat(run.out()).containsOnlyOnce(goal.id() + ": " + goal.title());
            goal.explanation().forEach(line -> assertThat(run.out()).contains(line));
        }
    }

    @Test
    void shouldFindGoalsInAnyCaseAndInTheirOrder() {
        CommandLineRun run = CommandLineRun.of("bench", "--list", "--goals=p2,P1,p2");
        assertThat(run.out().lines().filter(line -> line.matches("P\\d+: .*")).map(line -> line.substring(0, 2)))
                .containsExactly("P1", "P2");
    }

    @Test
    void shouldRefuseAGoalThatIsNone() {
        CommandLineRun run = CommandLineRun.of("bench", "--goals=P1,P99");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).startsWith("heddle bench: --goals=P99: it must be all or of P1, ");
    }

    @Test
    void shouldRefuseRoundsOutOfRange() {
        CommandLineRun run = CommandLineRun.of("bench", "--rounds=0");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("heddle bench: --rounds=0: it must be 1 to 100");
    }

    @Test
    void shouldRefuseAFolderThatIsNone() {
        CommandLineRun run = CommandLineRun.of("bench", "--directory=" + folder.resolve("none"));
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("no such folder");
    }
}
