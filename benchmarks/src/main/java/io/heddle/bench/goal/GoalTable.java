package io.heddle.bench.goal;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A goal's table as text or as Markdown. */
final class GoalTable {
    private final GoalRun.Outcome outcome;

    GoalTable(GoalRun.Outcome outcome) {
        this.outcome = outcome;
    }

    /** Returns one line per cell: its medians, and the spread of the rounds. */
    String text() {
        List<List<String>> rows = rows();
        int[] widths = new int[rows.getFirst().size()];
        for (List<String> row : rows) {
            for (int column = 0; column < widths.length; column++) {
                widths[column] = Math.max(widths[column], row.get(column).length());
            }
        }
        StringBuilder text = new StringBuilder();
        for (List<String> row : rows) {
            StringBuilder line = new StringBuilder("  ");
            for (int column = 0; column < widths.length; column++) {
                String format = column < 2 ? "%-" + widths[column] + "s  " : "%" + widths[column] + "s  ";
                line.append(String.format(Locale.ROOT, format, row.get(column)));
            }
            text.append(line.toString().stripTrailing()).append('\n');
        }
        return text.toString();
    }

    String markdown() {
        List<List<String>> rows = rows();
        StringBuilder text = new StringBuilder(line(rows.getFirst()));
        text.append("|---|---|")
                .append("---:|".repeat(rows.getFirst().size() - 2))
                .append('\n');
        rows.stream().skip(1).map(GoalTable::line).forEach(text::append);
        return text.toString();
    }

    private static String line(List<String> cells) {
        return "| " + String.join(" | ", cells) + " |\n";
    }

    private List<List<String>> rows() {
        List<List<String>> rows = new ArrayList<>();
        rows.add(head());
        for (Cell cell : outcome.table().cells()) {
            List<String> row = new ArrayList<>(List.of(cell.scenario(), cell.variant()));
            Optional<String> failure = outcome.table().failure(cell);
            for (Metric metric : outcome.goal().metrics()) {
                Sample sample = outcome.table().sample(cell, metric.name());
                row.add(Numbers.short4(sample.median()));
                row.add(Double.isNaN(sample.median()) ? "-" : String.format(Locale.ROOT, "%.0f%%", sample.spread()));
            }
            failure.ifPresent(reason -> row.set(1, cell.variant() + " (failed: " + reason + ")"));
            rows.add(row);
        }
        return rows;
    }

    private List<String> head() {
        List<String> head = new ArrayList<>(List.of("scenario", "variant"));
        for (Metric metric : outcome.goal().metrics()) {
            head.add(metric.unit());
            head.add("spread");
        }
        return head;
    }
}
