package io.heddle.report.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.heddle.report.finding.Findings;
import io.heddle.report.finding.SampleSource;
import io.heddle.report.input.Inputs;
import io.heddle.report.input.SampleFiles;
import io.heddle.report.recording.Progress;
import io.heddle.report.sample.SampleRecording;
import io.heddle.report.text.PlainText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jfr.Recording;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(180)
final class ReportFilesTest {
    private static final int REQUESTS = 500;
    private static final List<String> SECTIONS = List.of(
            "findings",
            "latency",
            "service",
            "workers",
            "requests",
            "syncs",
            "processes",
            "tracepoints",
            "benchmarks",
            "environment");

    @TempDir
    Path folder;

    private final Histogram reads = new Histogram(3);
    private final Histogram writes = new Histogram(3);
    private List<Path> files;

    @BeforeEach
    void makeFiles() throws IOException, InterruptedException {
        files = List.of(
                SampleRecording.mixed(folder.resolve(SampleSource.TRIGGER), REQUESTS),
                SampleFiles.log(folder.resolve("run.hlog"), reads, writes),
                SampleFiles.benchmarks(folder.resolve("jmh.json")),
                SampleFiles.summary(folder.resolve("summary.json")));
    }

    private Path report(List<Path> of) throws IOException {
        Inputs inputs = Inputs.read(of, Inputs.EventSinks.NONE, Progress.NONE);
        Path to = folder.resolve("report");
        assertThat(ReportFiles.write(inputs, Findings.of(inputs.material()), of, to))
                .containsExactly(to.resolve("report.html"), to.resolve("report.md"), to.resolve("report.json"));
        return to;
    }

    @Test
    void shouldHaveASectionForEachSubject() throws IOException {
        String html = Files.readString(report(files).resolve("report.html"));
        for (String section : SECTIONS) {
            assertThat(html).contains("<section id=\"" + section + "\">").contains("href=\"#" + section + "\"");
        }
        for (String chart : List.of(
                "Latency by percentile",
                "Latency over time",
                "Latency heat map",
                "Queue wait against service time",
                "Workers over time",
                "Births and deaths of workers",
                "Timeline of workers",
                "Requests by state",
                "Outstanding requests",
                "What delayed syncs waited for",
                "Requests met by cancel calls",
                "ReadBenchmark, bs=4096 (thrpt, ops/s)")) {
            assertThat(html).as(chart).contains("role=\"img\" aria-label=\"" + chart);
        }
        assertThat(html).contains("AIO_WQ_process_entry", "AIO_exec");
    }

    @Test
    void shouldNeedNeitherNetworkNorScript() throws IOException {
        String html = Files.readString(report(files).resolve("report.html"));
        assertThat(html)
                .doesNotContain("<script", "javascript:", "@import", "url(", "<img", "<iframe")
                .doesNotContainPattern(Pattern.compile("(src|href)=\"(?!#|data:,)"));
        assertThat(html).contains("prefers-color-scheme: dark", "@media print");
    }

    @Test
    void shouldEscapeWhateverRecordingsSay() throws IOException {
        Path to = report(files);
        String html = Files.readString(to.resolve("report.html"));
        assertThat(html).contains("&lt;script&gt;alert(&#39;x&#39;)").doesNotContain("<script>");
        assertThat(html).contains("-Dname=&lt;b&gt;");
        String markdown = Files.readString(to.resolve("report.md"));
        assertThat(markdown)
                .contains("&lt;script>alert('x')&lt;/script>\\|\\`\\*")
                .doesNotContain("<script");
    }

    @Test
    void shouldWriteNoCharacterThatATerminalObeys() throws IOException {
        List<Path> named = new ArrayList<>();
        for (Path file : files) {
            named.add(Files.move(file, folder.resolve("\u001b]0;x\u0007\u202e" + file.getFileName())));
        }
        Path to = report(named);
        for (String name : List.of(ReportFiles.HTML, ReportFiles.MARKDOWN, ReportFiles.JSON)) {
            assertThat(Files.readString(to.resolve(name)).codePoints())
                    .as(name)
                    .allSatisfy(c -> assertThat(c == '\n' || !PlainText.isUnsafe(c))
                            .as("U+%04X", c)
                            .isTrue());
        }
        assertThat(Files.readString(to.resolve("report.html"))).contains("&gt;\ufffd[2J\ufffd");
    }

    @Test
    void shouldReplaceALinkInsteadOfWritingToWhatItLeadsTo() throws IOException {
        Path precious = Files.writeString(folder.resolve("precious"), "precious");
        Path to = Files.createDirectories(folder.resolve("report"));
        for (String name : List.of(ReportFiles.HTML, ReportFiles.MARKDOWN, ReportFiles.JSON)) {
            Files.createSymbolicLink(to.resolve(name), precious);
        }
        report(files);
        assertThat(precious).hasContent("precious");
        assertThat(to.resolve("report.html")).isRegularFile();
        assertThat(to.toFile().list()).hasSize(3);
    }

    @Test
    void shouldTellFindingsFirst() throws IOException {
        Path to = report(files);
        String html = Files.readString(to.resolve("report.html"));
        assertThat(html)
                .contains("Workers are &lt;short&gt;", "Requests wait &amp; wait.", "Remedy: Raise maxWorkers.");
        assertThat(html.indexOf("<section id=\"findings\"")).isLessThan(html.indexOf("<section id=\"latency\""));
        String markdown = Files.readString(to.resolve("report.md"));
        assertThat(markdown).contains("**problem: Workers are &lt;short>**", "Evidence: queue wait 5 ms, service 1 ms");
        assertThat(numbers(to)).containsEntry("findings.0.severity", "problem");
    }

    /** The numbers of the page are from the same objects; those of the JSON are compared with the sources. */
    @Test
    void shouldTellTheNumbersOfTheLog() throws IOException {
        Map<String, String> numbers = numbers(report(files));
        for (Map.Entry<String, Histogram> tag :
                Map.of("read", reads, "write", writes).entrySet()) {
            String at = "histogram_logs.0.tags." + tag.getKey() + ".";
            Histogram expected = tag.getValue();
            assertThat(numbers)
                    .containsEntry(at + "count", String.valueOf(expected.getTotalCount()))
                    .containsEntry(at + "max", String.valueOf(expected.getMaxValue()))
                    .containsEntry(at + "mean", String.valueOf(expected.getMean()))
                    .containsEntry(at + "p50", String.valueOf(expected.getValueAtPercentile(50)))
                    .containsEntry(at + "p99_9", String.valueOf(expected.getValueAtPercentile(99.9)));
        }
        assertThat(numbers)
                .containsEntry("recordings.0.complete", "true")
                .containsEntry("recordings.0.events.aio.ProcessEntry", String.valueOf(REQUESTS))
                .containsEntry("recordings.0.trace_points.AIO_exec", "0")
                .containsEntry("recordings.0.cancelled.cancelled while queued", "1")
                .containsEntry("benchmarks.0.score", "1500.5");
    }

    @Test
    void shouldCompareBenchmarksWithThePlatformVariant() throws IOException {
        String markdown = Files.readString(report(files).resolve("report.md"));
        assertThat(markdown)
                .contains("| engine virtual | 1500.500 | ± 20.250 | ops/s | 1.50 |")
                .contains("| engine platform | 1000.000 | ± 10.000 | ops/s | 1.00 |")
                .contains("| peer pool | 500.000 | one iteration | ops/s | 0.50 |");
    }

    @Test
    void shouldSayThatItIsOfAPart() throws IOException, InterruptedException {
        Path cut = SampleRecording.mixed(folder.resolve("cut.jfr"), REQUESTS);
        Files.write(cut, new byte[] {'F', 'L', 'R', 0}, StandardOpenOption.APPEND);
        Path to = report(List.of(cut));
        assertThat(Files.readString(to.resolve("report.html"))).contains("The recording cut.jfr is not complete");
        assertThat(numbers(to)).containsEntry("recordings.0.complete", "false");
    }

    @Test
    void shouldSayThatTheRecordingIsOfAnotherProgram() throws IOException {
        Path foreign = folder.resolve("foreign.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.JVMInformation");
            recording.start();
            recording.stop();
            recording.dump(foreign);
        }
        String markdown = Files.readString(report(List.of(foreign)).resolve("report.md"));
        assertThat(markdown)
                .contains("The recording foreign.jfr has no event of the engine")
                .contains("## Environment and settings")
                .doesNotContain("## Workers");
    }

    /** Skipped where no browser is installed. */
    @Test
    void shouldOpenInABrowserWithoutComplaint() throws IOException, InterruptedException {
        Path page = report(files).resolve("report.html");
        for (int width : new int[] {1_440, 390}) {
            Chromium.Visit visit = Chromium.visit(page, width);
            assertThat(visit.log()).doesNotContain("CONSOLE");
            for (String section : SECTIONS) {
                assertThat(visit.dom()).contains("<section id=\"" + section + "\">");
            }
            assertThat(visit.dom()).contains("Workers are &lt;short&gt;").doesNotContain("<script");
        }
    }

    /** Returns all values by their path. */
    private static Map<String, String> numbers(Path to) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser json =
                new JsonFactory().createParser(to.resolve("report.json").toFile())) {
            json.nextToken();
            collect(json, "", values);
        }
        return values;
    }

    private static void collect(JsonParser json, String path, Map<String, String> into) throws IOException {
        String prefix = path.isEmpty() ? "" : path + ".";
        if (json.currentToken() == JsonToken.START_OBJECT) {
            while (json.nextToken() != JsonToken.END_OBJECT) {
                String name = json.currentName();
                json.nextToken();
                collect(json, prefix + name, into);
            }
        } else if (json.currentToken() == JsonToken.START_ARRAY) {
            for (int i = 0; json.nextToken() != JsonToken.END_ARRAY; i++) {
                collect(json, prefix + i, into);
            }
        } else {
            into.put(path, json.getText());
        }
    }
}
