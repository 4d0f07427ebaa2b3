package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A process's own workqueue whose number of workers changes while it works. */
final class ConcurrencyTest {
    private static final long WINDOW = WorkqueueFixture.WINDOW;

    @ParameterizedTest
    @EnumSource
    void shouldCreateWorkersForWhatWaits(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 2)) {
            List<TestEntry> entries = fixture.submitBlocking(6);
            entries.subList(0, 2).forEach(TestEntry::awaitStart);
            assertThat(entries.subList(2, 6)).noneMatch(TestEntry::hasStarted);

            fixture.queue.concurrency(5);

            entries.subList(0, 5).forEach(TestEntry::awaitStart);
            assertThat(entries.get(5).hasStarted()).isFalse();
            assertThat(fixture.counts().threads()).isEqualTo(5);
        }
    }

    @Test
    void shouldHoldFromTheBeginningWhenItIsChangedBeforeTheFirstUse() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 2)) {
            fixture.queue.concurrency(3);
            assertThat(fixture.counts().threads()).isZero();
            List<TestEntry> entries = fixture.submitBlocking(4);
            entries.subList(0, 3).forEach(TestEntry::awaitStart);
            assertThat(entries.get(3).hasStarted()).isFalse();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndIdleWorkersAtOnceTheOldestFirst(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            List<Thread> workers = fixture.idleWorkers(10);

            fixture.queue.concurrency(2);

            assertThat(fixture.counts().threads()).isEqualTo(2);
            workers.subList(0, 8).forEach(Conditions::awaitEnd);
            List<TestEntry> entries = fixture.submitBlocking(3);
            entries.subList(0, 2).forEach(TestEntry::awaitStart);
            assertThat(entries.get(2).hasStarted()).isFalse();
            assertThat(List.of(entries.get(0).thread(), entries.get(1).thread()))
                    .containsExactlyInAnyOrderElementsOf(workers.subList(8, 10));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndBusyWorkersWhenTheirEntryIsDoneAndForgetNothing(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 3)) {
            List<TestEntry> entries = fixture.submitBlocking(5);
            entries.subList(0, 3).forEach(TestEntry::awaitStart);

            fixture.queue.concurrency(1);
            for (int i = 0; i < 2; i++) {
                entries.get(i).release();
                Conditions.awaitEnd(entries.get(i).thread());
            }
            assertThat(fixture.counts().threads()).isEqualTo(1);
            assertThat(entries.subList(3, 5)).noneMatch(TestEntry::hasStarted);

            entries.subList(2, 5).forEach(TestEntry::release);
            entries.subList(2, 5).forEach(TestEntry::awaitEnd);
            assertThat(entries.subList(3, 5))
                    .allMatch(entry -> entry.thread() == entries.get(2).thread());
        }
    }

    /** A dying worker can be resuscitated, but not beyond the limit. */
    @Test
    void shouldNotBringADyingWorkerBackBeyondTheLimit() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.idleWorkers(8);
            fixture.awaitDeathCallIn(WINDOW + WorkqueueFixture.LEEWAY);
            fixture.ticker.advance(WINDOW + WorkqueueFixture.LEEWAY);
            fixture.queue.concurrency(1);
            List<TestEntry> entries = fixture.submitBlocking(4);
            Conditions.await("one to start", () -> entries.stream().anyMatch(TestEntry::hasStarted));
            assertThat(fixture.counts().threads()).isEqualTo(1);
            assertThat(entries.stream().filter(TestEntry::hasStarted)).hasSize(1);
        }
    }

    /** The death policy continues with the remaining workers. */
    @Test
    void shouldStillReduceWhatIsLeftWhenTheWindowHasPassed() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.idleWorkers(8);
            fixture.queue.concurrency(4);
            fixture.awaitIdle(4, 4);
            fixture.awaitDeathCallIn(WINDOW + WorkqueueFixture.LEEWAY);
            fixture.ticker.advance(WINDOW + WorkqueueFixture.LEEWAY);
            fixture.awaitIdle(1, 1);
        }
    }

    /** Whatever the limits are meanwhile, each entry runs exactly once. */
    @ParameterizedTest
    @EnumSource
    void shouldLoseNoEntryWhileTheNumbersChange(WorkerKind kind) throws InterruptedException {
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        System.out.println("ConcurrencyTest, " + kind + ": -Dheddle.seed=" + seed);
        try (var fixture = new WorkqueueFixture(kind, 4)) {
            List<TestEntry> entries = new ArrayList<>();
            for (int i = 0; i < 5_000; i++) {
                entries.add(new TestEntry("" + i));
            }
            Thread submitter = Thread.ofPlatform().start(() -> entries.forEach(fixture::submit));
            Random random = new Random(seed);
            while (submitter.isAlive()) {
                fixture.queue.concurrency(1 + random.nextInt(10));
                if (random.nextInt(4) == 0) {
                    fixture.queue.window(1_000 + random.nextInt(1_000));
                    fixture.ticker.advance(random.nextInt(2_000));
                }
            }
            submitter.join();
            entries.forEach(TestEntry::awaitEnd);
            assertThat(entries).allMatch(entry -> entry.runs() == 1);
            fixture.queue.concurrency(3);
            Conditions.await("at most 3", () -> fixture.counts().threads() <= 3);
        }
    }
}
