package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which thread runs which entry, and the number of threads. */
final class ProcessWorkqueueTest {
    private static final long WINDOW = WorkqueueFixture.WINDOW;
    private static final long LEEWAY = WorkqueueFixture.LEEWAY;

    // ---- submission

    @ParameterizedTest
    @EnumSource
    void shouldRunAnEntryOnAWorker(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry entry = fixture.run();

            assertThat(entry.thread()).isSameAs(fixture.threads.made().getFirst());
            assertThat(entry.thread().isVirtual()).isEqualTo(kind == WorkerKind.VIRTUAL);
            assertThat(entry.takes()).isOne();
            fixture.awaitIdle(1, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRunEntriesInTheirOrderWhenThereIsOneWorker(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 1)) {
            List<Integer> order = Collections.synchronizedList(new ArrayList<>());
            TestEntry first = fixture.submit(TestEntry.blocking("first")).awaitStart();
            List<TestEntry> others = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                others.add(fixture.submit(new TestEntry("" + i, () -> order.add(number))));
            }

            first.release();

            others.forEach(TestEntry::awaitEnd);
            assertThat(order).hasSize(100).isSorted();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRunABurstOnSixteenWorkersAndLetTheSeventeenthWait(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            List<TestEntry> burst = fixture.submitBlocking(16);
            burst.forEach(TestEntry::awaitStart);
            assertThat(distinctThreads(burst)).hasSize(16);

            TestEntry seventeenth = fixture.submit(new TestEntry("17th"));
            assertThat(fixture.counts().queued()).isOne();
            assertThat(fixture.counts().threads()).isEqualTo(16);
            assertThat(seventeenth.hasStarted()).isFalse();

            burst.get(7).release();
            seventeenth.awaitEnd();
            assertThat(seventeenth.thread()).isSameAs(burst.get(7).thread());
            assertThat(fixture.threads.calls()).isEqualTo(16);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5, 40})
    void shouldHaveAsManyWorkersAsConfigured(int cap) {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, cap)) {
            List<TestEntry> entries = fixture.submitBlocking(cap + 3);

            Conditions.await(
                    "the cap to be reached",
                    () -> entries.stream().filter(TestEntry::hasStarted).count() == cap);
            assertThat(fixture.counts().queued()).isEqualTo(3);
            assertThat(fixture.counts().threads()).isEqualTo(cap);
            assertThat(distinctThreads(entries.subList(0, cap))).hasSize(cap);

            entries.forEach(TestEntry::release);
            entries.forEach(TestEntry::awaitEnd);
            assertThat(fixture.threads.calls()).isEqualTo(cap);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldUseOneWorkerForAThousandSerialSubmissions(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            for (int i = 0; i < 1_000; i++) {
                fixture.run();
                fixture.awaitIdle(1, 1);
                fixture.ticker.advance(WINDOW / 20);
            }
            Conditions.await("the birth to be counted", () -> fixture.counts().born() > 0);
            assertThat(fixture.counts().born()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReuseTheWorkerThatParkedLast(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            List<Thread> workers = fixture.idleWorkers(3);

            TestEntry first = fixture.submit(TestEntry.blocking("first")).awaitStart();
            TestEntry second = fixture.submit(TestEntry.blocking("second")).awaitStart();
            TestEntry third = fixture.submit(TestEntry.blocking("third")).awaitStart();

            assertThat(List.of(third.thread(), second.thread(), first.thread())).isEqualTo(workers);
        }
    }

    /** While a worker is idle, no entry waits: every submission finds its worker immediately. */
    @ParameterizedTest
    @EnumSource
    void shouldLetNoEntryWaitWhileAWorkerIsIdle(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 4)) {
            fixture.idleWorkers(4);
            List<TestEntry> entries = fixture.submitBlocking(4);

            entries.forEach(TestEntry::awaitStart);
            assertThat(fixture.counts().queued()).isZero();
            assertThat(fixture.counts().idle()).isZero();
            assertThat(distinctThreads(entries)).hasSize(4);
            assertThat(fixture.threads.calls()).isEqualTo(4);
        }
    }

    // ---- submission by a worker

    @ParameterizedTest
    @EnumSource
    void shouldNotCreateAWorkerForAWorker(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            AtomicReference<TestEntry> inner = new AtomicReference<>();
            TestEntry outer = fixture.submit(new TestEntry("outer", () -> {
                inner.set(fixture.submit(new TestEntry("inner")));
                assertThat(fixture.counts().threads()).isOne();
                assertThat(inner.get().hasStarted()).isFalse();
            }));

            outer.awaitEnd();
            inner.get().awaitEnd();
            assertThat(inner.get().thread()).isSameAs(outer.thread());
            assertThat(fixture.threads.calls()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldWakeAnIdleWorkerForAWorker(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.idleWorkers(2);
            AtomicReference<TestEntry> inner = new AtomicReference<>();
            TestEntry outer = fixture.submit(new TestEntry("outer", () -> {
                inner.set(fixture.submit(new TestEntry("inner")));
                inner.get().awaitEnd();
            }));

            outer.awaitEnd();
            assertThat(inner.get().thread()).isNotSameAs(outer.thread());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldKnowItsOwnWorkers(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind);
                var other = new WorkqueueFixture(kind)) {
            List<Boolean> seen = Collections.synchronizedList(new ArrayList<>());
            fixture.submit(new TestEntry("ask", () -> {
                        seen.add(fixture.queue.isOnWorker());
                        seen.add(other.queue.isOnWorker());
                        Thread child = Thread.startVirtualThread(() -> seen.add(fixture.queue.isOnWorker()));
                        Conditions.awaitEnd(child);
                    }))
                    .awaitEnd();

            assertThat(seen).containsExactly(true, false, false);
            assertThat(fixture.queue.isOnWorker()).isFalse();
        }
    }

    // ---- the death of workers

    @ParameterizedTest
    @EnumSource
    void shouldReduceSixteenIdleWorkersToOneWhenTheWindowHasPassed(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.idleWorkers(16);
            fixture.awaitDeathCallIn(WINDOW + LEEWAY);

            fixture.ticker.advance(WINDOW + LEEWAY - 1);
            assertThat(fixture.ticker.sleepers()).isOne();
            assertThat(fixture.counts().threads()).isEqualTo(16);

            fixture.ticker.advance(1);
            awaitReductionToOne(fixture);
            assertThat(fixture.counts().ended()).isEqualTo(15);
        }
    }

    private static void awaitReductionToOne(WorkqueueFixture fixture) {
        Conditions.await("one worker to be left", () -> {
            Workqueue.Counts counts = fixture.counts();
            assertThat(counts.dying()).isLessThanOrEqualTo(1);
            return counts.threads() == 1 && counts.dying() == 0;
        });
        assertThat(fixture.counts().idle()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void shouldKeepTheYoungestWhenTheOthersDie(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            Thread youngest = fixture.idleWorkers(5).getLast();
            fixture.awaitDeathCallIn(WINDOW + LEEWAY);
            fixture.ticker.advance(WINDOW + LEEWAY);
            fixture.awaitIdle(1, 1);

            assertThat(fixture.run().thread()).isSameAs(youngest);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGrowAgainAfterTheReduction(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 3)) {
            for (int round = 1; round <= 3; round++) {
                fixture.idleWorkers(3);
                fixture.awaitDeathCallIn(WINDOW + LEEWAY);
                fixture.ticker.advance(WINDOW + LEEWAY);
                fixture.awaitIdle(1, 1);
                assertThat(fixture.counts().born()).isEqualTo(1 + 2 * round);
                assertThat(fixture.counts().ended()).isEqualTo(2 * round);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReapByTheNewWindowWhenItChangesAtRunTime(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.idleWorkers(4);
            fixture.awaitDeathCallIn(WINDOW + LEEWAY);

            fixture.queue.window(WINDOW / 100);
            fixture.awaitDeathCallIn(WINDOW / 100 + LEEWAY / 100);
            fixture.ticker.advance(WINDOW / 100 + LEEWAY / 100);

            fixture.awaitIdle(1, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldReapLaterWhenTheWindowGrows(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.idleWorkers(4);
            fixture.awaitDeathCallIn(WINDOW + LEEWAY);

            fixture.queue.window(3 * WINDOW);
            fixture.awaitDeathCallIn(3 * (WINDOW + LEEWAY));
            fixture.ticker.advance(2 * WINDOW);
            assertThat(fixture.counts().threads()).isEqualTo(4);
            fixture.awaitDeathCallIn(WINDOW + 3 * LEEWAY);
            fixture.ticker.advance(WINDOW + 3 * LEEWAY);

            fixture.awaitIdle(1, 1);
        }
    }

    // ---- monitoring

    @Test
    void shouldTellCountsAndTheOldestEntry() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            assertThat(fixture.counts()).isEqualTo(new Workqueue.Counts(0, 0, 0, 0, 0, 0, 0, 0));
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            Conditions.await("the birth to be counted", () -> fixture.counts().born() == 1);
            TestEntry oldest = new TestEntry("oldest");
            oldest.queuedAt = 42;
            fixture.submit(oldest);
            fixture.submit(new TestEntry("younger"));

            assertThat(fixture.counts()).isEqualTo(new Workqueue.Counts(2, 42, 0, 1, 0, 0, 1, 0));

            running.release();
            fixture.awaitIdle(1, 1);
            assertThat(fixture.counts()).isEqualTo(new Workqueue.Counts(0, 0, 0, 1, 1, 0, 1, 0));
            assertThat(fixture.queue).hasToString("workqueue of " + fixture.name);
        }
    }

    private static Set<Thread> distinctThreads(List<TestEntry> entries) {
        Set<Thread> threads = new HashSet<>();
        entries.forEach(entry -> threads.add(entry.thread()));
        return threads;
    }
}
