package io.heddle.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program that moves blocks for a turn, in a separate JVM. */
@Timeout(120)
final class LoadProbeTest {
    private static final int BYTES = 1 << 20;

    @TempDir
    Path folder;

    private Map<String, Double> turn(List<String> flags, String source, String... loads)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-preview",
                "--enable-native-access=ALL-UNNAMED"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), LoadProbe.class.getName(), source));
        Path complaints = folder.resolve("complaints");
        Process child =
                new ProcessBuilder(command).redirectError(complaints.toFile()).start();
        try (PrintStream to = new PrintStream(child.getOutputStream(), true, StandardCharsets.UTF_8);
                BufferedReader from = child.inputReader(StandardCharsets.UTF_8)) {
            to.println("50 " + String.join(" ", loads));
            to.println("50 " + String.join(" ", loads)); // a second time, with open files
            String first = from.readLine();
            String second = from.readLine();
            assertThat(first).as("%s", Files.readString(complaints)).isNotNull();
            assertThat(second).as("%s", Files.readString(complaints)).isNotNull();
            child.getOutputStream().close();
            assertThat(child.waitFor(30, TimeUnit.SECONDS)).as("its end").isTrue();
            assertThat(child.exitValue()).isZero();
            return figures(second);
        } finally {
            child.destroyForcibly();
        }
    }

    private static Map<String, Double> figures(String line) {
        Map<String, Double> figures = new HashMap<>();
        for (String word : line.split(" ", -1)) {
            figures.put(word.substring(0, word.indexOf('=')), Double.valueOf(word.substring(word.indexOf('=') + 1)));
        }
        return figures;
    }

    private Path file() throws IOException {
        Path file = folder.resolve("file");
        return Files.exists(file) ? file : Files.write(file, new byte[BYTES]);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ENGINE", "no-ring:ENGINE", "CHANNEL", "PLATFORM"})
    void shouldMoveBlocksByEverybody(String source) throws Exception {
        Map<String, Double> figures =
                turn(List.of(), source, "CACHED,2," + file(), "COLD,2," + file(), "WRITE,2," + file());
        assertThat(figures)
                .containsOnlyKeys(
                        "load1_per_s",
                        "load2_per_s",
                        "load3_per_s",
                        "ns_per_op",
                        "cpu_ns_per_op",
                        "p50_us",
                        "p99_us",
                        "max_us",
                        "others_percent");
        assertThat(List.of(figures.get("load1_per_s"), figures.get("load2_per_s"), figures.get("load3_per_s")))
                .filteredOn(_ -> !source.equals("CHANNEL")) // its threads may keep the others from their carriers
                .allSatisfy(rate -> assertThat(rate).isPositive());
        assertThat(Files.size(file())).isEqualTo(BYTES);
        boolean isWritten = Arrays.mismatch(Files.readAllBytes(file()), new byte[BYTES]) >= 0;
        assertThat(isWritten).isEqualTo(figures.getOrDefault("load3_per_s", 0.0) > 0);
        String log = Files.readString(folder.resolve("complaints"));
        if (source.startsWith(LoadProbe.NO_RING)) {
            assertThat(log).contains("backend: io_uring cannot be used: io_uring_setup: Operation not permitted");
        } else {
            assertThat(log).doesNotContain("io_uring_setup: Operation not permitted");
        }
    }

    @Test
    void shouldReadByPeersThatCanOnlyRead() throws Exception {
        assertThat(turn(List.of(), "ASYNCHRONOUS_POOL", "CACHED,2," + file())).containsKey("ns_per_op");
    }

    @Test
    void shouldMeasureTheDelayOfOthersWhenNobodyMovesAnything() throws Exception {
        assertThat(turn(List.of(), "CHANNEL"))
                .containsOnlyKeys("p50_us", "p99_us", "max_us", "others_percent")
                .allSatisfy((_, value) -> assertThat(value).isNotNegative());
    }
}
