package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Has a goal's cells measured, round after round, and judges them. */
final class GoalRun {
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Goal goal;
    private final Lab lab;
    private double spentSeconds;
    private double measuredSeconds;
    private int measured;

    private GoalRun(Goal goal, Lab lab) {
        this.goal = goal;
        this.lab = lab;
    }

    /** What has come of it. */
    record Outcome(Goal goal, Table table, Verdict verdict, int rounds) {}

    static Outcome of(Goal goal, Lab lab) throws IOException, InterruptedException {
        return new GoalRun(goal, lab).run();
    }

    private Outcome run() throws IOException, InterruptedException {
        List<Cell> cells;
        try {
            cells = goal.cells(lab);
        } catch (RunFailure impossible) {
            String reason = String.valueOf(impossible.getMessage());
            return new Outcome(goal, new Table(List.of()), Verdict.skipped(goal.id(), reason), 0);
        }
        Table table = new Table(cells);
        Effort effort = lab.effort();
        int rounds = 0;
        double overhead = Double.NaN;
        while (rounds < effort.rounds() && (rounds == 0 || effort.allows(cells.size(), spentSeconds, overhead))) {
            round(table, cells, rounds, effort.slice(cells.size(), rounds, spentSeconds, overhead));
            overhead = measured == 0 ? 0 : Math.max(0, spentSeconds - measuredSeconds) / measured;
            rounds++;
        }
        if (rounds < effort.rounds()) {
            lab.say(goal.id() + ": " + rounds + " of " + effort.rounds() + " rounds, the time is up");
        }
        return new Outcome(goal, table, Verdict.of(goal.id(), goal.judge(table)), rounds);
    }

    /** Begins with another cell each time. */
    private void round(Table table, List<Cell> cells, int round, double slice)
            throws IOException, InterruptedException {
        List<Cell> order = new ArrayList<>(cells);
        Collections.rotate(
                order, -round * Math.max(1, cells.size() / lab.effort().rounds()));
        int turn = 0;
        for (Cell cell : order) {
            if (lab.isClosing()) {
                throw new InterruptedException("ended by a signal");
            }
            turn++;
            String head = String.format(
                    Locale.ROOT,
                    "%s round %d/%d [%d/%d] %s",
                    goal.id(),
                    round + 1,
                    lab.effort().rounds(),
                    turn,
                    cells.size(),
                    cell);
            if (table.failure(cell).isPresent()) {
                continue;
            }
            long start = System.nanoTime();
            try {
                Map<String, Double> found = goal.measure(cell, slice, lab);
                table.add(cell, found);
                lab.say(head + ": " + shown(found));
                measuredSeconds += slice;
                measured++;
            } catch (RunFailure failed) {
                table.fail(cell, String.valueOf(failed.getMessage()));
                lab.say(head + ": " + failed.getMessage());
            }
            spentSeconds += (System.nanoTime() - start) / NANOS;
        }
    }

    private String shown(Map<String, Double> found) {
        List<String> parts = new ArrayList<>();
        for (Metric metric : goal.metrics()) {
            Double value = found.get(metric.name());
            if (value != null) {
                parts.add(Numbers.short4(value) + " " + metric.unit());
            }
        }
        return String.join(", ", parts);
    }
}
