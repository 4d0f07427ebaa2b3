package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the settings, and the events of a stream that uses them. */
final class AioJfrTest {
    @TempDir
    private Path folder;

    @Test
    void shouldHaveASettingsFileWithOurNames() {
        Configuration configuration = AioJfr.configuration();

        assertThat(configuration.getLabel()).isEqualTo("AIO");
        assertThat(configuration.getProvider()).isEqualTo("Heddle");
        assertThat(configuration.getContents()).contains("<selection name=\"aio-trace\" default=\"normal\"");
    }

    /** A recording that follows the file is equal to one without any settings. */
    @Test
    void shouldSettleOnTheDefaultsOfTheEvents() {
        Map<String, String> defaults = EventTypes.all()
                .map(EventType::getEventType)
                .collect(Collectors.toMap(
                        type -> type.getName() + "#enabled",
                        type -> new EventMetadata(type).defaults().get("enabled")));

        assertThat(AioJfr.settings(Map.of())).isEqualTo(AioJfr.configuration().getSettings());
        assertThat(AioJfr.settings(Map.of(AioJfr.TRACE, "normal"))).containsAllEntriesOf(defaults);
    }

    @Test
    void shouldTurnEverythingOnUnthrottledOrOff() {
        Map<String, String> all = AioJfr.settings(Map.of(AioJfr.TRACE, "all"));
        Map<String, String> off = AioJfr.settings(Map.of(AioJfr.TRACE, "off"));

        assertThat(values(all, "#enabled")).hasSize(51).containsOnly("true");
        assertThat(values(all, "#throttle")).hasSize(4).containsOnly("off");
        assertThat(values(off, "#enabled")).hasSize(51).containsOnly("false");
    }

    @Test
    void shouldSetThresholdAndProcess() {
        Map<String, String> settings = AioJfr.settings(Map.of(AioJfr.THRESHOLD, "5ms", AioJfr.PROCESS, " 4 7 "));

        assertThat(settings)
                .containsEntry("aio.SlowRequest#threshold", "5 ms")
                .containsEntry("aio.Close#threshold", "5 ms")
                .containsEntry("jdk.VirtualThreadPinned#threshold", "5 ms")
                .doesNotContainKey("aio.Read#threshold");
        assertThat(values(settings, "#process")).hasSize(47).containsOnly("4 7");
    }

    @ParameterizedTest
    @CsvSource({
        "aio-trace, loud, must be off",
        "aio-trace, '', must be off",
        "aio-threshold, soon, must be a whole number",
        "aio-threshold, 20, must be a whole number",
        "aio-threshold, -1 ms, must be a whole number",
        "aio-process, index, must be numbers of processes",
        "aio-process, ' ', names no process",
        "aio-tracing, all, there is none of this name"
    })
    void shouldNameControlValueAndRuleOfWhatItRefuses(String control, String value, String rule) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AioJfr.settings(Map.of(control, value)))
                .withMessageContaining("control " + control)
                .withMessageContaining(rule);
    }

    @Test
    void shouldShowOnAStreamWhatItsControlsAskFor() throws Exception {
        assertThat(streamed(Map.of(AioJfr.TRACE, "all")))
                .contains("aio.Write", "aio.ProcessEntry", "aio.BackendSelected");
        assertThat(streamed(Map.of()))
                .contains("aio.BackendSelected", "aio.Exit")
                .doesNotContain("aio.Write", "aio.ProcessEntry");
        assertThat(streamed(Map.of(AioJfr.TRACE, "all", AioJfr.PROCESS, "0"))).isEmpty();
        assertThat(streamed(Map.of(AioJfr.TRACE, "off"))).isEmpty();
    }

    @Test
    void shouldFollowControlsThatChangeWhileItRuns() throws Exception {
        Queue<String> names = new ConcurrentLinkedQueue<>();
        try (RecordingStream stream = AioJfr.stream(Map.of(AioJfr.TRACE, "off"))) {
            stream.onEvent(event -> names.add(event.getEventType().getName()));
            stream.startAsync();
            useTheEngine();
            AioJfr.set(stream, Map.of(AioJfr.TRACE, "all"));
            useTheEngine();
            stream.stop();
        }

        assertThat(names).containsOnlyOnce("aio.Exit", "aio.BackendSelected", "aio.Write");
    }

    /** Returns the names of the events, except periodic ones. */
    private Queue<String> streamed(Map<String, String> controls) throws Exception {
        Queue<String> names = new ConcurrentLinkedQueue<>();
        try (RecordingStream stream = AioJfr.stream(controls)) {
            stream.onEvent(event -> note(event, names));
            stream.startAsync();
            useTheEngine();
            stream.stop();
        }
        return names;
    }

    private static void note(RecordedEvent event, Queue<String> names) {
        String name = event.getEventType().getName();
        if (!name.endsWith("Statistics")) {
            names.add(name);
        }
    }

    private void useTheEngine() throws Exception {
        try (AioProcess process = AioProcess.open();
                AioFile file =
                        process.open(folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            file.write(ByteBuffer.allocate(8), 0);
        }
    }

    private static Iterable<String> values(Map<String, String> settings, String kind) {
        return settings.entrySet().stream()
                .filter(setting -> setting.getKey().endsWith(kind))
                .map(Map.Entry::getValue)
                .toList();
    }
}
