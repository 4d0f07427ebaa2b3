package io.heddle.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The measurement of a goal's cells, independent of the goal. */
@Timeout(60)
final class GoalRunTest {
    private static final Cell FIRST = new Cell("", "first");
    private static final Cell SECOND = new Cell("", "second");
    private static final String FIGURE = "figure";

    @TempDir
    Path folder;

    private final StringWriter progress = new StringWriter();
    private final List<Cell> measured = new ArrayList<>();

    @FunctionalInterface
    private interface Measure {
        void cell(Cell cell, Lab lab) throws IOException, InterruptedException, RunFailure;
    }

    private Goal goal(Measure measure) {
        return new Goal() {
            @Override
            public String id() {
                return "P0";
            }

            @Override
            public String title() {
                return "made up";
            }

            @Override
            public List<String> explanation() {
                return List.of();
            }

            @Override
            public List<Cell> cells(Lab lab) {
                return List.of(FIRST, SECOND);
            }

            @Override
            public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
                    throws IOException, InterruptedException, RunFailure {
                measured.add(cell);
                measure.cell(cell, lab);
                return Map.of(FIGURE, 1.0);
            }

            @Override
            public List<Metric> metrics() {
                return List.of(new Metric(FIGURE, "units"));
            }

            @Override
            public List<Criterion> judge(Table table) {
                return List.of(Criterion.amount("", table.median("", "second", FIGURE), 1, "units"));
            }
        };
    }

    private Lab lab(Effort effort) throws IOException {
        return new Lab(effort, folder, folder.resolve("results"), new PrintWriter(progress));
    }

    @Test
    void shouldMeasureEachCellOncePerRoundAndJudge() throws Exception {
        try (Lab lab = lab(Effort.quick(2))) {
            GoalRun.Outcome outcome = GoalRun.of(goal((_, _) -> {}), lab);
            assertThat(outcome.verdict().state()).isEqualTo(Verdict.State.MET);
            assertThat(outcome.rounds()).isEqualTo(2);
        }
        assertThat(measured).containsExactly(FIRST, SECOND, SECOND, FIRST);
    }

    @Test
    void shouldTakeTurnsOfASecondAndEndWhatTheyHaveLeftAlive() throws Exception {
        List<Double> seconds = new ArrayList<>();
        List<String> ended = new ArrayList<>();
        Goal once = goal((_, _) -> {});
        Goal turns = new Goal() {
            @Override
            public int turns() {
                return 3;
            }

            @Override
            public void end() {
                ended.add("end");
            }

            @Override
            public Map<String, Double> measure(Cell cell, double slice, Lab lab)
                    throws IOException, InterruptedException, RunFailure {
                seconds.add(slice);
                return once.measure(cell, slice, lab);
            }

            @Override
            public String id() {
                return once.id();
            }

            @Override
            public String title() {
                return once.title();
            }

            @Override
            public List<String> explanation() {
                return once.explanation();
            }

            @Override
            public List<Cell> cells(Lab lab) throws IOException, InterruptedException, RunFailure {
                return once.cells(lab);
            }

            @Override
            public List<Metric> metrics() {
                return once.metrics();
            }

            @Override
            public List<Criterion> judge(Table table) {
                return once.judge(table);
            }
        };
        try (Lab lab = lab(Effort.full(2))) {
            assertThat(GoalRun.of(turns, lab).rounds()).isEqualTo(6);
        }
        assertThat(seconds).hasSize(12).containsOnly(1.0);
        assertThat(ended).containsExactly("end");
    }

    @Test
    void shouldGiveUpACellThatCannotBeMeasured() throws Exception {
        try (Lab lab = lab(Effort.quick(2))) {
            GoalRun.Outcome outcome = GoalRun.of(
                    goal((cell, _) -> {
                        if (cell.equals(SECOND)) {
                            throw new RunFailure("it does not run here");
                        }
                    }),
                    lab);
            assertThat(outcome.table().failure(SECOND)).contains("it does not run here");
            assertThat(outcome.verdict().state()).isEqualTo(Verdict.State.MISSED);
        }
        assertThat(measured).containsExactly(FIRST, SECOND, FIRST);
    }

    @Test
    void shouldKeepWhatWasMeasuredBeforeASignalAndKillTheChildren() throws Exception {
        List<Process> children = new ArrayList<>();
        try (Lab lab = lab(Effort.quick(2))) {
            GoalRun.Outcome outcome = GoalRun.of(
                    goal((cell, _) -> {
                        if (cell.equals(SECOND)) {
                            Process child = new ProcessBuilder("sleep", "600").start();
                            children.add(child);
                            lab.interrupt(130);
                            child.waitFor();
                            throw new RunFailure("its child was killed");
                        }
                    }),
                    lab);
            assertThat(outcome.verdict().line()).isEqualTo("P0 SKIPPED: ended early by a signal");
            assertThat(outcome.table().median("", "first", FIGURE)).isEqualTo(1);
            assertThat(outcome.table().failure(SECOND)).isEmpty();
            assertThat(lab.interruptedStatus()).isEqualTo(130);
        }
        assertThat(measured).containsExactly(FIRST, SECOND);
        assertThat(children).singleElement().matches(child -> !child.isAlive());
        try (var left = Files.list(folder)) {
            assertThat(left).containsExactly(folder.resolve("results"));
        }
    }
}
