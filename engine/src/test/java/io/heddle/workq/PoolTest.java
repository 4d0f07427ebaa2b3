package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.heddle.testing.Conditions;
import io.heddle.trace.TracePoint;
import io.heddle.workq.PoolFixture.Kind;
import io.heddle.workq.PoolFixture.Member;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The behaviour that both pools share: which processes their workers serve, and when workers exist. */
final class PoolTest {

    // ---- start and end of the workers

    @ParameterizedTest
    @EnumSource
    void shouldHaveNoThreadBeforeItIsUsed(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member process = fixture.process();

            assertThat(fixture.threads.calls()).isZero();
            assertThat(process.counts()).isEqualTo(new Workqueue.Counts(0, 0, 0, 0, 0, 0, 0, 0));
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldStartFourWorkersWhenAFirstProcessUsesIt(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member process = fixture.process();
            process.queue.prepare();
            process.queue.prepare();

            process.awaitIdle(4, 4);
            Conditions.await("the births to be counted", () -> process.counts().born() == 4);
            assertThat(fixture.threads.calls()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldServeManyProcessesByTheSameWorkers(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Set<Thread> threads = new HashSet<>();
            for (Member process : fixture.processes(100)) {
                threads.add(process.run().thread());
                process.awaitIdle(4, 4);
            }

            assertThat(fixture.threads.made()).hasSize(4).containsAll(threads);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndTheWorkersWithTheLastExitAndNotBefore(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member first = fixture.process();
            Member second = fixture.process();
            first.run();
            second.run();
            second.awaitIdle(4, 4);

            first.exit();
            assertThat(fixture.alive()).isEqualTo(4);
            second.run();

            second.exit();
            fixture.awaitNoThread();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldStartAgainWithTheNextProcess(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            for (int round = 1; round <= 5; round++) {
                Member process = fixture.process();
                process.run();
                process.awaitIdle(4, 4);
                process.exit();
                assertThat(fixture.threads.calls()).isEqualTo(4 * round);
                fixture.awaitNoThread();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNotCountAProcessThatNeverSubmitted(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member idle = fixture.process();
            Member busy = fixture.process();
            busy.run();
            busy.awaitIdle(4, 4);

            idle.exit();
            assertThat(fixture.alive()).isEqualTo(4);
            busy.exit();
            fixture.awaitNoThread();
        }
    }

    // ---- exit

    @ParameterizedTest
    @EnumSource
    void shouldLetOneProcessExitWhileOthersGoOn(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member leaving = fixture.process();
            Member staying = fixture.process();
            TestEntry theirs = staying.submit(TestEntry.blocking("theirs")).awaitStart();
            TestEntry running = leaving.submit(TestEntry.blocking("running")).awaitStart();

            leaving.cancelAll();
            FutureTask<Boolean> exit = leaving.startExit(Long.MAX_VALUE);
            staying.run();
            assertThat(exit.isDone()).isFalse();

            running.release();
            assertThat(WorkqueueFixture.result(exit)).isTrue();
            assertThat(theirs.hasEnded()).isFalse();
            staying.run();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoOnWithAnExitWhoseDeadlineCameFirst(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member process = fixture.process();
            TestEntry running = process.submit(TestEntry.blocking("running")).awaitStart();
            process.cancelAll();

            FutureTask<Boolean> exit = process.startExit(7);
            fixture.ticker.awaitSleeperDueIn(7);
            fixture.ticker.advance(7);
            assertThat(WorkqueueFixture.result(exit)).isFalse();
            assertThat(process.counts().threads()).isEqualTo(4);

            running.release();
            assertThat(WorkqueueFixture.result(process.startExit(Long.MAX_VALUE)))
                    .isTrue();
            fixture.awaitNoThread();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTakeNothingOnceItExits(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member unused = fixture.process();
            Member used = fixture.process();
            used.run();
            unused.queue.markExiting();
            used.queue.markExiting();

            for (Member process : List.of(unused, used)) {
                process.queue.prepare();
                assertThat(process.queue.add(new TestEntry("late"))).isNull();
                assertThat(process.counts().queued()).isZero();
            }
        }
    }

    /** What is queued when the exit begins does not run, even if it precedes the entries of others. */
    @ParameterizedTest
    @EnumSource
    void shouldRunNothingOfAProcessThatExits(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member leaving = fixture.process(4);
            Member staying = fixture.process(4);
            List<TestEntry> running = leaving.submitBlocking(4);
            running.forEach(TestEntry::awaitStart);
            TestEntry queued = leaving.submit(new TestEntry("queued"));

            leaving.queue.markExiting();
            running.forEach(TestEntry::release);
            staying.run();

            assertThatIllegalStateException().isThrownBy(() -> leaving.queue.exit(0));
            assertThat(leaving.queue.remove(queued)).isTrue();
            assertThat(queued.takes()).isZero();
        }
    }

    @Test
    void shouldRefuseToExitUnmarked() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member process = fixture.process();
            assertThatIllegalStateException().isThrownBy(() -> process.queue.exit(0));
        }
    }

    // ---- remove

    @ParameterizedTest
    @EnumSource
    void shouldRemoveWhatIsQueuedAndNothingElse(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member process = fixture.process(4);
            List<TestEntry> running = process.submitBlocking(4);
            running.forEach(TestEntry::awaitStart);
            TestEntry first = process.submit(new TestEntry("first"));
            TestEntry second = process.submit(new TestEntry("second"));
            TestEntry third = process.submit(new TestEntry("third"));

            assertThat(process.queue.remove(running.getFirst())).isFalse();
            assertThat(process.queue.remove(new TestEntry("unknown"))).isFalse();
            assertThat(process.queue.remove(first)).isTrue();
            assertThat(process.queue.remove(first)).isFalse();
            assertThat(process.queue.remove(third)).isTrue();
            assertThat(process.counts().queued()).isOne();

            running.forEach(TestEntry::release);
            second.awaitEnd();
            assertThat(first.takes() + third.takes()).isZero();
        }
    }

    // ---- the workers' identity

    @ParameterizedTest
    @EnumSource
    void shouldKnowItsOwnWorkers(Kind kind) {
        try (var fixture = PoolFixture.of(kind);
                var other = PoolFixture.of(kind)) {
            Member process = fixture.process();
            Member neighbour = fixture.process();
            Member stranger = other.process();
            stranger.run();
            List<Boolean> seen = Collections.synchronizedList(new ArrayList<>());
            process.submit(new TestEntry("ask", () -> {
                        seen.add(process.queue.isOnWorker());
                        seen.add(
                                neighbour.queue
                                        .isOnWorker()); // the workers are shared: an entry must not wait for it either
                        seen.add(stranger.queue.isOnWorker());
                        Conditions.awaitEnd(Thread.startVirtualThread(() -> seen.add(process.queue.isOnWorker())));
                    }))
                    .awaitEnd();

            assertThat(seen).containsExactly(true, true, false, false);
            assertThat(process.queue.isOnWorker()).isFalse();
            assertThat(process.queue.span()).isEqualTo(TracePoint.WORKER_THREAD);
            assertThat(process.queue)
                    .hasToString("workqueue of process 1 in pool "
                            + fixture.pool.settings().name());
        }
    }

    /** An entry that leaves its thread interrupted affects neither the worker nor the next entry. */
    @ParameterizedTest
    @EnumSource
    void shouldForgetAnInterruptThatAnEntryLeaves(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member process = fixture.process();
            for (int i = 0; i < 20; i++) {
                process.submit(new TestEntry(
                                "interrupt", () -> Thread.currentThread().interrupt()))
                        .awaitEnd();
            }
            process.run();
            process.awaitIdle(4, 4);
            assertThat(fixture.alive()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldTellCountsAndTheOldestEntryOfOneProcess(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            Member process = fixture.process(4);
            Member neighbour = fixture.process(4);
            List<TestEntry> running = process.submitBlocking(4);
            running.forEach(TestEntry::awaitStart);
            Conditions.await("the births to be counted", () -> process.counts().born() == 4);
            TestEntry oldest = new TestEntry("oldest");
            oldest.queuedAt = 42;
            process.submit(oldest);
            process.submit(new TestEntry("younger"));
            neighbour.queue.prepare();

            assertThat(process.counts()).isEqualTo(new Workqueue.Counts(2, 42, 0, 4, 0, 0, 4, 0));
            assertThat(neighbour.counts()).isEqualTo(new Workqueue.Counts(0, 0, 0, 4, 0, 0, 4, 0));
        }
    }

    // ---- creations that fail

    @ParameterizedTest
    @EnumSource
    void shouldLoseNothingWhenNoThreadCanBeMade(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            fixture.threads.behaveAs(task -> {
                throw new OutOfMemoryError("no thread today");
            });
            Member process = fixture.process();
            TestEntry entry = process.submit(new TestEntry("waits"));
            fixture.ticker.awaitSleepers(1);
            assertThat(process.counts().threads()).isZero();
            assertThat(entry.hasStarted()).isFalse();

            fixture.threads.recover();
            Conditions.await("the entry to run", () -> {
                fixture.ticker.advance(1_000_000);
                return entry.hasEnded();
            });
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldMakeUpForThreadsThatCouldNotBeMade(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            fixture.threads.failFirst(4, task -> null);
            Member process = fixture.process();
            process.queue.prepare();
            Conditions.await("four failures", () -> process.counts().threads() == 0);

            List<TestEntry> entries = process.submitBlocking(4);

            entries.forEach(TestEntry::awaitStart);
            assertThat(process.counts().threads()).isBetween(4, kind == Kind.SHARED ? 4 : 8);
        }
    }

    /**
     * The supervisor processes the entries of all processes, as a worker would; workers are created again once threads
     * can be started.
     */
    @ParameterizedTest
    @EnumSource
    void shouldHaveTheSupervisorProcessWhatEndsByItselfWhereNoWorkerLives(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            fixture.threads.behaveAs(task -> {
                throw new OutOfMemoryError("no thread today");
            });
            Member process = fixture.process(1);
            Member another = fixture.process();
            TestEntry other = process.submit(new TestEntry("waits"));
            List<TestEntry> brief = List.of(
                    process.submit(new TestEntry("first").endingByItself()),
                    another.submit(new TestEntry("second").endingByItself()),
                    process.submit(new TestEntry("third").endingByItself()));
            Conditions.await("the entries to run", () -> {
                fixture.ticker.advance(1_000_000);
                return brief.stream().allMatch(TestEntry::hasEnded);
            });

            assertThat(brief).extracting(TestEntry::thread).containsOnly(fixture.threads.supervisor());
            assertThat(other.hasStarted()).isFalse();
            fixture.threads.recover();
            Conditions.await("the last entry to run", () -> {
                fixture.ticker.advance(1_000_000);
                return other.hasEnded();
            });
            assertThat(other.thread()).isNotSameAs(fixture.threads.supervisor());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldExitThoughNoThreadCouldBeMade(Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            fixture.threads.behaveAs(task -> null);
            Member process = fixture.process();
            process.submit(new TestEntry("waits"));
            process.exit();
        }
    }
}
