package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The recording holds what the engine passes to the tracer. */
final class RoundTripTest {
    private final Tracer tracer = new JfrTracer();

    static List<TracerMethod> methods() {
        return TracerMethod.all();
    }

    @Test
    void shouldHaveOneMethodForEachEventTypeButTheGaugesOfTheScheduler() {
        assertThat(methods())
                .extracting(TracerMethod::eventClass)
                .containsExactlyInAnyOrderElementsOf(EventTypes.all()
                        .filter(type -> type != SchedulerEvents.SchedulerStatistics.class)
                        .toList());
    }

    /** Every parameter arrives in the field of its name, and in no other: all values differ. */
    @ParameterizedTest
    @MethodSource("methods")
    void shouldRecordEveryParameter(TracerMethod method) throws ReflectiveOperationException {
        Map<String, Object> values = distinctValues(method.fields());

        List<RecordedEvent> events =
                Recorded.during(() -> method.call(tracer, method.isSpan() ? tracer.begin(method.point()) : "", values));

        assertThat(events).hasSize(1);
        RecordedEvent event = events.getFirst();
        assertThat(event.getEventType().getName()).isEqualTo(method.eventName());
        assertThat(values)
                .allSatisfy((field, value) ->
                        assertThat(event.<Object>getValue(field)).isEqualTo(value));
        assertThat(event.hasField("stackTrace")).isTrue();
        assertThat(event.getStackTrace()).isNull();
        if (event.hasField("requestId") && !values.containsKey("requestId")) {
            assertThat(event.getLong("requestId")).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void shouldRecordNothingThatIsNotEnabled(TracerMethod method) throws ReflectiveOperationException {
        try (Recording recording = new Recording()) {
            EventTypes.all().forEach(recording::disable);
            Map<String, Object> values = distinctValues(method.fields());

            assertThat(Recorded.during(recording, () -> {
                        assertThat(method.isSpan() ? tracer.begin(method.point()) : null)
                                .isNull();
                        if (!method.isSpan()) {
                            method.call(tracer, "", values);
                        }
                    }))
                    .isEmpty();
        }
    }

    /** A span is begun as an object of the event that will end it, and an instant is not begun at all. */
    @ParameterizedTest
    @EnumSource
    void shouldBeginSpansOnly(TracePoint point) throws ReflectiveOperationException {
        Recorded.during(() -> {
            Object span = tracer.begin(point);
            if (point.isSpan()) {
                assertThat(methods())
                        .filteredOn(method -> method.isSpan() && method.point() == point)
                        .singleElement()
                        .satisfies(method -> assertThat(span).isInstanceOf(method.eventClass()));
            } else {
                assertThat(span).isNull();
            }
        });
    }

    /** Throttling samples by the time of the event, which an instant gets when it is committed and not before. */
    @Test
    void shouldRecordRareFailuresWhenThrottled() throws ReflectiveOperationException {
        try (Recording recording = new Recording()) {
            assertThat(Recorded.during(recording, () -> {
                        tracer.rejected(1, "READ", "EAGAIN", "quota");
                        tracer.flushFailed(1, 2, 3, "/data", "EIO", "broken", 1, true);
                        tracer.workerCreateFailed(1, "out of memory", 0);
                    }))
                    .extracting(event -> event.getEventType().getName())
                    .containsExactly("aio.Rejected", "aio.FlushFailed", "aio.WorkerCreateFailed");
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void shouldIgnoreTheSpanOfAnotherTracer(TracerMethod method) throws ReflectiveOperationException {
        if (method.isSpan()) {
            assertThat(Recorded.during(() -> method.call(tracer, "foreign", distinctValues(method.fields()))))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void shouldDropSpansBelowTheThreshold(TracerMethod method) throws ReflectiveOperationException {
        if (method.isSpan()) {
            try (Recording recording = new Recording()) {
                recording.enable(method.eventName()).withThreshold(Duration.ofHours(1));

                assertThat(Recorded.during(
                                recording,
                                () -> method.call(
                                        tracer, tracer.begin(method.point()), distinctValues(method.fields()))))
                        .noneMatch(event -> event.getEventType().getName().equals(method.eventName()));
            }
        }
    }

    private static Map<String, Object> distinctValues(Map<String, Class<?>> fields) {
        Map<String, Object> values = new LinkedHashMap<>();
        fields.forEach((name, type) -> values.put(name, value(name, type, values.size() + 1)));
        return values;
    }

    private static Object value(String name, Class<?> type, int number) {
        if (type == int.class) {
            return Integer.MAX_VALUE - number;
        }
        if (type == long.class) {
            return Long.MAX_VALUE / 2 - number;
        }
        if (type == boolean.class) {
            return true;
        }
        return name + number;
    }
}
