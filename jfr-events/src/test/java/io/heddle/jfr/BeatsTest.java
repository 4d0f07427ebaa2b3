package io.heddle.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ControlBlock;
import io.heddle.trace.Beat;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import jdk.jfr.Recording;
import jdk.jfr.Throttle;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A recording of slow requests costs only the slow ones, and misses no event that is switched on while it runs. */
final class BeatsTest {
    private static final String SLOW = "aio.SlowRequest";

    @Test
    void shouldTellOfASlowRequestByItsBeat() throws Exception {
        HeldChannel channel = new HeldChannel();
        try (AioProcess process = AioProcess.open();
                Recording recording = new Recording()) {
            AioFile file = process.adopt(channel);
            recording.start();
            awaitBeat(Beat::findsSlow);
            ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(3), 7);
            process.read(block);
            channel.awaitArrival();
            long id = block.requestId();
            Stage.pass(Duration.ofMillis(50));
            channel.letAllGo();
            process.suspend(List.of(block));
            process.reap(block);
            for (int i = 0; i < 100; i++) {
                block.buffer(ByteBuffer.allocate(3));
                process.read(block);
                process.suspend(List.of(block));
                process.reap(block);
            }
            recording.stop();

            RecordedEvent slow = ofRequest(recording, id);
            assertThat(slow.getDuration()).isGreaterThan(Duration.ofMillis(50));
            assertThat(slow.getLong("queuedNanos") + slow.getLong("serviceNanos"))
                    .isBetween(
                            Duration.ofMillis(50).toNanos(), slow.getDuration().toNanos());
            assertThat(slow.getLong("offset")).isEqualTo(7);
        }
    }

    private static RecordedEvent ofRequest(Recording recording, long id) {
        return Recorded.read(recording).stream()
                .filter(event -> event.getEventType().getName().equals(SLOW) && event.getLong("requestId") == id)
                .findAny()
                .orElseThrow(() -> new AssertionError("no " + SLOW + " of request " + id));
    }

    /** A running recording's settings change without a notification; so the beats have to query them. */
    @Test
    void shouldFollowTheThreshold() throws AioException {
        try (AioProcess _ = AioProcess.open();
                Recording recording = new Recording()) {
            recording.enable(SLOW).withThreshold(Duration.ofMillis(1));
            recording.start();
            Stage.pass(Duration.ofMillis(30));
            awaitBeat(beat -> !beat.findsSlow());

            recording.enable(SLOW).withThreshold(Duration.ofHours(1));
            awaitBeat(Beat::findsSlow);

            recording.enable(SLOW).withThreshold(Duration.ofMillis(5));
            awaitBeat(beat -> !beat.findsSlow());

            recording.enable(SLOW).withThreshold(Duration.ofHours(1));
            awaitBeat(Beat::findsSlow);

            recording.disable(SLOW);
            awaitBeat(beat -> !beat.findsSlow());
        }
    }

    @Test
    void shouldBeatOnlyWhileARecordingRuns() throws AioException {
        try (AioProcess _ = AioProcess.open();
                Recording first = new Recording();
                Recording second = new Recording()) {
            assertThat(Trace.beat()).isNull();
            first.start();
            second.start();
            awaitBeat(beat -> true);
            first.stop();
            awaitBeat(beat -> true);
            assertThat(beating()).isEqualTo(1);
            second.stop();
            assertThat(Trace.beat()).isNull();
            Stage.until(() -> beating() == 0);
        }
    }

    /** A query must not use up the rate of events that are to be recorded. */
    @Test
    void shouldAskWithoutBeingCountedByTheThrottle() throws ReflectiveOperationException {
        Tracer tracer = new JfrTracer();
        try (Recording recording = new Recording()) {
            recording.enable(SLOW).withThreshold(Duration.ZERO).with(Throttle.NAME, "5/s");
            List<RecordedEvent> events = Recorded.during(recording, () -> {
                for (int i = 0; i < 100_000; i++) {
                    assertThat(begun().isLongEnough()).isTrue();
                }
                tracer.slowRequest(begun(), 1, 2, "READ", 3, "path", 0, 1, "OK", 0, 0);
            });
            assertThat(events)
                    .filteredOn(event -> event.getEventType().getName().equals(SLOW))
                    .hasSize(1);
        }
    }

    private static RequestEvents.SlowRequest begun() {
        RequestEvents.SlowRequest event = RequestEvents.SlowRequest.begunForAll();
        if (event == null) {
            throw new AssertionError(SLOW + " is not enabled");
        }
        return event;
    }

    @Test
    void shouldRecordARequestsEventsAsSoonAsTheyAreEnabled() throws Exception {
        HeldChannel channel = new HeldChannel();
        channel.letAllGo();
        try (AioProcess process = AioProcess.open();
                Recording recording = new Recording()) {
            AioFile file = process.adopt(channel);
            recording.start();
            awaitBeat(Beat::findsSlow);
            for (String name : List.of("aio.Read", "aio.WorkQueued", "aio.ProcessEntry", "aio.ReturnDone")) {
                long before = read(process, file);
                recording.enable(name);
                long after = read(process, file);
                recording.disable(name);

                assertThat(Recorded.read(recording))
                        .filteredOn(event -> event.getEventType().getName().equals(name))
                        .extracting(event -> event.getLong("requestId"))
                        .containsExactly(after)
                        .doesNotContain(before);
            }
        }
    }

    private static long read(AioProcess process, AioFile file) throws Exception {
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(1), 0);
        process.read(block);
        long id = block.requestId();
        process.suspend(List.of(block));
        process.reap(block);
        return id;
    }

    /**
     * A point that is wrongly reported as not recorded loses events; one that is wrongly reported as recorded is only
     * slow.
     */
    @ParameterizedTest
    @EnumSource
    void shouldKnowOfEachPointThatIsRecorded(TracePoint point) throws ReflectiveOperationException {
        Tracer tracer = new JfrTracer();
        String name = TracerMethod.all().stream()
                .filter(method -> method.point() == point)
                .map(TracerMethod::eventName)
                .filter(event -> !point.kernelName().isEmpty() || event.equals(SLOW))
                .findAny()
                .orElseThrow();
        try (Recording recording = new Recording()) {
            Recorded.during(recording, () -> {
                EventTypes.all().forEach(recording::disable);
                recording.enable(name);
                assertThat(tracer.records(point)).isTrue();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"WORK_QUEUED", "WQ_PROCESS_ENTRY", "ERROR_VAL", "RETURN_VAL", "COMPLETION_KEVENT"})
    void shouldNotMakeEachRequestPayForWhatIsNotRecorded(TracePoint point) throws ReflectiveOperationException {
        Tracer tracer = new JfrTracer();
        try (Recording recording = new Recording()) {
            Recorded.during(recording, () -> assertThat(tracer.records(point)).isFalse());
        }
    }

    /** Each request then begins an event of its own; the next recording tries to start a thread again. */
    @Test
    void shouldDoWithoutBeatsWhereTheThreadCannotBeStarted() {
        JfrTracer tracer = new JfrTracer();
        AtomicInteger attempts = new AtomicInteger();
        Beats beats = new Beats(tracer, task -> {
            if (attempts.incrementAndGet() == 1) {
                throw new OutOfMemoryError("unable to create native thread (fake)");
            }
            return Thread.ofPlatform().daemon().unstarted(task);
        });
        beats.setRunning(true);
        assertThat(attempts).hasValue(1);
        assertThat(tracer.beat()).isNull();
        beats.setRunning(false);

        beats.setRunning(true);
        Stage.until(() -> tracer.beat() != null);
        beats.setRunning(false);
        Stage.until(() -> tracer.beat() == null);
    }

    private static void awaitBeat(Predicate<Beat> condition) {
        Stage.until(() -> {
            Beat beat = Trace.beat();
            return beat != null && condition.test(beat);
        });
    }

    private static long beating() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("heddle-beat"))
                .count();
    }
}
