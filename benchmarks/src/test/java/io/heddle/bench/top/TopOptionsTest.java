package io.heddle.bench.top;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.bench.CommandLineRun;
import io.heddle.bench.cli.RunFailure;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TopOptionsTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    0 | <pid>: 0: it must be 1 or more
                    --interval=999ms | --interval=999ms: it must be 1s to 1d
                    --interval=2d | --interval=172800000ms: it must be 1s to 1d
                    --slow=2d | --slow=172800000ms: it must be 0 to 1d
                    --iterations=0 | --iterations=0: it must be 1 or more
                    --once --iterations=2 | --iterations=2: it contradicts --once
                    """)
    void shouldRefuseWhatIsOutOfRange(String options, String message) {
        CommandLineRun run = CommandLineRun.of(("top " + options).split(" "));

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("heddle top: " + message);
    }

    @Test
    void shouldSayThatNothingListens() {
        assertThat(CommandLineRun.of("top", "--help").out().replaceAll("\\s+", " "))
                .contains("No port is opened, neither there nor here.");
    }

    @Test
    void shouldRecordNoHotEventUnlessToldTo() {
        Map<String, String> cheap = LiveStream.settings(Duration.ofMillis(5), false);

        assertThat(cheap)
                .containsEntry("aio.QueueStatistics#enabled", "true")
                .containsEntry("aio.SlowRequest#threshold", "5 ms")
                .containsEntry("aio.SlowRequest#throttle", "300/s")
                .containsEntry("aio.ProcessEntry#enabled", "false")
                .containsEntry("aio.SharedWorkerRun#enabled", "false");
        assertThat(cheap.keySet()).allMatch(key -> key.startsWith("aio."));
        assertThat(LiveStream.settings(Duration.ofMillis(5), true))
                .containsEntry("aio.ProcessEntry#enabled", "true")
                .containsEntry("aio.SharedWorkerRun#enabled", "true")
                .containsEntry("aio.WorkQueued#enabled", "false");
    }

    @Test
    void shouldDrawOverTheLastPicture() throws RunFailure {
        StringWriter text = new StringWriter();
        AnsiTerminal terminal = new AnsiTerminal(new PrintWriter(text));
        terminal.show(List.of("one", "two"));
        terminal.show(List.of("three"));

        assertThat(text.toString())
                .isEqualTo("\u001b[2J\u001b[Hone\u001b[K\ntwo\u001b[K\n\u001b[J" + "\u001b[Hthree\u001b[K\n\u001b[J");
    }

    @Test
    void shouldTakeASmallTerminalForWhatItIs() {
        AnsiTerminal terminal = new AnsiTerminal(new PrintWriter(new StringWriter()));
        terminal.resize("3 17");
        assertThat(terminal.height()).isEqualTo(2);
        assertThat(terminal.width()).isEqualTo(17);
        terminal.resize("1 1");
        assertThat(terminal.height()).isEqualTo(1);
        terminal.resize("0 0"); // a terminal that does not know its size
        assertThat(terminal.height()).isEqualTo(23);
        assertThat(terminal.width()).isEqualTo(80);
    }
}
