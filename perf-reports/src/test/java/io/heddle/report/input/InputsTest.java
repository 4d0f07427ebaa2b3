package io.heddle.report.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.report.recording.LatencyCell;
import io.heddle.report.recording.Progress;
import io.heddle.report.sample.SampleRecording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InputsTest {
    @TempDir
    Path folder;

    private static Inputs read(Path... files) throws IOException {
        return Inputs.read(List.of(files), Inputs.EventSinks.NONE, Progress.NONE);
    }

    /** By what they hold: all have a wrong name. */
    @Test
    void shouldTellFilesApartByTheirContent() throws IOException, InterruptedException {
        Path recording = SampleRecording.mixed(folder.resolve("a.txt"), 50);
        Path log = SampleFiles.log(folder.resolve("b.json"), new Histogram(3), new Histogram(3));
        Path benchmarks = SampleFiles.benchmarks(folder.resolve("c.jfr"));
        Path summary = SampleFiles.summary(folder.resolve("d.hlog"));
        Inputs inputs = read(summary, benchmarks, log, recording);
        assertThat(inputs.recordings()).hasSize(1);
        assertThat(inputs.logs()).hasSize(1);
        assertThat(inputs.benchmarks()).hasSize(4);
        assertThat(inputs.runs()).hasSize(1);
        assertThat(inputs.notices()).isEmpty();
        assertThat(inputs.material().recordings()).containsExactly(recording);
        assertThat(inputs.material().histogramLogs()).containsExactly(log);
        assertThat(inputs.material().benchmarks()).containsExactly(benchmarks);
    }

    @Test
    void shouldAddUpAHistogramLogByTag() throws IOException {
        Histogram reads = new Histogram(3);
        Histogram writes = new Histogram(3);
        HistogramLog log = read(SampleFiles.log(folder.resolve("run.hlog"), reads, writes))
                .logs()
                .getFirst();
        assertThat(log.byTag()).containsOnlyKeys("read", "write");
        assertThat(log.byTag().get("read").total()).isEqualTo(reads);
        assertThat(log.byTag().get("write").total()).isEqualTo(writes);
        assertThat(log.byTag().get("read").overTime().byStart().values())
                .extracting(LatencyCell::count)
                .containsExactly(500L, 500L, 500L);
    }

    @Test
    void shouldReportTheIntervalsBeforeABrokenLine() throws IOException {
        Path log = SampleFiles.log(folder.resolve("run.hlog"), new Histogram(3), new Histogram(3));
        List<String> lines = Files.readAllLines(log);
        String last = lines.removeLast();
        lines.add(last.substring(0, last.length() / 2));
        Files.write(log, lines);
        Inputs inputs = read(log);
        assertThat(inputs.logs().getFirst().byTag().get("read").total().getTotalCount())
                .isEqualTo(1_500);
        assertThat(inputs.notices()).hasSize(1).first().asString().startsWith("run.hlog: read in part");
    }

    @Test
    void shouldReadWhatJmhWrites() throws IOException {
        List<Benchmark> benchmarks =
                read(SampleFiles.benchmarks(folder.resolve("jmh.json"))).benchmarks();
        Benchmark first = benchmarks.getFirst();
        assertThat(first.type()).isEqualTo("ReadBenchmark");
        assertThat(first.method()).isEqualTo("engine");
        assertThat(first.score()).isEqualTo(1500.5);
        assertThat(first.error()).isEqualTo(20.25);
        assertThat(first.isRate()).isTrue();
        assertThat(first.parameters()).containsEntry("bs", "4096");
        assertThat(first.command()).isEqualTo("A VM 25 -Xmx1g -Dname=<b>");
        assertThat(benchmarks.get(2).error()).isNaN();
    }

    @Test
    void shouldNameTheFileThatCannotBeRead() throws IOException {
        refused("empty.jfr", "", "it is empty");
        refused("text.jfr", "hello", "it begins like none of them");
        refused("a.json", "{\"a\": 1}", "not a summary of heddle run");
        refused("b.json", "[{\"a\": 1}]", "not a result of JMH");
        refused("c.json", "[{\"a\": ", "not complete JSON");
        refused("d.json", "[1]", "not a result of JMH: a list of results is expected");
        refused("e.json", "{\"layout\": ", "not complete JSON");
    }

    private void refused(String name, String content, String why) throws IOException {
        Path file = Files.writeString(folder.resolve(name), content);
        assertThatThrownBy(() -> read(file))
                .as(name)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith(file + ": ")
                .hasMessageContaining(why);
    }

    @Test
    void shouldTakeAFolderForTheFilesInIt() throws IOException {
        Path log = SampleFiles.log(folder.resolve("run.hlog"), new Histogram(3), new Histogram(3));
        Path json = SampleFiles.benchmarks(folder.resolve("jmh.json"));
        Files.writeString(folder.resolve("report.json"), "{}");
        Files.writeString(folder.resolve("notes.txt"), "");
        assertThat(Inputs.files(List.of(folder, log))).containsExactly(json, log);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThatThrownBy(() -> Inputs.files(List.of(empty)))
                .hasMessage(empty + ": no .jfr, .hlog or .json file is in this folder");
        Path missing = folder.resolve("missing.jfr");
        assertThatThrownBy(() -> Inputs.files(List.of(missing)))
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(missing.toString());
    }
}
