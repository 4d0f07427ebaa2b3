package io.heddle.bench.goal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.heddle.report.Machine;
import io.heddle.report.output.OutputFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/** The results of a run: for the screen, {@code bench.md} and {@code bench.json}. */
final class BenchReport {
    private static final int LAYOUT_VERSION = 1;

    private final List<GoalRun.Outcome> outcomes;
    private final Effort effort;
    private final Collection<String> notices;
    private final Machine machine = Machine.here(version());
    private final Instant time = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    BenchReport(List<GoalRun.Outcome> outcomes, Effort effort, Collection<String> notices) {
        this.outcomes = outcomes;
        this.effort = effort;
        this.notices = notices;
    }

    private static String version() {
        String version = BenchReport.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    boolean allMet() {
        return outcomes.stream()
                .map(outcome -> outcome.verdict().state())
                .allMatch(state -> state == Verdict.State.MET || state == Verdict.State.MEASURED);
    }

    // ---- screen

    /** Prints the tables, then one line per goal. */
    void print(PrintWriter out) {
        for (GoalRun.Outcome outcome : outcomes) {
            out.println(outcome.goal().id() + ": " + outcome.goal().title());
            if (!outcome.table().cells().isEmpty()) {
                out.println("  medians of " + rounds(outcome));
                out.print(new GoalTable(outcome).text());
            }
            for (Criterion criterion : outcome.verdict().criteria()) {
                out.println("  " + sentence(criterion));
            }
            out.println();
        }
        outcomes.forEach(outcome -> out.println(outcome.verdict().line()));
        out.flush();
    }

    private static String rounds(GoalRun.Outcome outcome) {
        return switch (outcome.rounds()) {
            case 0 -> "a part of the first round";
            case 1 -> "one round";
            default -> outcome.rounds() + " rounds";
        };
    }

    private static String sentence(Criterion criterion) {
        String where = criterion.scenario().isEmpty() ? "" : criterion.scenario() + ": ";
        return where + criterion.found() + ", goal " + criterion.goal() + ": " + state(criterion);
    }

    private static String state(Criterion criterion) {
        return criterion.isMet() ? "met" : "missed";
    }

    // ---- bench.md

    void writeMarkdown(Path file) throws IOException {
        StringBuilder text = new StringBuilder();
        text.append("# Goals of speed\n\n").append(time).append(", heddle ").append(machine.version());
        text.append(", ")
                .append(machine.cpus())
                .append(" processors, ")
                .append(machine.os())
                .append(' ');
        text.append(machine.kernel())
                .append(' ')
                .append(machine.arch())
                .append(", ")
                .append(machine.jvm());
        text.append(effort.quick() ? ", quick" : "").append(".\n\n");
        outcomes.forEach(
                outcome -> text.append("- ").append(outcome.verdict().line()).append('\n'));
        notices.forEach(notice -> text.append("- Note: ").append(notice).append('\n'));
        for (GoalRun.Outcome outcome : outcomes) {
            text.append("\n## ").append(outcome.goal().id()).append(": ");
            text.append(outcome.goal().title()).append("\n\n");
            outcome.goal().explanation().forEach(line -> text.append(line).append("\n\n"));
            if (!outcome.table().cells().isEmpty()) {
                text.append("Medians of ").append(rounds(outcome)).append(":\n\n");
                text.append(new GoalTable(outcome).markdown()).append('\n');
            }
            for (Criterion criterion : outcome.verdict().criteria()) {
                text.append("- ").append(sentence(criterion)).append('\n');
            }
        }
        OutputFile.write(file, text);
    }

    // ---- bench.json

    void writeJson(Path file) throws IOException {
        OutputFile.write(file, this::writeJson);
    }

    private void writeJson(Writer out) throws IOException {
        try (JsonGenerator json = new JsonFactory().createGenerator(out).useDefaultPrettyPrinter()) {
            json.writeStartObject();
            json.writeNumberField("layout", LAYOUT_VERSION);
            json.writeStringField("time", time.toString());
            json.writeBooleanField("quick", effort.quick());
            machine(json);
            json.writeArrayFieldStart("notices");
            for (String notice : notices) {
                json.writeString(notice);
            }
            json.writeEndArray();
            json.writeArrayFieldStart("goals");
            for (GoalRun.Outcome outcome : outcomes) {
                goal(json, outcome);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void machine(JsonGenerator json) throws IOException {
        json.writeObjectFieldStart("machine");
        json.writeStringField("version", machine.version());
        json.writeNumberField("cpus", machine.cpus());
        json.writeStringField("jvm", machine.jvm());
        json.writeStringField("os", machine.os());
        json.writeStringField("kernel", machine.kernel());
        json.writeStringField("arch", machine.arch());
        json.writeEndObject();
    }

    private static void goal(JsonGenerator json, GoalRun.Outcome outcome) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", outcome.goal().id());
        json.writeStringField("title", outcome.goal().title());
        json.writeStringField("state", outcome.verdict().state().name().toLowerCase(Locale.ROOT));
        json.writeStringField("line", outcome.verdict().line());
        json.writeNumberField("rounds", outcome.rounds());
        json.writeArrayFieldStart("criteria");
        for (Criterion criterion : outcome.verdict().criteria()) {
            criterion(json, criterion);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("cells");
        for (Cell cell : outcome.table().cells()) {
            cell(json, outcome.table(), cell);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void criterion(JsonGenerator json, Criterion criterion) throws IOException {
        json.writeStartObject();
        json.writeStringField("scenario", criterion.scenario());
        number(json, "value", criterion.value());
        json.writeStringField("bound", criterion.bound().name().toLowerCase(Locale.ROOT));
        number(json, "limit", criterion.limit());
        json.writeStringField("kind", criterion.kind().name().toLowerCase(Locale.ROOT));
        json.writeStringField("of", criterion.of());
        json.writeBooleanField("met", criterion.isMet());
        json.writeEndObject();
    }

    private static void cell(JsonGenerator json, Table table, Cell cell) throws IOException {
        json.writeStartObject();
        json.writeStringField("scenario", cell.scenario());
        json.writeStringField("variant", cell.variant());
        if (table.failure(cell).isPresent()) {
            json.writeStringField("failure", table.failure(cell).orElseThrow());
        }
        json.writeObjectFieldStart("figures");
        for (String figure : table.figures(cell)) {
            Sample sample = table.sample(cell, figure);
            json.writeObjectFieldStart(figure);
            number(json, "median", sample.median());
            number(json, "min", sample.min());
            number(json, "max", sample.max());
            json.writeArrayFieldStart("rounds");
            for (double value : sample.values()) {
                json.writeNumber(value);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    /** Writes a number, or null, as JSON has neither NaN nor infinity. */
    private static void number(JsonGenerator json, String name, double value) throws IOException {
        if (Double.isFinite(value)) {
            json.writeNumberField(name, value);
        } else {
            json.writeNullField(name);
        }
    }
}
