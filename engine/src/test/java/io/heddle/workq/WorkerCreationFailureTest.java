package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.testing.RecordingTracer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A worker that cannot be created costs time, never an entry. */
@Isolated("installs a tracer")
final class WorkerCreationFailureTest {
    private static final long FIRST_REDRIVE = TimeUnit.MILLISECONDS.toNanos(1);

    static final ThreadFactory RETURNS_NULL = task -> null;
    static final ThreadFactory THROWS = task -> {
        throw new IllegalStateException("no thread today");
    };
    static final ThreadFactory OUT_OF_MEMORY = task -> {
        throw new OutOfMemoryError("unable to create native thread (fake)");
    };
    /**
     * Throws the JVM's own error, as when a thread cannot be started: it makes the thread forget the bindings of its
     * scoped values, without which a structured scope refuses to fork.
     */
    static final ThreadFactory REALLY_OUT_OF_MEMORY = task -> {
        long[] tooLong = new long[Integer.MAX_VALUE];
        throw new AssertionError("an array of " + tooLong.length);
    };
    /** The thread exists but cannot be started. */
    static final ThreadFactory CANNOT_START = task -> {
        Thread ended = Thread.startVirtualThread(() -> {});
        Conditions.awaitEnd(ended);
        return ended;
    };

    static Stream<Arguments> failures() {
        return Stream.of(
                Arguments.of("RejectedExecutionException", RETURNS_NULL),
                Arguments.of("no thread today", THROWS),
                Arguments.of("unable to create", OUT_OF_MEMORY),
                Arguments.of("OutOfMemoryError", REALLY_OUT_OF_MEMORY),
                Arguments.of("IllegalThreadStateException", CANNOT_START));
    }

    /** Lets the supervisor fail once more and returns when it waits for the next attempt. */
    private static void redriveAfter(WorkqueueFixture fixture, long delay) {
        fixture.ticker.awaitSleeperDueIn(delay);
        fixture.ticker.advance(delay);
    }

    /** The time until the next attempt, after {@link #failForLong}. */
    private static final long LONG_REDRIVE = 64 * FIRST_REDRIVE;

    /** Makes every attempt fail for so long that the supervisor stands in. Returns the number of attempts. */
    private static int failForLong(WorkqueueFixture fixture) {
        fixture.threads.behaveAs(OUT_OF_MEMORY);
        TestEntry needsWorker = fixture.submit(new TestEntry("needs a worker"));
        for (long delay = FIRST_REDRIVE; delay < LONG_REDRIVE; delay *= 2) {
            redriveAfter(fixture, delay);
        }
        fixture.ticker.awaitSleeperDueIn(LONG_REDRIVE);
        assertThat(needsWorker.hasStarted()).isFalse();
        assertThat(fixture.queue.remove(needsWorker)).isTrue();
        return fixture.threads.calls();
    }

    @ParameterizedTest
    @MethodSource("failures")
    void shouldTraceTheFailureAndTryAgain(String reason, ThreadFactory failing) {
        try (var tracer = RecordingTracer.install();
                var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.threads.failFirst(1, failing);
            TestEntry entry = fixture.submit(new TestEntry("waiting"));
            fixture.ticker.awaitSleeperDueIn(FIRST_REDRIVE);

            assertThat(entry.hasStarted()).isFalse();
            assertThat(fixture.counts()).isEqualTo(new Workqueue.Counts(1, 0, 0, 0, 0, 0, 0, 0));
            assertThat(tracer.of(fixture.processId)).singleElement().satisfies(point -> {
                assertThat(point.name()).isEqualTo("create failed");
                assertThat(point.detail()).contains(reason);
                assertThat(point.threads()).isZero();
            });

            fixture.ticker.advance(FIRST_REDRIVE);
            entry.awaitEnd();
            fixture.awaitIdle(1, 1);
            assertThat(fixture.threads.calls()).isEqualTo(2);
        }
    }

    /**
     * An entry that is submitted while a worker is on its way is left to that worker, even if another is idle by then.
     */
    @ParameterizedTest
    @EnumSource
    void shouldCallOnAnIdleWorkerInPlaceOfOneThatCannotBeCreated(WorkerKind kind) {
        CountDownLatch attempt = new CountDownLatch(1);
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry first = fixture.submit(TestEntry.blocking("first")).awaitStart();
            fixture.threads.failFirst(1, task -> {
                Conditions.await("the end of the attempt", attempt);
                return OUT_OF_MEMORY.newThread(task);
            });
            TestEntry second = fixture.submit(new TestEntry("second"));
            first.release();
            second.awaitEnd();
            fixture.awaitIdle(2, 1);
            TestEntry third = fixture.submit(new TestEntry("third"));
            attempt.countDown();

            third.awaitEnd();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldDoubleTheDelayUpToALimitWhileItFails(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.threads.failFirst(10, THROWS);
            TestEntry entry = fixture.submit(new TestEntry("waiting"));

            for (long millis : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 128, 128}) {
                redriveAfter(fixture, TimeUnit.MILLISECONDS.toNanos(millis));
            }

            entry.awaitEnd();
            assertThat(fixture.threads.calls()).isEqualTo(11);
        }
    }

    @Test
    void shouldBeginWithTheShortDelayAgainAfterASuccess() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.threads.failFirst(2, THROWS);
            TestEntry first = fixture.submit(TestEntry.blocking("first"));
            redriveAfter(fixture, FIRST_REDRIVE);
            redriveAfter(fixture, 2 * FIRST_REDRIVE);
            first.awaitStart();
            Conditions.await("the birth to be counted", () -> fixture.counts().born() == 1);

            fixture.threads.failFirst(1, THROWS);
            TestEntry second = fixture.submit(new TestEntry("second"));
            redriveAfter(fixture, FIRST_REDRIVE);

            second.awaitEnd();
            assertThat(first.hasStarted()).isTrue();
        }
    }

    /** Any kind of scope, with or without living workers. */
    @ParameterizedTest
    @EnumSource
    void shouldCreateWorkersBesideThoseThatLiveWhenThreadsCanBeHadAgain(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry first = fixture.submit(TestEntry.blocking("first")).awaitStart();
            fixture.threads.failFirst(2, REALLY_OUT_OF_MEMORY);
            TestEntry second = fixture.submit(TestEntry.blocking("second"));
            redriveAfter(fixture, FIRST_REDRIVE);
            redriveAfter(fixture, 2 * FIRST_REDRIVE);

            second.awaitStart();
            fixture.submit(TestEntry.blocking("third")).awaitStart();
            assertThat(first.hasEnded()).isFalse();
        }
    }

    /** The existing workers process the entries; the redrive finds nothing left to do. */
    @ParameterizedTest
    @EnumSource
    void shouldLetALivingWorkerTakeTheEntryWhenAnotherCannotBeCreated(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry first = fixture.submit(TestEntry.blocking("first")).awaitStart();
            fixture.threads.behaveAs(THROWS);
            TestEntry second = fixture.submit(new TestEntry("second"));
            fixture.ticker.awaitSleeperDueIn(FIRST_REDRIVE);

            first.release();
            second.awaitEnd();
            fixture.awaitIdle(1, 1);
            fixture.ticker.advance(FIRST_REDRIVE);
            fixture.awaitDeathCallIn(WorkqueueFixture.WINDOW + WorkqueueFixture.LEEWAY - FIRST_REDRIVE);

            assertThat(second.thread()).isSameAs(first.thread());
            assertThat(fixture.threads.calls()).isEqualTo(2);
        }
    }

    /** No entry waits while a worker may be created: after a burst of failures the workers are replaced one by one. */
    @ParameterizedTest
    @EnumSource
    void shouldMakeUpForAWholeBurstThatFailed(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 8)) {
            fixture.threads.behaveAs(THROWS);
            List<TestEntry> burst = fixture.submitBlocking(5);
            Conditions.await(
                    "the last to fail",
                    () -> fixture.threads.calls() > 0 && fixture.counts().threads() == 0);
            fixture.ticker.awaitSleeperDueIn(FIRST_REDRIVE);
            int failed = fixture.threads.calls();

            fixture.threads.recover();
            fixture.ticker.advance(FIRST_REDRIVE);

            burst.forEach(TestEntry::awaitStart);
            assertThat(fixture.counts().threads()).isEqualTo(5);
            assertThat(fixture.threads.calls()).isEqualTo(failed + 5);
        }
    }

    @Test
    void shouldNotWaitForTheRedriveWhenANewSubmissionSucceeds() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            fixture.threads.failFirst(1, THROWS);
            TestEntry first = fixture.submit(new TestEntry("first"));
            fixture.ticker.awaitSleeperDueIn(FIRST_REDRIVE);

            TestEntry second = fixture.submit(new TestEntry("second"));

            first.awaitEnd();
            second.awaitEnd();
        }
    }

    // ---- standing in: no worker lives, and none can be created

    /** The caller of such an entry would wait until the system has threads again. */
    @ParameterizedTest
    @EnumSource
    void shouldHaveTheSupervisorProcessWhatEndsByItselfWhereNoWorkerLives(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            int attempts = failForLong(fixture);
            TestEntry first =
                    fixture.submit(new TestEntry("first").endingByItself()).awaitEnd();
            TestEntry second =
                    fixture.submit(new TestEntry("second").endingByItself()).awaitEnd();

            assertThat(first.thread()).isSameAs(fixture.threads.supervisor());
            assertThat(second.thread()).isSameAs(fixture.threads.supervisor());
            fixture.awaitIdle(0, 0);
            assertThat(fixture.threads.calls())
                    .as("attempts before it is time for the next")
                    .isEqualTo(attempts);
        }
    }

    /** The supervisor creates no worker while it stands in, so after a single failure another attempt is better. */
    @ParameterizedTest
    @EnumSource
    void shouldNotStandInAfterASingleFailure(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.threads.failFirst(1, OUT_OF_MEMORY);
            TestEntry first = fixture.submit(TestEntry.blocking("first").endingByItself());
            redriveAfter(fixture, FIRST_REDRIVE);
            TestEntry second = fixture.submit(TestEntry.blocking("second").endingByItself());

            assertThat(first.awaitStart().thread()).isNotSameAs(fixture.threads.supervisor());
            assertThat(second.awaitStart().thread()).isNotSameAs(fixture.threads.supervisor());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldMakeWorkersAgainAfterTheSupervisorHasStoodIn(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            int _ = failForLong(fixture);
            TestEntry first =
                    fixture.submit(new TestEntry("first").endingByItself()).awaitEnd();
            fixture.threads.recover();
            fixture.ticker.advance(LONG_REDRIVE);
            TestEntry second =
                    fixture.submit(new TestEntry("second").endingByItself()).awaitEnd();

            assertThat(first.thread()).isSameAs(fixture.threads.supervisor());
            assertThat(second.thread()).isNotSameAs(fixture.threads.supervisor());
            fixture.awaitIdle(1, 1);
            Conditions.await("the birth to be counted", () -> fixture.counts().born() == 1);
        }
    }

    /** It retries between two entries, not only when none is left: a loaded process gets its workers back. */
    @ParameterizedTest
    @EnumSource
    void shouldTryAgainBetweenTheEntriesThatTheSupervisorProcesses(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            int _ = failForLong(fixture);
            TestEntry first =
                    fixture.submit(TestEntry.blocking("first").endingByItself()).awaitStart();
            TestEntry second = fixture.submit(TestEntry.blocking("second").endingByItself());
            TestEntry third = fixture.submit(TestEntry.blocking("third").endingByItself());
            fixture.threads.recover();
            fixture.ticker.advance(LONG_REDRIVE);
            first.release();

            second.awaitStart();
            third.awaitStart();
            assertThat(first.thread()).isSameAs(fixture.threads.supervisor());
            assertThat(second.thread()).isNotSameAs(first.thread());
            assertThat(third.thread()).isNotSameAs(first.thread());
        }
    }

    /**
     * A handler or a user's program could block it forever: then no worker would be created although threads are
     * available.
     */
    @ParameterizedTest
    @EnumSource
    void shouldLeaveToAWorkerWhatMayNotEndByItself(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            int _ = failForLong(fixture);
            TestEntry brief =
                    fixture.submit(TestEntry.blocking("brief").endingByItself()).awaitStart();
            fixture.threads.recover();
            TestEntry other = fixture.submit(new TestEntry("other"));
            brief.release();
            other.awaitEnd();

            assertThat(other.thread()).isNotSameAs(fixture.threads.supervisor());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldFindWhatEndsByItselfBehindWhatMayNot(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            int _ = failForLong(fixture);
            TestEntry first = fixture.submit(new TestEntry("first"));
            TestEntry urgent = new TestEntry("urgent").endingByItself();
            TestEntry second = new TestEntry("second").endingByItself();
            second.priority = 1;
            fixture.submit(second).awaitEnd();
            fixture.submit(urgent).awaitEnd();
            assertThat(first.hasStarted()).isFalse();
            fixture.ticker.awaitSleeperDueIn(LONG_REDRIVE); // no attempt is under way that could still fail

            fixture.threads.recover();
            fixture.run();
            assertThat(first.awaitEnd().thread()).isNotSameAs(second.thread());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotHaveTheSupervisorProcessAnythingWhileAWorkerLives(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry busy = fixture.submit(TestEntry.blocking("busy")).awaitStart();
            fixture.threads.behaveAs(OUT_OF_MEMORY);
            TestEntry waiting = fixture.submit(new TestEntry("waiting").endingByItself());
            fixture.ticker.awaitSleeperDueIn(FIRST_REDRIVE);
            assertThat(waiting.hasStarted()).isFalse();
            busy.release();

            assertThat(waiting.awaitEnd().thread()).isSameAs(busy.thread());
        }
    }

    /** The supervisor counts as a worker meanwhile: what it processes may add entries, and may not wait for others. */
    @ParameterizedTest
    @EnumSource
    void shouldCountAsAWorkerWhileItStandsIn(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            int _ = failForLong(fixture);
            TestEntry added = new TestEntry("added").endingByItself();
            TestEntry entry = new TestEntry("adding", () -> {
                assertThat(fixture.queue.isOnWorker()).isTrue();
                assertThat(fixture.counts().threads()).isOne();
                fixture.submit(added);
            });
            fixture.submit(entry.endingByItself()).awaitEnd();
            added.awaitEnd();

            fixture.awaitIdle(0, 0);
            assertThat(fixture.queue.isOnWorker()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldExitWhenTheSupervisorHasProcessedItsEntry(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            int _ = failForLong(fixture);
            TestEntry entry = fixture.submit(TestEntry.blocking("running").endingByItself())
                    .awaitStart();
            TestEntry queued = fixture.submit(new TestEntry("queued").endingByItself());
            fixture.queue.markExiting();
            assertThat(fixture.queue.remove(queued)).isTrue();
            var exit = fixture.startExit(Long.MAX_VALUE);
            assertThat(exit.isDone()).isFalse();
            entry.release();

            assertThat(WorkqueueFixture.result(exit)).isTrue();
            assertThat(queued.hasStarted()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldExitWhenNoWorkerCouldEverBeCreated(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.threads.behaveAs(THROWS);
            TestEntry entry = fixture.submit(new TestEntry("never"));
            redriveAfter(fixture, FIRST_REDRIVE);
            redriveAfter(fixture, 2 * FIRST_REDRIVE);
            fixture.ticker.awaitSleeperDueIn(4 * FIRST_REDRIVE);

            fixture.queue.markExiting();
            assertThat(fixture.queue.remove(entry))
                    .as("the entry is still there")
                    .isTrue();
            assertThat(fixture.exit(Long.MAX_VALUE)).isTrue();
            assertThat(fixture.counts()).isEqualTo(new Workqueue.Counts(0, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @Test
    void shouldNotRedriveForAnEntryThatWasRemoved() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.threads.failFirst(1, THROWS);
            TestEntry entry = fixture.submit(new TestEntry("removed"));
            fixture.ticker.awaitSleeperDueIn(FIRST_REDRIVE);
            fixture.queue.remove(entry);

            fixture.ticker.advance(FIRST_REDRIVE);
            Thread supervisor = fixture.threads.supervisor();
            Conditions.await("the supervisor to rest", () -> supervisor.getState() == Thread.State.WAITING);

            assertThat(fixture.threads.calls()).isOne();
            fixture.run();
            assertThat(fixture.threads.calls()).isEqualTo(2);
        }
    }
}
