package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A recording may be limited to some processes. */
final class ProcessFilterTest {
    private static final String INSTANT = "aio.WorkerCreateFailed"; // and throttled
    private static final String SPAN = "aio.ProcessEntry";

    private final Tracer tracer = new JfrTracer();

    @ParameterizedTest
    @CsvSource({"*, 1 2 3", "2, 2", "3 1, 1 3", "'3,1', 1 3", "' 1 ,  1 ', 1", "2 *, 1 2 3", "7, ''", "'', 1 2 3"})
    void shouldRecordTheProcessesThatAreAskedFor(String setting, String recorded) throws ReflectiveOperationException {
        try (Recording recording = filtered(setting)) {
            List<RecordedEvent> events = Recorded.during(recording, this::emit);

            assertThat(processes(events, INSTANT)).isEqualTo(recorded);
            assertThat(processes(events, SPAN)).isEqualTo(recorded);
        }
    }

    @Test
    void shouldRecordWhatAnyOfSeveralRecordingsAsksFor() throws ReflectiveOperationException {
        try (Recording first = filtered("1");
                Recording second = filtered("3")) {
            first.start();

            assertThat(processes(Recorded.during(second, this::emit), INSTANT)).isEqualTo("1 3");
            first.stop();
        }
    }

    /** Events that are filtered out must not use up the rate of the others. */
    @Test
    void shouldFilterBeforeThrottling() throws ReflectiveOperationException {
        try (Recording recording = new Recording()) {
            recording.enable(INSTANT).with("throttle", "5/s").with(ProcessFilter.NAME, "2");

            List<RecordedEvent> events = Recorded.during(recording, () -> {
                for (int i = 0; i < 100_000; i++) {
                    tracer.workerCreateFailed(1, "none of these", 0);
                }
                tracer.workerCreateFailed(2, "but this", 0);
            });
            assertThat(processes(events, INSTANT)).isEqualTo("2");
        }
    }

    /** Flight Recorder has no way to refuse a setting, and an empty recording would be the worse mistake. */
    @ParameterizedTest
    @ValueSource(strings = {"index", "-1", "1x", "99999999999999999999"})
    void shouldRecordAllWhenNoNumberIsNamed(String setting) {
        ProcessFilter filter = new ProcessFilter();
        filter.setValue(setting);

        assertThat(filter.accepts(1)).isTrue();
        assertThat(filter.getValue()).isEqualTo("*");
        assertThat(ProcessFilter.objection(setting)).contains("\"" + setting + "\"", "numbers of processes");
    }

    @Test
    void shouldLeaveOutAWordThatIsNoNumber() {
        ProcessFilter filter = new ProcessFilter();
        filter.setValue("4 index");

        assertThat(filter.accepts(4)).isTrue();
        assertThat(filter.accepts(5)).isFalse();
        assertThat(filter.getValue()).isEqualTo("4");
    }

    @Test
    void shouldCombineToAllIfAnyoneWantsAll() {
        ProcessFilter filter = new ProcessFilter();

        assertThat(filter.combine(Set.of("1", "*"))).isEqualTo("*");
        assertThat(filter.combine(Set.of("7 1", "3,1"))).isEqualTo("1 3 7");
        assertThat(filter.combine(Set.of("9"))).isEqualTo("9");
    }

    private static Recording filtered(String setting) {
        Recording recording = new Recording();
        Stream.of(INSTANT, SPAN)
                .forEach(
                        event -> recording.enable(event).with("throttle", "off").with(ProcessFilter.NAME, setting));
        return recording;
    }

    private void emit() {
        for (long process = 1; process <= 3; process++) {
            tracer.workerCreateFailed(process, "", 0);
            Object span = tracer.begin(TracePoint.WQ_PROCESS_ENTRY);
            tracer.processEntry(span, process, 1, "READ", 3, 0, 1, "OK", 1, 0);
        }
    }

    private static String processes(List<RecordedEvent> events, String name) {
        return String.join(
                " ",
                events.stream()
                        .filter(event -> event.getEventType().getName().equals(name))
                        .map(event -> String.valueOf(event.getLong("processId")))
                        .sorted()
                        .toList());
    }
}
