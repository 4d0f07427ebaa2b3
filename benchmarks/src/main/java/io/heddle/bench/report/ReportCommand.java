package io.heddle.bench.report;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.cli.StandardOutput;
import io.heddle.report.finding.Finding;
import io.heddle.report.finding.Findings;
import io.heddle.report.input.Inputs;
import io.heddle.report.page.ReportFiles;
import io.heddle.report.text.PlainText;
import io.heddle.report.trace.TraceEventWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The command {@code heddle report}. */
@Command(
        name = "report",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Makes a report of recordings and measurements: one HTML page that needs neither network nor script, "
                    + "the same as Markdown, and the numbers as JSON."
        },
        footer = {
            "",
            "What a file is, is told by its content: JDK Flight Recorder recordings, HdrHistogram logs (values in "
                    + "nanoseconds), JMH's results (-rf json), the summary.json of heddle run. A recording that is "
                    + "cut off, damaged "
                    + "or of another program gives a report that says so. Pipes and devices are refused.",
            "",
            "Results: report.html, report.md, report.json; with --trace also trace.json, which ui.perfetto.dev and "
                    + "chrome://tracing open. Each is whole or not there. Their names go to standard output, "
                    + "progress to standard error.",
            "",
            "Recordings are streamed: memory does not grow with their size.",
            "",
            "Status: 0 the report is written; 1 an input cannot be read or the report not be written; 2 wrong options.",
            "",
            "HEDDLE_DEBUG=1 shows stack traces.",
            "",
            "Examples:",
            "  heddle report",
            "  heddle report --trace service.jfr",
            "  heddle report --output=report virtual/run.hlog platform/run.hlog results.json"
        })
public final class ReportCommand implements Callable<Integer> {
    private static final String TRACE = "trace.json";
    private static final Path RUNS = Path.of("heddle-run");

    @Spec
    private CommandSpec spec;

    @Parameters(
            paramLabel = "FILE",
            arity = "0..*",
            description = "Any mix of .jfr, .hlog and .json; a folder stands for those in it. "
                    + "Default: the newest results of heddle run in ./heddle-run")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = {"--output", "-o"},
            paramLabel = "<folder>",
            description = "Where the report is written; made if missing. Default: the folder of the first FILE")
    private @Nullable Path output;

    @Option(
            names = "--trace",
            description = "Write the recordings' events as a trace as well, one by one. It may be large")
    private boolean trace;

    /** Made by picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public ReportCommand() {}

    @Override
    public Integer call() throws IOException, RunFailure {
        try {
            return report();
        } catch (OutOfMemoryError exhausted) {
            throw new RunFailure(
                    "the report needs more memory than this JVM has: give it more with HEDDLE_OPTS=-Xmx", exhausted);
        }
    }

    private int report() throws IOException, RunFailure {
        List<Path> given = files.isEmpty() ? List.of(RunFolder.newest(RUNS)) : files;
        List<Path> inputs = Inputs.files(given);
        Path folder = output != null ? output : folderOf(given.getFirst());
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new ParameterException(spec.commandLine(), "--output=" + folder + ": it must be a folder");
        }
        Files.createDirectories(folder);
        List<Path> written = new ArrayList<>();
        Inputs read = read(inputs, folder, written);
        List<Finding> findings = Findings.of(read.material());
        written.addAll(0, ReportFiles.write(read, findings, inputs, folder));
        PrintWriter out = spec.commandLine().getOut();
        written.forEach(file -> out.println(PlainText.of(file.toString())));
        StandardOutput.requireWritten(out);
        return 0;
    }

    private static Path folderOf(Path given) {
        return Files.isDirectory(given)
                ? given
                : Objects.requireNonNullElse(given.toAbsolutePath().normalize().getParent(), given);
    }

    private Inputs read(List<Path> inputs, Path folder, List<Path> written) throws IOException {
        PrintWriter err = spec.commandLine().getErr();
        ProgressBar progress = new ProgressBar(err);
        if (!trace) {
            return Inputs.read(inputs, Inputs.EventSinks.NONE, progress);
        }
        Path file = folder.resolve(TRACE);
        try (TraceEventWriter writer = TraceEventWriter.to(file)) {
            Inputs read = Inputs.read(inputs, writer::sink, progress);
            writer.finish();
            err.printf(Locale.ROOT, "heddle report: %,d events traced%n", writer.written());
            err.flush();
            written.add(file);
            return read;
        } catch (UncheckedIOException failed) {
            throw failed.getCause(); // its message names the file
        }
    }
}
