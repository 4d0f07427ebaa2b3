package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.trace.TracePoint;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.AnnotationElement;
import jdk.jfr.Contextual;
import jdk.jfr.DataAmount;
import jdk.jfr.Event;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Relational;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.Timespan;
import jdk.jfr.Unsigned;
import jdk.jfr.ValueDescriptor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests the event types as a reader of a recording sees them. */
final class MetadataTest {
    /** A type has a period only while a periodic action is registered for its events. */
    @BeforeAll
    static void addPeriodic() {
        EventTypes.addPeriodic(new JfrTracer());
    }

    @AfterAll
    static void removePeriodic() {
        EventTypes.removePeriodic();
    }

    /** The events for which the kernel has no code. */
    private static final Set<String> OUR_OWN = Set.of(
            "aio.SlowRequest",
            "aio.Rejected",
            "aio.FlushFailed",
            "aio.QueueStatistics",
            "aio.BackendSelected",
            "aio.CarrierReserve",
            "aio.SchedulerStatistics");

    private static final Set<String> IMPLICIT_FIELDS = Set.of("startTime", "duration", "eventThread", "stackTrace");

    private static final String HEADLINE = "[A-Z][A-Za-z/]*( [A-Z][A-Za-z/]*)*";

    static Stream<Class<? extends Event>> classes() {
        return EventTypes.all();
    }

    static Stream<EventType> types() {
        return classes().map(EventType::getEventType);
    }

    /** Returns all types except those of the entire JVM. */
    static Stream<EventType> typesOfProcesses() {
        return classes().filter(AioEvent.class::isAssignableFrom).map(EventType::getEventType);
    }

    @Test
    void shouldHaveEachOfTheKernelsCodesOnce() {
        List<TracePoint> kernel = Arrays.stream(TracePoint.values())
                .filter(point -> point.code() != 0)
                .toList();
        List<String> names = types().map(type -> type.getAnnotation(io.heddle.jfr.TracePoint.class))
                .filter(annotation -> annotation != null)
                .map(io.heddle.jfr.TracePoint::value)
                .toList();

        assertThat(kernel).hasSize(42).extracting(TracePoint::code).doesNotHaveDuplicates();
        assertThat(names)
                .containsExactlyInAnyOrderElementsOf(
                        kernel.stream().map(TracePoint::kernelName).toList());
    }

    @Test
    void shouldHaveTypesThatTheKernelDoesNot() {
        assertThat(types().filter(type -> type.getAnnotation(io.heddle.jfr.TracePoint.class) == null))
                .extracting(EventType::getName)
                .containsExactlyInAnyOrderElementsOf(OUR_OWN);
    }

    @Test
    void shouldKeepTheKernelsNameForReadersWithoutOurClasses() {
        assertThat(types().filter(type -> !OUR_OWN.contains(type.getName())))
                .allSatisfy(type -> assertThat(type.getAnnotationElements())
                        .filteredOn(element -> element.getTypeName().equals("io.heddle.jfr.TracePoint"))
                        .singleElement()
                        .satisfies(element ->
                                assertThat((String) element.getValue("value")).startsWith("AIO_")));
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldHaveAShortName(EventType type) {
        assertThat(type.getName()).matches("aio\\.[A-Z][A-Za-z0-9]*").hasSizeLessThan(32);
    }

    @Test
    void shouldNotUseASimpleNameOfTheJdk() {
        Set<String> used = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .map(EventType::getName)
                .filter(name -> name.startsWith("jdk."))
                .map(MetadataTest::simpleName)
                .collect(Collectors.toSet());

        assertThat(used).contains("ThreadPark");
        assertThat(types().map(type -> simpleName(type.getName())))
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(used);
    }

    @ParameterizedTest
    @MethodSource("classes")
    void shouldHaveAHiddenClassOfTheSameName(Class<? extends Event> type) throws ReflectiveOperationException {
        String name = EventType.getEventType(type).getName();

        assertThat(type.getSimpleName()).isEqualTo(simpleName(name));
        assertThat(type.getDeclaredField("NAME").get(null)).isEqualTo(name);
        assertThat(Modifier.isPublic(type.getModifiers())).isFalse();
        assertThat(Modifier.isFinal(type.getModifiers())).isTrue();
    }

    @ParameterizedTest
    @MethodSource("classes")
    void shouldHaveTheRoomOfTheClassAsCategory(Class<? extends Event> type) {
        String room = type.getDeclaringClass().getSimpleName();

        assertThat(EventType.getEventType(type).getCategoryNames())
                .containsExactly("AIO", room.substring(0, room.length() - "Events".length()));
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldHaveHeadlinesAsLabels(EventType type) {
        assertThat(type.getLabel()).matches(HEADLINE);
        assertThat(type.getFields())
                .allSatisfy(field ->
                        assertThat(field.getLabel()).as(field.getName()).matches(HEADLINE));
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldBeDescribedInOneSentenceWithoutPeriod(EventType type) {
        assertThat(type.getDescription()).matches("[A-Z][^.]*[a-z)]");
        assertThat(ownFields(type).map(ValueDescriptor::getDescription).filter(text -> text != null))
                .allSatisfy(text -> assertThat(text).matches("[^.]*[^. ]"));
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldHaveSimpleFields(EventType type) {
        assertThat(ownFields(type))
                .allSatisfy(field -> assertThat(field.getTypeName())
                        .as(field.getName())
                        .isIn("long", "int", "boolean", "java.lang.String"))
                .allSatisfy(
                        field -> assertThat(field.getAnnotation(Unsigned.class)).isNull());
    }

    /** The ids come first, then the parameters of the tracer's method, each with its name and type. */
    @ParameterizedTest
    @MethodSource("typesOfProcesses")
    void shouldHaveTheIdsAndThenTheParametersOfTheTracerAsFields(EventType type) {
        Map<String, String> expected = new LinkedHashMap<>();
        expected.put("processId", "long");
        if (!OUR_OWN.contains(type.getName()) || type.getName().equals("aio.SlowRequest")) {
            expected.put("requestId", "long");
        }
        TracerMethod.of(type.getName()).fields().forEach((name, parameter) -> expected.put(name, parameter.getName()));

        assertThat(ownFields(type).map(field -> field.getName() + " " + field.getTypeName()))
                .containsExactlyElementsOf(expected.entrySet().stream()
                        .map(field -> field.getKey() + " " + field.getValue())
                        .toList());
    }

    @ParameterizedTest
    @MethodSource("typesOfProcesses")
    void shouldRelateTheIds(EventType type) {
        assertThat(relation(type.getField("processId"))).isEqualTo(ProcessId.class.getName());
        if (type.getField("requestId") != null) {
            assertThat(relation(type.getField("requestId"))).isEqualTo(RequestId.class.getName());
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldHaveUnits(EventType type) {
        assertThat(ownFields(type)).allSatisfy(field -> {
            Timespan timespan = field.getAnnotation(Timespan.class);
            DataAmount amount = field.getAnnotation(DataAmount.class);
            assertThat(timespan == null ? "none" : timespan.value())
                    .isEqualTo(field.getName().endsWith("Nanos") ? Timespan.NANOSECONDS : "none");
            assertThat(amount == null ? "none" : amount.value())
                    .isEqualTo(field.getName().equals("length") ? DataAmount.BYTES : "none");
        });
    }

    @Test
    void shouldGiveContextByTheIdsOfTheSpansThatBelongToOneRequest() {
        assertThat(types().flatMap(type -> ownFields(type)
                        .filter(field -> field.getAnnotation(Contextual.class) != null)
                        .map(field -> type.getName() + "." + field.getName())))
                .containsExactlyInAnyOrder(
                        "aio.ProcessEntry.processId",
                        "aio.ProcessEntry.requestId",
                        "aio.SharedWorkerRun.processId",
                        "aio.SharedWorkerRun.requestId",
                        "aio.SlowRequest.processId",
                        "aio.SlowRequest.requestId");
    }

    @ParameterizedTest
    @MethodSource("types")
    void shouldTakeNoStackTraceByDefault(EventType type) {
        assertThat(defaults(type)).doesNotContainEntry("stackTrace", "true");
    }

    @Test
    void shouldRecordByDefaultWhatHappensOnceFailsOrTakesLong() {
        assertThat(types().filter(type -> "true".equals(defaults(type).get("enabled"))))
                .extracting(EventType::getName)
                .containsExactlyInAnyOrder(
                        "aio.BackendSelected",
                        "aio.CarrierReserve",
                        "aio.Close",
                        "aio.Exec",
                        "aio.Exit",
                        "aio.ExitSleep",
                        "aio.FlushFailed",
                        "aio.QueueStatistics",
                        "aio.Rejected",
                        "aio.SchedulerStatistics",
                        "aio.SlowRequest",
                        "aio.WorkerCreateFailed");
    }

    @Test
    void shouldLimitWhatCanStormByDefault() {
        Map<String, Map<String, String>> defaults =
                types().collect(Collectors.toMap(EventType::getName, MetadataTest::defaults));

        assertThat(defaults.get("aio.SlowRequest"))
                .containsEntry("threshold", "20 ms")
                .containsEntry("throttle", "300/s");
        assertThat(defaults.get("aio.Close")).containsEntry("threshold", "20 ms");
        assertThat(defaults.get("aio.Rejected")).containsEntry("throttle", "100/s");
        assertThat(defaults.get("aio.FlushFailed")).containsEntry("throttle", "100/s");
        assertThat(defaults.get("aio.WorkerCreateFailed")).containsEntry("throttle", "100/s");
        assertThat(defaults.get("aio.QueueStatistics")).containsEntry("period", "1 s");
        assertThat(defaults.get("aio.SchedulerStatistics")).containsEntry("period", "1 s");
    }

    @Test
    void shouldFilterByProcessWhateverBelongsToOne() {
        assertThat(typesOfProcesses())
                .hasSize(47)
                .allSatisfy(type -> assertThat(defaults(type)).containsEntry(ProcessFilter.NAME, ProcessFilter.ALL))
                .allSatisfy(type -> assertThat(type.getFields())
                        .extracting(ValueDescriptor::getName)
                        .contains("processId"));
    }

    private static Stream<ValueDescriptor> ownFields(EventType type) {
        return type.getFields().stream().filter(field -> !IMPLICIT_FIELDS.contains(field.getName()));
    }

    private static Map<String, String> defaults(EventType type) {
        return type.getSettingDescriptors().stream()
                .collect(Collectors.toMap(SettingDescriptor::getName, SettingDescriptor::getDefaultValue));
    }

    /** Returns the annotation by which tools join the field with others. */
    private static String relation(ValueDescriptor field) {
        return field.getAnnotationElements().stream()
                .filter(element -> element.getAnnotation(Relational.class) != null)
                .map(AnnotationElement::getTypeName)
                .collect(Collectors.joining(" "));
    }

    private static String simpleName(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
