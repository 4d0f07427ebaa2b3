package io.heddle.bench.top;

import static io.heddle.bench.top.MadeUp.at;
import static io.heddle.bench.top.MadeUp.gauges;
import static io.heddle.bench.top.MadeUp.request;
import static io.heddle.bench.top.MadeUp.slow;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TopScreenTest {
    private final TopModel model = new TopModel(Duration.ofSeconds(1));
    private final TopScreen screen = new TopScreen("4711 Server", "every request", ZoneOffset.UTC);

    private List<String> lines(int width, int height) {
        return screen.render(model.snapshot(), width, height);
    }

    @Test
    void shouldSayThatThereIsNothingYet() {
        assertThat(lines(120, 24))
                .containsExactly(
                        "heddle top - 4711 Server - no event yet",
                        "no process is open",
                        "",
                        "operations, every request: none");
    }

    @Test
    void shouldShowEverySection() {
        model.gauges(gauges(0, 7, "warp", 0));
        model.request(request(1, "READ", 1_000, 9_000));
        model.slow(slow(2, 1, 40));
        model.gauges(gauges(2_000, 7, "warp", 24_000));
        model.request(request(2_100, "READ", 1_000, 9_000));
        model.gauges(gauges(3_000, 7, "warp", 36_000));

        assertThat(lines(200, 50).stream().map(String::stripTrailing))
                .containsExactly(
                        "heddle top - 4711 Server - 03:04:08",
                        "1 process, 12k requests/s; outstanding 10: queued 2, running 3, done 5; 4 workers; "
                                + "oldest queued 1.5ms (process 7)",
                        "",
                        "  ID NAME         REQ/S  OUTST QUEUED RUNNING  DONE OLDEST WORKERS  IDLE DYING MOST W. MOST "
                                + "OUTST.",
                        "   7 warp           12k     10      2       3     5  1.5ms       4     1     0      16      "
                                + "    64",
                        "",
                        "operations, every request (Q: time in the queue, S: service):",
                        "OP     REQ/S BYTES/S FAILED   P50   P99 P99.9   MAX Q P50 Q P99 S P50 S P99",
                        "READ       1    4.0K      0  10us  10us  10us  10us 1.0us 1.0us 9.0us 9.0us",
                        "",
                        "slowest of the last 60 seconds:",
                        " AGO   ID OP     TOTAL QUEUE SERVICE       OFFSET LENGTH ERROR     FILE",
                        "  2s    7 READ    40ms  10ms    30ms         8192   4.0K OK        /data/weft");
    }

    @Test
    void shouldTellOfRefusalsAndOfWorkersThatCouldNotBeCreated() {
        model.refused(at(0), "READ EAGAIN in process 7: quota");
        model.workerFailed(at(0));
        model.gauges(gauges(1_000, 7, "warp", 0));

        assertThat(lines(200, 24))
                .contains(
                        "refused: 1/s, the last: READ EAGAIN in process 7: quota",
                        "workers that could not be created: 1");
    }

    @Test
    void shouldShowADashForWhatIsNotKnown() {
        model.request(request(0, "READ", RequestTimes.UNKNOWN, 9_000));
        model.gauges(gauges(1_000, 7, "warp", 0));

        assertThat(lines(200, 24))
                .anySatisfy(line -> assertThat(line).matches("READ +1 +4\\.0K +0 +- +- +- +- +- +- +9\\.0us +9\\.0us"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 8, 10, 13, 16, 20, 24, 30, 60})
    void shouldFitIntoAnyTerminal(int height) {
        for (int i = 0; i < 40; i++) {
            model.gauges(gauges(0, i, "process " + i, 0));
            model.slow(slow(0, i, 40));
        }
        model.request(request(0, "READ", 1_000, 9_000));
        model.gauges(gauges(1_000, 1, "process 1", 100));

        assertThat(lines(40, height))
                .hasSizeLessThanOrEqualTo(height)
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(40))
                .first()
                .asString()
                .startsWith("heddle top");
        assertThat(lines(40, 24)).anyMatch(line -> line.matches("  \\.\\.\\. and \\d+ more"));
    }

    @Test
    void shouldKeepTheBusiestProcessesWhereThereIsNotRoomForAll() {
        for (int i = 0; i < 40; i++) {
            model.gauges(gauges(0, i, "process " + i, 0));
        }
        model.gauges(gauges(1_000, 33, "busy", 100));

        List<String> lines = lines(120, 16);
        assertThat(lines.get(4)).startsWith("  33 busy ");
        assertThat(lines).anyMatch(line -> line.startsWith("  ... and "));
        assertThat(lines).anyMatch(line -> line.startsWith("operations"));
    }

    @Test
    void shouldFitIntoAnyTerminal() {
        for (int i = 0; i < 40; i++) {
            model.gauges(gauges(0, i, "process " + i, 0));
        }
        for (int width = 1; width < 20; width++) {
            for (int height = 1; height < 20; height++) {
                int columns = width;
                assertThat(lines(width, height))
                        .hasSizeBetween(1, height)
                        .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(columns));
            }
        }
    }

    @Test
    void shouldNotLetTheOtherJvmSpeakToTheTerminal() {
        model.gauges(gauges(0, 7, "\u001b[2Jwarp\n\u202e", 0));

        assertThat(String.join("\n", lines(200, 24)))
                .contains("\ufffd[2Jwarp \ufffd")
                .doesNotContain("\u001b")
                .doesNotContain("\u202e");
    }
}
