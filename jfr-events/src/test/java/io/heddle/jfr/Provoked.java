package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioProcess;
import io.heddle.aio.AioProcessBuilder;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;

/** The events that one process emitted, from its opening to its end, while a test provoked them. */
final class Provoked {

    private static final Set<String> IMPLICIT_FIELDS =
            Set.of("startTime", "duration", "eventThread", "stackTrace", "processId");

    private static final Set<String> NAMES = ConcurrentHashMap.newKeySet();

    private final List<RecordedEvent> recorded;
    private final long processId;

    private Provoked(List<RecordedEvent> recorded, long processId) {
        this.recorded = recorded;
        this.processId = processId;
        assertThat(events().toList()).as("spans").allSatisfy(this::assertWithinTheTest);
    }

    /** The actions by which a test provokes events. */
    interface Act {
        void play(Stage stage) throws Exception;
    }

    /** Emitted by the test itself: the time between its start and its end, by the recorder's own clock. */
    @Name(TestSpan.NAME)
    static final class TestSpan extends Event {
        static final String NAME = "heddle.test.Span";
    }

    /** Records all events of a process with one worker. */
    static Provoked byOneWorker(Act act) throws Exception {
        return by(settings -> settings.maxWorkers(1), act);
    }

    /** Records all events. At the end all requests are released, and are done before the process is closed. */
    static Provoked by(UnaryOperator<AioProcessBuilder> settings, Act act) throws Exception {
        try (Recording recording = Recorded.ofAllEvents()) {
            return during(recording, settings, act);
        }
    }

    static Provoked during(Recording recording, UnaryOperator<AioProcessBuilder> settings, Act act) throws Exception {
        long id;
        recording.start();
        TestSpan span = new TestSpan();
        span.begin();
        ManualTicker ticker = new ManualTicker();
        try (AioProcess process =
                settings.apply(AioProcess.configure().ticker(ticker)).open()) {
            id = process.id();
            Stage stage = new Stage(process, ticker);
            try {
                act.play(stage);
            } finally {
                stage.channel.letAllGo();
            }
            stage.join();
            stage.awaitAllDone();
        }
        span.commit();
        recording.stop();
        return new Provoked(Recorded.read(recording), id);
    }

    /** Returns the names of all events that some test has looked for and found. */
    static Set<String> names() {
        return Set.copyOf(NAMES);
    }

    /** Returns the fields of all events of a name, in the order of their start: as {@code "requestId=7 file=3"}. */
    List<String> fieldsOf(String name) {
        return eventsOf(name).stream().map(Provoked::fields).toList();
    }

    List<RecordedEvent> eventsOf(String name) {
        return named(name, events());
    }

    /** Returns events that belong to no process, which may have begun before the test. */
    List<RecordedEvent> eventsOfTheJvm(String name) {
        return named(name, recorded.stream().filter(event -> !event.hasField("processId")));
    }

    private static List<RecordedEvent> named(String name, Stream<RecordedEvent> events) {
        List<RecordedEvent> found = events.filter(
                        event -> event.getEventType().getName().equals(name))
                .sorted(Comparator.comparing(RecordedEvent::getStartTime))
                .toList();
        if (!found.isEmpty()) {
            NAMES.add(name);
        }
        return found;
    }

    private Stream<RecordedEvent> events() {
        return recorded.stream()
                .filter(event -> event.hasField("processId") && event.getLong("processId") == processId);
    }

    private static String fields(RecordedEvent event) {
        return event.getFields().stream()
                .map(ValueDescriptor::getName)
                .filter(field -> !IMPLICIT_FIELDS.contains(field))
                .map(field -> field + "=" + event.getValue(field))
                .collect(Collectors.joining(" "));
    }

    private void assertWithinTheTest(RecordedEvent event) {
        RecordedEvent test = recorded.stream()
                .filter(candidate -> candidate.getEventType().getName().equals(TestSpan.NAME))
                .findFirst()
                .orElseThrow();
        assertThat(event.getDuration()).isGreaterThanOrEqualTo(Duration.ZERO);
        assertThat(event.getStartTime()).isAfterOrEqualTo(test.getStartTime());
        assertThat(event.getEndTime()).isBeforeOrEqualTo(test.getEndTime());
    }
}
