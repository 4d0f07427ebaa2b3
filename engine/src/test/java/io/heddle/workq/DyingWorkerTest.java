package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.BusyCarriers;
import io.heddle.testing.Conditions;
import io.heddle.testing.RecordingTracer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The short time between the moment in which a worker becomes DYING and the one in which it leaves. To hold that state,
 * the supervisor is blocked in the tracer, just after its death call, and all carriers are busy: the worker is DYING
 * but cannot run.
 */
@Isolated("installs a tracer and occupies all carriers")
final class DyingWorkerTest {
    private static final long WINDOW = WorkqueueFixture.WINDOW;
    private static final long LEEWAY = WorkqueueFixture.LEEWAY;

    /** Holds the supervisor, and with it its carrier, at the end of the death call. */
    private static final class HoldingTracer extends RecordingTracer {
        private final CountDownLatch held = new CountDownLatch(1);
        private volatile boolean released;

        @Override
        public void deathCall(Object span, long processId, int threads, int idle, int dying) {
            super.deathCall(span, processId, threads, idle, dying);
            held.countDown();
            while (!released) {
                Thread.onSpinWait();
            }
        }

        void release() {
            released = true;
        }

        static HoldingTracer hold() {
            HoldingTracer tracer = new HoldingTracer();
            tracer.start();
            return tracer;
        }
    }

    /** Creates two idle workers, and runs the body while the older of them is DYING and held there. */
    private static void whileOneIsDying(WorkqueueFixture fixture, Runnable body) {
        fixture.idleWorkers(2);
        fixture.awaitDeathCallIn(WINDOW + LEEWAY);
        try (HoldingTracer tracer = HoldingTracer.hold()) {
            BusyCarriers.during(BusyCarriers.count() - 1, () -> {
                fixture.ticker.advance(WINDOW + LEEWAY);
                Conditions.await("the end of the death call", tracer.held);
                assertThat(fixture.counts().dying()).isOne();
                assertThat(fixture.counts().idle()).isEqualTo(2);
                try {
                    body.run();
                } finally {
                    tracer.release();
                }
            });
        }
    }

    @Test
    void shouldResuscitateADyingWorkerWhenItIsNeeded() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            TestEntry first = TestEntry.blocking("first");
            TestEntry second = TestEntry.blocking("second");

            whileOneIsDying(fixture, () -> {
                fixture.submit(first);
                assertThat(fixture.counts().dying()).isOne();
                fixture.submit(second);
                assertThat(fixture.counts().dying()).isZero();
                assertThat(fixture.counts().idle()).isZero();
            });

            first.awaitStart();
            second.awaitStart();
            assertThat(List.of(first.thread(), second.thread()))
                    .containsExactlyInAnyOrderElementsOf(fixture.threads.made());
            assertThat(fixture.counts()).isEqualTo(new Workqueue.Counts(0, 0, 0, 2, 0, 0, 2, 0));
        }
    }

    @Test
    void shouldReapAResuscitatedWorkerLater() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            whileOneIsDying(fixture, () -> fixture.submitBlocking(2).forEach(TestEntry::release));
            fixture.awaitIdle(2, 2);
            fixture.awaitDeathCallIn(WINDOW + LEEWAY);

            fixture.ticker.advance(WINDOW + LEEWAY);

            fixture.awaitIdle(1, 1);
        }
    }

    @Test
    void shouldLetTheDyingWorkerGoWhenItIsNotNeeded() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            TestEntry first = TestEntry.blocking("first");

            whileOneIsDying(fixture, () -> fixture.submit(first));

            Conditions.await("the death", () -> fixture.counts().threads() == 1);
            // Which of the two it is depends on which parked last.
            Thread survivor = first.awaitStart().thread();
            Conditions.await(
                    "the other one's end",
                    () -> fixture.threads.made().stream()
                            .filter(Thread::isAlive)
                            .toList()
                            .equals(List.of(survivor)));
        }
    }

    @Test
    void shouldExitWithIdleRunningAndDyingWorkers() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            FutureTask<Boolean> exit = new FutureTask<>(() -> fixture.queue.exit(Long.MAX_VALUE));

            whileOneIsDying(fixture, () -> {
                fixture.queue.markExiting();
                Thread.ofPlatform().start(exit);
                Conditions.await(
                        "all idle ones to be told", () -> fixture.counts().dying() == 2);
            });

            Conditions.await("the idle ones to end", () -> fixture.counts().threads() == 1);
            assertThat(exit.isDone()).isFalse();
            running.release();
            assertThat(WorkqueueFixture.result(exit)).isTrue();
        }
    }

    /**
     * Submissions and deaths at the same time, with real threads of both kinds: nothing is lost and the counts are
     * consistent.
     */
    @ParameterizedTest
    @EnumSource
    void shouldLoseNoEntryWhenSubmissionsAndDeathsRace(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 4)) {
            for (int round = 0; round < 200; round++) {
                fixture.idleWorkers(4);
                fixture.awaitDeathCallIn(WINDOW + LEEWAY);
                fixture.ticker.advance(WINDOW + LEEWAY);
                List<TestEntry> entries = fixture.submitBlocking(4);
                entries.forEach(TestEntry::awaitStart);
                assertThat(fixture.counts().threads()).isEqualTo(4);
                assertThat(fixture.counts().dying()).isZero();
                entries.forEach(TestEntry::release);
                entries.forEach(TestEntry::awaitEnd);
                Conditions.await(
                        "all to park",
                        () -> fixture.counts().idle() == fixture.counts().threads());
            }
        }
    }
}
