package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.testing.RecordingTracer;
import io.heddle.testing.RecordingTracer.Point;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a tracer receives about the workers' lifecycle. */
@Isolated("installs a tracer")
final class WorkerTraceTest {
    private static final long WINDOW = WorkqueueFixture.WINDOW;
    private static final long LEEWAY = WorkqueueFixture.LEEWAY;

    private static void await(RecordingTracer tracer, WorkqueueFixture fixture, int points) {
        Conditions.await(
                points + " trace points", () -> tracer.of(fixture.processId).size() >= points);
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellTheLifeOfAWorkerInOrder(WorkerKind kind) {
        try (var tracer = RecordingTracer.install()) {
            var fixture = new WorkqueueFixture(kind);
            long id = fixture.processId;
            try (fixture) {
                fixture.run();
                await(tracer, fixture, 3);
                fixture.run();
                await(tracer, fixture, 6);
            }
            assertThat(tracer.of(id))
                    .containsExactly(
                            new Point("create", id, 1, 1, 0, 0, ""),
                            new Point("select", id, 1, 1, 1, 0, "1"),
                            new Point("park", id, 1, 1, 1, 0, ""),
                            new Point("wakeup", id, 1, 1, 0, 0, ""),
                            new Point("select", id, 1, 1, 1, 0, "1"),
                            new Point("park", id, 1, 1, 1, 0, ""),
                            new Point("terminate", id, 1, 0, 0, 0, ""));
        }
    }

    @Test
    void shouldTellHowManyEntriesAWorkerTook() {
        try (var tracer = RecordingTracer.install();
                var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            TestEntry first = fixture.submit(TestEntry.blocking("first")).awaitStart();
            fixture.submit(new TestEntry("second"));
            fixture.submit(new TestEntry("third"));
            first.release();
            fixture.awaitIdle(1, 1);
            await(tracer, fixture, 3);

            assertThat(tracer.of(fixture.processId, "select"))
                    .extracting(Point::detail)
                    .containsExactly("3");
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellTheReductionOneByOne(WorkerKind kind) {
        try (var tracer = RecordingTracer.install();
                var fixture = new WorkqueueFixture(kind)) {
            fixture.idleWorkers(16);
            fixture.awaitDeathCallIn(WINDOW + LEEWAY);
            fixture.ticker.advance(WINDOW + LEEWAY);
            fixture.awaitIdle(1, 1);
            Conditions.await(
                    "the deaths",
                    () -> tracer.of(fixture.processId, "terminate").size() == 15);
            Conditions.await(
                    "the call",
                    () -> !tracer.of(fixture.processId, "death call").isEmpty());

            assertThat(tracer.of(fixture.processId, "death call")).hasSize(1).allSatisfy(point -> {
                assertThat(point.threads()).isEqualTo(16);
                assertThat(point.idle()).isEqualTo(16);
                assertThat(point.dying()).isOne();
            });
            List<Point> deaths = tracer.of(fixture.processId, "terminate");
            assertThat(deaths)
                    .extracting(Point::threads)
                    .containsExactlyInAnyOrder(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1);
            assertThat(deaths).allSatisfy(point -> {
                assertThat(point.idle()).isEqualTo(point.threads());
                assertThat(point.dying()).isEqualTo(point.threads() > 1 ? 1 : 0);
            });
            assertThat(deaths).extracting(Point::worker).doesNotHaveDuplicates();
            assertThat(tracer.of(fixture.processId, "wakeup")).isEmpty();
        }
    }

    @Test
    void shouldTellADeathCallThatFindsNothingToDo() {
        try (var tracer = RecordingTracer.install();
                var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.idleWorkers(1);
            fixture.awaitDeathCallIn(WINDOW + LEEWAY);
            fixture.ticker.advance(WINDOW + LEEWAY);
            Conditions.await(
                    "the call",
                    () -> !tracer.of(fixture.processId, "death call").isEmpty());

            assertThat(tracer.of(fixture.processId, "death call"))
                    .containsExactly(new Point("death call", fixture.processId, 0, 1, 1, 0, ""));
        }
    }

    @Test
    void shouldTellEachWakeupWithTheWorkerThatItIsFor() {
        try (var tracer = RecordingTracer.install();
                var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.idleWorkers(2);
            fixture.submitBlocking(2).forEach(TestEntry::awaitStart);

            List<Point> wakeups = tracer.of(fixture.processId, "wakeup");
            assertThat(wakeups).extracting(Point::idle).containsExactly(1, 0);
            assertThat(wakeups).extracting(Point::threads).containsExactly(2, 2);
            assertThat(wakeups).extracting(Point::worker).doesNotHaveDuplicates();
        }
    }

    /** A worker that never parks again has no park event. */
    @Test
    void shouldTellNoParkOfAWorkerThatEndsAtOnce() {
        try (var tracer = RecordingTracer.install()) {
            var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL);
            try (fixture) {
                fixture.submit(TestEntry.blocking("running")).awaitStart();
            }
            assertThat(tracer.of(fixture.processId))
                    .extracting(Point::name)
                    .containsExactly("create", "select", "terminate");
        }
    }

    @Test
    void shouldTellNothingWhenNobodyRecords() {
        RecordingTracer closed = RecordingTracer.install();
        closed.close();
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.run();
            assertThat(closed.of(fixture.processId)).isEmpty();
        }
    }
}
