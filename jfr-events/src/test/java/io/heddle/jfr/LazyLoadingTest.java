package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A program that does not record has no cost: each test checks which classes a JVM of its own loads. */
final class LazyLoadingTest {
    private static final Pattern LOADED = Pattern.compile("(io\\.heddle\\.jfr\\.\\S+) source:");

    @Test
    void shouldLoadTheProviderOnlyWhileNobodyRecords() throws IOException, InterruptedException {
        String output = run(List.of());

        assertThat(output).contains("first untraced []");
        assertThat(loaded(output))
                .containsExactlyInAnyOrder(
                        JfrTracerProvider.class.getName(), JfrTracerProvider.class.getName() + "$RecordingWatch");
    }

    /** The settings were made before the event types were registered. */
    @Test
    void shouldLoadTheEventsWhenARecordingStartsAndFollowItsSettings() throws IOException, InterruptedException {
        String output = run(List.of(), "aio.Read#enabled=true", "aio.SlowRequest#enabled=false");

        assertThat(output)
                .contains("first untraced []")
                .contains("recording traced [READ, EXEC, EXIT, CLOSE]")
                .contains("stopped untraced []");
        assertThat(loaded(output))
                .containsAll(EventTypes.all().map(Class::getName).toList());
    }

    @Test
    void shouldTraceFromTheFirstUseWhenARecordingRunsAlready() throws IOException, InterruptedException {
        String output = run(List.of("-XX:StartFlightRecording:dumponexit=false"));

        assertThat(output).contains("first traced [EXEC, EXIT, CLOSE, SLOW_REQUEST]");
        assertThat(loaded(output))
                .containsAll(EventTypes.all().map(Class::getName).toList());
    }

    @Test
    void shouldLoadNoEventForSettings() throws IOException, InterruptedException {
        String output = ChildJvm.run(SettingsReader.class, List.of("-Xlog:class+load"));

        assertThat(output).contains("true\n");
        assertThat(loaded(output))
                .contains(AioJfr.class.getName())
                .doesNotContain(AioEvent.class.getName())
                .doesNotContainAnyElementsOf(
                        EventTypes.all().map(Class::getName).toList());
    }

    private static String run(List<String> options, String... settings) throws IOException, InterruptedException {
        List<String> jvm = new ArrayList<>(options);
        jvm.add("-Xlog:class+load");
        return ChildJvm.run(EngineUser.class, jvm, settings);
    }

    private static Stream<String> loaded(String output) {
        return LOADED.matcher(output)
                .results()
                .map(result -> result.group(1))
                .filter(name -> !name.startsWith(EngineUser.class.getName()));
    }
}
