package io.heddle.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.bench.CommandLineRun;
import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** From a run of the engine to its report. */
@Timeout(240)
final class ReportCommandTest {
    private static final int REQUESTS = 2_000;

    @TempDir
    Path folder;

    private static CommandLineRun report(Object... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "report";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = String.valueOf(arguments[i]);
        }
        return CommandLineRun.of(all);
    }

    /** Returns the number of the last name, which is searched for after the names before it. */
    private static double number(Path json, String... path) throws IOException {
        String text = Files.readString(json);
        int from = 0;
        for (String name : path) {
            from = text.indexOf("\"" + name + "\" :", from);
            assertThat(from).as("%s in %s", name, json).isNotNegative();
        }
        Matcher matcher = Pattern.compile(" : ([-0-9.E]+)").matcher(text);
        assertThat(matcher.find(from)).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void shouldReportWhatARunHasMeasured() throws IOException {
        CommandLineRun run = CommandLineRun.of(
                "run", "--output-dir=" + folder, "--number_ios=" + REQUESTS, "--size=1m", "--runtime=1m");
        assertThat(run.status()).as(run.err()).isZero();

        CommandLineRun made = report("--trace", folder);
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(made.out().lines())
                .containsExactly(
                        folder.resolve("report.html").toString(),
                        folder.resolve("report.md").toString(),
                        folder.resolve("report.json").toString(),
                        folder.resolve("trace.json").toString());
        assertThat(made.err()).contains("run.jfr read, ");

        Path json = folder.resolve("report.json");
        Path summary = folder.resolve("summary.json");
        for (String operation : List.of("read", "write", "sync")) {
            assertThat(number(json, "tags", operation, "count")).isEqualTo(number(summary, operation, "count"));
            assertThat(number(json, "tags", operation, "p99") / 1_000).isEqualTo(number(summary, operation, "p99_us"));
            assertThat(number(json, "tags", operation, "max") / 1_000).isEqualTo(number(summary, operation, "max_us"));
        }
        double[] counted = counted(folder.resolve("run.jfr"));
        assertThat(number(json, "events", "aio.ProcessEntry")).isEqualTo(counted[0]);
        assertThat(number(json, "trace_points", "AIO_fsync_delay")).isEqualTo(counted[1]);
        assertThat(number(json, "workers", "born")).isEqualTo(counted[2]);
        assertThat(number(json, "workers", "ended")).isEqualTo(counted[2]);
        assertThat(Pattern.compile("\"AIO_\\w+\" : ")
                        .matcher(Files.readString(json))
                        .results())
                .as("trace points, those of rare things included")
                .hasSize(42);
        assertThat(Files.readString(folder.resolve("report.html"))).contains("Timeline of workers", "heddle-check");
        assertThat(Files.size(folder.resolve("trace.json"))).isGreaterThan(REQUESTS * 100L);
    }

    /** Counts transfers, delayed syncs and created workers. */
    private static double[] counted(Path recording) throws IOException {
        double[] counts = new double[3];
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                RecordedEvent event = file.readEvent();
                switch (event.getEventType().getName()) {
                    case "aio.ProcessEntry" -> counts[0]++;
                    case "aio.FsyncDelay" -> counts[1]++;
                    case "aio.WorkerCreate" -> counts[2]++;
                    default -> {}
                }
            }
        }
        return counts;
    }

    @Test
    void shouldWriteWhereItIsTold() throws IOException {
        Path recording = foreign();
        Path elsewhere = folder.resolve("a/b");
        CommandLineRun made = report("--output=" + elsewhere, recording);
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(elsewhere.resolve("report.html")).exists();
        assertThat(folder.resolve("report.html")).doesNotExist();
        assertThat(report(recording).status()).isZero();
        assertThat(folder.resolve("report.html")).exists();
    }

    private Path foreign() throws IOException {
        Path file = folder.resolve("foreign.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JVMInformation");
            recording.start();
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    @Test
    void shouldSayInOneLineWhatIsWrong() throws IOException {
        Path missing = folder.resolve("missing.jfr");
        refused(report(missing), 1, "heddle report: " + missing + ": no such file or folder");
        Path text = Files.writeString(folder.resolve("notes.txt"), "hello");
        refused(report(text), 1, "heddle report: " + text + ": a report reads Flight Recorder recordings");
        refused(report("--output=" + text, foreign()), 2, "heddle report: --output=" + text + ": it must be a folder");
        refused(report("--colour"), 2, "heddle report: Unknown option: '--colour'");
        assertThat(folder.resolve("report.html")).doesNotExist();
    }

    @Test
    void shouldSayWhatIsNoFile() throws IOException, InterruptedException {
        Path pipe = folder.resolve("a.hlog");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo here");
        refused(report(pipe), 1, "heddle report: " + pipe + ": not a regular file but a pipe");
        // In a folder it is skipped.
        foreign();
        CommandLineRun made = report(folder);
        assertThat(made.status()).as(made.err()).isZero();
        // It is not written to either.
        Files.delete(folder.resolve("report.md"));
        assumeTrue(
                new ProcessBuilder("mkfifo", folder.resolve("report.md").toString())
                                .start()
                                .waitFor()
                        == 0,
                "no mkfifo here");
        CommandLineRun written = report(folder);
        assertThat(written.status()).isEqualTo(1);
        assertThat(written.err().lines().toList().getLast())
                .isEqualTo("heddle report: " + folder.resolve("report.md") + ": it exists and is not a regular file");
    }

    @Test
    void shouldNotLetANameSpeakToTheTerminal() throws IOException {
        Path text = Files.writeString(folder.resolve("\u001b[2J\u202enotes.jfr"), "hello");
        CommandLineRun run = report(text);
        assertThat(run.err())
                .contains("\ufffd[2J\ufffdnotes.jfr")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
        CommandLineRun option = report("--\u001b[2J");
        assertThat(option.err()).contains("Unknown option: '--\ufffd[2J'").doesNotContain("\u001b");
    }

    /** The earlier trace remains until the new one is complete. */
    @Test
    void shouldKeepWhatIsThereWhenItFails() throws IOException {
        Path good = foreign();
        Path bad = Files.writeString(folder.resolve("notes.txt"), "hello");
        Path trace = Files.writeString(folder.resolve("trace.json"), "precious");
        refused(report("--trace", bad, good), 1, "heddle report: " + bad + ": ");
        assertThat(trace).hasContent("precious");
        assertThat(folder.toFile().list()).containsExactlyInAnyOrder("foreign.jfr", "notes.txt", "trace.json");
    }

    private static void refused(CommandLineRun run, int status, String line) {
        assertThat(run.status()).isEqualTo(status);
        assertThat(run.err().lines().toList()).hasSize(1).first().asString().startsWith(line);
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldExplainItself() {
        CommandLineRun help = report("--help");
        assertThat(help.status()).isZero();
        assertThat(help.out())
                .contains("[FILE...]", "--output=<folder>", "--trace", "./heddle-run", "Examples:", "Status:");
        assertThat(CommandLineRun.of("--help").out()).contains("report");
    }

    @Test
    void shouldTakeTheNewestRun() throws IOException, RunFailure {
        Path old = Files.createDirectories(folder.resolve("old"));
        Path young = Files.createDirectories(folder.resolve("young"));
        Files.createDirectories(folder.resolve("no-run"));
        at(old.resolve("run.hlog"), 1_000);
        at(young.resolve("summary.json"), 2_000);
        assertThat(RunFolder.newest(folder)).isEqualTo(young);
        at(folder.resolve("run.jfr"), 3_000);
        assertThat(RunFolder.newest(folder)).isEqualTo(folder);
        Path none = folder.resolve("no-run");
        assertThatThrownBy(() -> RunFolder.newest(none))
                .isInstanceOf(RunFailure.class)
                .hasMessageContaining("neither " + none + " nor a folder in it holds the results of a run");
        assertThatThrownBy(() -> RunFolder.newest(folder.resolve("missing")))
                .isInstanceOf(RunFailure.class)
                .hasMessageContaining("name the files, or make some with heddle run");
    }

    private static void at(Path file, long millis) throws IOException {
        Files.writeString(file, "");
        Files.setLastModifiedTime(file, FileTime.fromMillis(millis));
    }

    @Test
    void shouldDrawABarOnATerminalAndALineElsewhere() {
        StringWriter terminal = new StringWriter();
        ProgressBar bar = new ProgressBar(new PrintWriter(terminal), true);
        bar.at("run.jfr", 500, 0.5);
        bar.at("run.jfr", 1_000, 1);
        assertThat(terminal.toString())
                .contains("\rrun.jfr [###############...............]  50% 500 events")
                .contains("\rrun.jfr [##############################] 100% 1,000 events" + System.lineSeparator());
        StringWriter file = new StringWriter();
        ProgressBar plain = new ProgressBar(new PrintWriter(file), false);
        plain.at("run.jfr", 500, 0.5);
        plain.at("run.jfr", 1_000, 1);
        assertThat(file.toString().strip()).isEqualTo("heddle report: run.jfr read, 1,000 events");
    }
}
