package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Measures a goal's cells, round after round, and judges them. */
final class GoalRun {
    private static final double TURN_SECONDS = 1;
    private static final String ENDED = "ended early by a signal";
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Goal goal;
    private final Lab lab;
    private final long start = System.nanoTime();
    private final Map<Cell, Double> overheads = new HashMap<>();

    private GoalRun(Goal goal, Lab lab) {
        this.goal = goal;
        this.lab = lab;
    }

    /** The result. */
    record Outcome(Goal goal, Table table, Verdict verdict, int rounds) {}

    static Outcome of(Goal goal, Lab lab) throws IOException, InterruptedException {
        try {
            return new GoalRun(goal, lab).run();
        } finally {
            goal.end();
        }
    }

    private Outcome run() throws IOException, InterruptedException {
        List<Cell> cells;
        try {
            cells = goal.cells(lab);
        } catch (RunFailure impossible) {
            String reason = String.valueOf(impossible.getMessage());
            return new Outcome(
                    goal, new Table(List.of()), Verdict.skipped(goal.id(), lab.isClosing() ? ENDED : reason), 0);
        }
        Table table = new Table(cells);
        Effort effort = lab.effort();
        int rounds = 0;
        while (rounds < wanted() && round(table, cells, rounds)) {
            rounds++;
        }
        if (lab.isClosing()) {
            return new Outcome(goal, table, Verdict.skipped(goal.id(), ENDED), rounds);
        }
        if (rounds < wanted()) {
            lab.say(goal.id() + ": " + rounds + " of " + wanted() + " rounds, the time is up");
        }
        int[] busy = table.busyTurns();
        if (busy[0] > 0) {
            lab.notice(goal.id() + ": other programs were busy in " + busy[0] + " of " + busy[1] + " turns");
        }
        if (effort.quick()) {
            lab.say(String.format(Locale.ROOT, "%s: %.0f s", goal.id(), spentSeconds()));
        }
        Verdict verdict = goal.isJudged() ? Verdict.of(goal.id(), goal.judge(table)) : Verdict.measured(goal.id());
        return new Outcome(goal, table, verdict, rounds);
    }

    private int wanted() {
        return lab.effort().rounds() * Math.max(1, goal.turns());
    }

    private double spentSeconds() {
        return (System.nanoTime() - start) / NANOS;
    }

    /**
     * Measures one round, beginning with another cell each time. Returns whether all cells were measured, or have
     * failed in an earlier round.
     */
    private boolean round(Table table, List<Cell> cells, int round) throws IOException, InterruptedException {
        Effort effort = lab.effort();
        List<Cell> order = new ArrayList<>(cells);
        Collections.rotate(order, -round * Math.max(1, cells.size() / wanted()));
        int turn = 0;
        boolean complete = true;
        for (Cell cell : order) {
            if (lab.isClosing()) {
                return false;
            }
            int left = cells.size() * (wanted() - round) - turn;
            turn++;
            if (table.failure(cell).isPresent()) {
                continue;
            }
            if (round > 0 && !effort.allows(spentSeconds(), overheads.getOrDefault(cell, 0.0))) {
                complete = false; // a cell with less overhead may still fit
                continue;
            }
            String head = String.format(
                    Locale.ROOT, "%s round %d/%d [%d/%d] %s", goal.id(), round + 1, wanted(), turn, cells.size(), cell);
            double slice = effort.slice(left, spentSeconds(), usualOverhead());
            measure(table, cell, goal.turns() == 0 ? slice : Math.min(slice, TURN_SECONDS), head);
        }
        return complete;
    }

    /** Returns the average time that a cell takes in addition to its measurement. */
    private double usualOverhead() {
        return overheads.values().stream()
                .mapToDouble(Double::doubleValue)
                .average()
                .orElse(Double.NaN);
    }

    private void measure(Table table, Cell cell, double slice, String head) throws IOException, InterruptedException {
        double before = spentSeconds();
        try {
            Map<String, Double> found = goal.measure(cell, slice, lab);
            if (lab.isClosing()) {
                return; // the figures may be incomplete
            }
            table.add(cell, found);
            lab.say(head + ": " + shown(found));
        } catch (RunFailure failed) {
            if (lab.isClosing()) {
                return; // the child was killed
            }
            table.fail(cell, String.valueOf(failed.getMessage()));
            lab.say(head + ": " + failed.getMessage());
        }
        overheads.put(cell, Math.max(0, spentSeconds() - before - slice));
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
