package io.heddle.report.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.report.recording.LatencyCell;
import io.heddle.report.recording.Progress;
import io.heddle.report.sample.SampleRecording;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
final class InputsTest {
    @TempDir
    Path folder;

    private static Inputs read(Path... files) throws IOException {
        return Inputs.read(List.of(files), Inputs.EventSinks.NONE, Progress.NONE);
    }

    /** Files are recognised by their contents: all have a wrong name. */
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

    // ---- what is no file, or not what its name claims

    @Test
    void shouldRefuseWhatIsNotARegularFile() throws IOException, InterruptedException {
        assertThatThrownBy(() -> read(folder)).hasMessage(folder + ": not a regular file but a folder");
        Path zero = Path.of("/dev/zero");
        assumeTrue(Files.exists(zero), "no /dev/zero here");
        assertThatThrownBy(() -> read(zero)).hasMessage(zero + ": not a regular file but a pipe, a device or a socket");
        Path pipe = folder.resolve("pipe.hlog");
        assumeTrue(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "no mkfifo here");
        assertThatThrownBy(() -> read(pipe)).hasMessage(pipe + ": not a regular file but a pipe, a device or a socket");
        // It is not included in the files of a folder.
        assertThatThrownBy(() -> Inputs.files(List.of(folder)))
                .hasMessage(folder + ": no .jfr, .hlog or .json file is in this folder");
    }

    @Test
    void shouldTellOfAFileThatMustNotBeRead() throws IOException {
        Path secret = SampleFiles.summary(folder.resolve("summary.json"));
        Files.setPosixFilePermissions(secret, Set.of());
        assumeFalse(Files.isReadable(secret), "this user may read everything");
        assertThatThrownBy(() -> read(secret)).isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void shouldRefuseJsonThatIsTooMuch() throws IOException {
        refused("deep.json", "[{\"a\": " + "[".repeat(1_000_000), "not complete JSON: Document nesting depth");
        refused("deep-summary.json", "{\"a\":".repeat(500_000), "not complete JSON: Document nesting depth");
        refused("text.json", "[{\"a\": \"" + "x".repeat(2 << 20) + "\"}]", "not complete JSON: String value length");
        String entry = "{\"a\": [" + "1,".repeat(2_000_000) + "1]}";
        refused("values.json", "[" + entry + "," + entry + "]", "it holds more than a report can be made of");
        Path wrong = Files.write(folder.resolve("utf8.json"), new byte[] {'[', '{', '"', (byte) 0xc3, '(', '"'});
        assertThatThrownBy(() -> read(wrong)).hasMessageStartingWith(wrong + ": not complete JSON: Invalid UTF-8");
        Path wide = Files.write(folder.resolve("utf32.json"), new byte[] {'{', 0, 0, 0, 0, 0, 0x11, 0});
        assertThatThrownBy(() -> read(wide)).hasMessageStartingWith(wide + ": cannot be read: ");
        refused("nan.json", "[{\"benchmark\": \"a.b\", \"primaryMetric\": {\"score\": \"x\"}}]", "'x' is no number");
    }

    /** A compressed recording is not decompressed: it may be a thousand times as large. */
    @Test
    void shouldNotUnpack() throws IOException {
        Path packed = folder.resolve("packed.jfr");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(new byte[] {'F', 'L', 'R', 0});
        }
        assertThatThrownBy(() -> read(packed)).hasMessageEndingWith("it begins like none of them");
    }

    private void logRefused(String line, String why) throws IOException {
        Path log = SampleFiles.log(folder.resolve("run.hlog"), new Histogram(3), new Histogram(3));
        Files.writeString(log, line + "\n", StandardOpenOption.APPEND);
        Inputs inputs = read(log);
        assertThat(inputs.notices())
                .hasSize(1)
                .first()
                .asString()
                .startsWith("run.hlog: read in part, the rest is missing here: line 10 cannot be read: ")
                .contains(why);
        assertThat(inputs.logs().getFirst().byTag().get("read").total().getTotalCount())
                .isEqualTo(1_500);
    }

    @Test
    void shouldReportTheIntervalsBeforeALineThatIsAbsurd() throws IOException {
        logRefused("1.0,1.0,1.0", "start, length, maximum and histogram are expected");
        logRefused("1e300,1.0,1.0,AAAA", "'1e300' is no time in seconds");
        logRefused("-1,1.0,1.0,AAAA", "'-1' is no time in seconds");
        logRefused("NaN,1.0,1.0,AAAA", "'NaN' is no time in seconds");
        logRefused("1,1.0,1.0,%%%%", "IllegalArgumentException: Illegal base64");
        logRefused("1,1.0,1.0,AAAAAAAA", "IllegalArgumentException");
        logRefused("Tag=" + "x".repeat(5 << 20), "it is longer than 4194304 bytes");
        logRefused("1,1.0,1.0," + announced(Integer.MAX_VALUE), "a histogram of 2147483647 bytes is announced");
        logRefused("1,1.0,1.0," + announced(-1), "a histogram of -1 bytes is announced");
    }

    /** Returns a histogram that claims to have the given number of bytes of counts. */
    private static String announced(int bytes) {
        ByteBuffer head = ByteBuffer.allocate(40)
                .putInt(0x1c849303 | 0x10)
                .putInt(bytes)
                .putInt(0)
                .putInt(3)
                .putLong(1)
                .putLong(Long.MAX_VALUE)
                .putDouble(1.0);
        Deflater deflater = new Deflater();
        deflater.setInput(head.array());
        deflater.finish();
        byte[] packed = new byte[200];
        int length = deflater.deflate(packed);
        deflater.end();
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(8 + length)
                        .putInt(0x1c849304 | 0x10)
                        .putInt(length)
                        .put(packed, 0, length)
                        .array());
    }
}
