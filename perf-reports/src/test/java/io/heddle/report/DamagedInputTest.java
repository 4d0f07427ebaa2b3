package io.heddle.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.heddle.report.finding.Findings;
import io.heddle.report.input.Inputs;
import io.heddle.report.input.SampleFiles;
import io.heddle.report.page.ReportFiles;
import io.heddle.report.recording.Progress;
import io.heddle.report.sample.SampleRecording;
import io.heddle.report.trace.TraceEventWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests files of all kinds, damaged at random. Each gives a report, or a failure that names the file.
 * {@code -Dheddle.damage.variants=5000} sets the number of variants of each kind, {@code -Dheddle.damage.seed=42}
 * repeats the same ones.
 */
@Timeout(3_600)
final class DamagedInputTest {
    private static final int VARIANTS = Integer.getInteger("heddle.damage.variants", 60);
    private static final long SEED = Long.getLong("heddle.damage.seed", System.nanoTime());
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private int reports;
    private int failures;

    private static byte[] damaged(byte[] whole, SplittableRandom random) {
        byte[] bytes = whole.clone();
        switch (random.nextInt(7)) {
            case 0 -> bytes = Arrays.copyOf(bytes, random.nextInt(bytes.length));
            case 1 -> {
                for (int i = random.nextInt(1, 9); i > 0; i--) {
                    bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                }
            }
            case 2 -> {
                for (int i = random.nextInt(1, 300); i > 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
            }
            case 3 -> {
                int from = random.nextInt(bytes.length);
                Arrays.fill(bytes, from, random.nextInt(from, bytes.length) + 1, (byte) random.nextInt());
            }
            case 4 -> {
                // A piece is missing.
                int from = random.nextInt(bytes.length);
                int to = random.nextInt(from, bytes.length);
                byte[] less = new byte[bytes.length - (to - from)];
                System.arraycopy(bytes, 0, less, 0, from);
                System.arraycopy(bytes, to, less, from, bytes.length - to);
                bytes = less;
            }
            case 5 -> {
                // A piece is copied to another place.
                int length = random.nextInt(1, Math.min(2_000, bytes.length));
                int from = random.nextInt(bytes.length - length + 1);
                System.arraycopy(whole, from, bytes, random.nextInt(bytes.length - length + 1), length);
            }
            default -> {
                // Numbers of the header and its neighbourhood are changed.
                int within = Math.min(bytes.length, 256);
                for (int i = random.nextInt(1, 5); i > 0; i--) {
                    bytes[random.nextInt(within)] = random.nextBoolean() ? (byte) 0xff : (byte) random.nextInt();
                }
            }
        }
        return bytes;
    }

    private void tryVariants(String name, byte[] whole) throws IOException {
        System.out.println("DamagedInputTest: " + name + ", seed " + SEED);
        Path file = folder.resolve(name);
        Path to = Files.createDirectories(folder.resolve("to"));
        Files.write(file, whole);
        tryOne(file, to);
        assertThat(reports).as("a report of what is not damaged").isOne();
        for (int i = 0; i < VARIANTS; i++) {
            SplittableRandom random = new SplittableRandom(SEED + i);
            byte[] bytes = damaged(whole, random);
            Files.write(file, bytes);
            assertTimeoutPreemptively(PATIENCE, () -> tryOne(file, to), name + " " + i + " of seed " + SEED);
        }
        System.out.println("DamagedInputTest: " + name + ", " + reports + " reports, " + failures + " failures");
        assertThat(failures).as("failures").isPositive();
    }

    private void tryOne(Path file, Path to) {
        List<Path> files = List.of(file);
        try (TraceEventWriter trace = TraceEventWriter.to(to.resolve("trace.json"))) {
            Inputs inputs = Inputs.read(files, trace::sink, Progress.NONE);
            ReportFiles.write(inputs, Findings.of(inputs.material()), files, to);
            trace.finish();
            requireJson(to.resolve("trace.json"));
            requireJson(to.resolve(ReportFiles.JSON));
            reports++;
        } catch (IOException failure) {
            assertThat(failure.getMessage()).startsWith(file + ": ");
            failures++;
        }
    }

    private static void requireJson(Path file) throws IOException {
        int depth = 0;
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            while (json.nextToken() != null) {
                depth += json.currentToken().isStructStart()
                        ? 1
                        : json.currentToken().isStructEnd() ? -1 : 0;
            }
        } catch (JsonProcessingException broken) {
            throw new AssertionError(file + ": " + broken.getMessage(), broken);
        }
        assertThat(depth).isZero();
    }

    @Test
    void shouldSurviveDamagedRecordings() throws IOException, InterruptedException {
        Path one = SampleRecording.mixed(folder.resolve("one.jfr"), 60);
        SampleRecording.append(one, SampleRecording.mixed(folder.resolve("two.jfr"), 60));
        byte[] whole = Files.readAllBytes(one);
        tryVariants("damaged.jfr", whole);
    }

    @Test
    void shouldSurviveDamagedLogs() throws IOException {
        Path log = SampleFiles.log(folder.resolve("run.hlog"), new Histogram(3), new Histogram(3));
        tryVariants("damaged.hlog", Files.readAllBytes(log));
    }

    @Test
    void shouldSurviveDamagedBenchmarks() throws IOException {
        tryVariants("damaged-jmh.json", Files.readAllBytes(SampleFiles.benchmarks(folder.resolve("jmh.json"))));
    }

    @Test
    void shouldSurviveDamagedSummaries() throws IOException {
        tryVariants("damaged-summary.json", Files.readAllBytes(SampleFiles.summary(folder.resolve("summary.json"))));
    }
}
