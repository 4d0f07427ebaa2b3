package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.BusyCarriers;
import io.heddle.testing.Conditions;
import io.heddle.testing.ThreadDump;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The exit of a queue. Every fixture exits as it closes, so all other tests also test the exit. */
final class WorkqueueExitTest {

    @ParameterizedTest
    @EnumSource
    void shouldExitAtOnceWhenItWasNeverUsed(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.queue.markExiting();

            assertThat(fixture.queue.exit(0)).isTrue();
            assertThat(fixture.threads.calls()).isZero();
        }
    }

    @Test
    void shouldLeaveNoSupervisorWhenItWasOnlyPrepared() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.queue.prepare();
            fixture.queue.prepare();
            assertThat(supervisorsOf(fixture)).isOne();

            fixture.queue.markExiting();
            assertThat(fixture.exit(Long.MAX_VALUE)).isTrue();

            Conditions.await("the supervisor to end", () -> supervisorsOf(fixture) == 0);
        }
    }

    private static long supervisorsOf(WorkqueueFixture fixture) {
        return ThreadDump.containers().stream()
                .flatMap(container -> container.threadNames().stream())
                .filter(("heddle-" + fixture.name + "-supervisor")::equals)
                .count();
    }

    @Test
    void shouldStayUnpreparedWhenExiting() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.queue.markExiting();
            fixture.queue.prepare();

            assertThat(supervisorsOf(fixture)).isZero();
            assertThat(fixture.queue.exit(0)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRefuseEntriesWhenExiting(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.idleWorkers(1);
            TestEntry refused = new TestEntry("refused");

            fixture.queue.markExiting();

            assertThat(fixture.queue.add(refused)).isNull();
            assertThat(fixture.queue.remove(refused)).isFalse();
            assertThat(fixture.exit(Long.MAX_VALUE)).isTrue();
            assertThat(fixture.queue.add(refused)).isNull();
            assertThat(refused.runs()).isZero();
        }
    }

    @Test
    void shouldNotExitUnlessMarked() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            assertThatThrownBy(() -> fixture.queue.exit(0)).isInstanceOf(IllegalStateException.class);
            fixture.run();
        }
    }

    /** A worker takes no more entries once the queue is marked, so the exit must remove the rest. */
    @ParameterizedTest
    @EnumSource
    void shouldNotExitWhileEntriesAreQueued(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 1)) {
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            TestEntry queued = fixture.submit(new TestEntry("queued"));
            fixture.queue.markExiting();

            assertThatThrownBy(() -> fixture.queue.exit(0)).isInstanceOf(IllegalStateException.class);
            running.release();
            Conditions.await("the worker to end", () -> fixture.counts().threads() == 0);

            assertThat(queued.runs()).isZero();
            assertThat(fixture.queue.remove(queued)).isTrue();
            assertThat(fixture.exit(Long.MAX_VALUE)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndIdleWorkersAtOnce(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            List<Thread> workers = fixture.idleWorkers(16);
            fixture.awaitDeathCallIn(WorkqueueFixture.WINDOW + WorkqueueFixture.LEEWAY);

            fixture.queue.markExiting();
            assertThat(fixture.exit(Long.MAX_VALUE)).isTrue();

            workers.forEach(Conditions::awaitEnd);
            assertThat(fixture.counts().ended()).isEqualTo(16);
            assertThat(fixture.ticker.sleepers()).as("the death call is gone").isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldWaitForTheEntriesThatRun(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.idleWorkers(3);
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            fixture.queue.markExiting();

            FutureTask<Boolean> exit = fixture.startExit(Long.MAX_VALUE);
            Conditions.await("the idle ones to end", () -> fixture.counts().threads() == 1);
            assertThat(exit.isDone()).isFalse();

            running.release();
            assertThat(WorkqueueFixture.result(exit)).isTrue();
            assertThat(running.runs()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldGiveUpWhenTheTimeIsUpAndSucceedAfterwards(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            fixture.queue.markExiting();
            assertThat(fixture.queue.exit(0)).isFalse();
            FutureTask<Boolean> exit = fixture.startExit(1_000);
            fixture.ticker.awaitSleeperDueIn(1_000);
            fixture.ticker.advance(1_000);
            assertThat(WorkqueueFixture.result(exit)).isFalse();

            running.release();

            assertThat(fixture.exit(Long.MAX_VALUE)).isTrue();
            assertThat(fixture.exit(0)).as("once more").isTrue();
        }
    }

    @Test
    void shouldLetSeveralThreadsWaitForTheExit() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            fixture.queue.markExiting();
            fixture.queue.markExiting();
            List<FutureTask<Boolean>> exits = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                exits.add(fixture.startExit(Long.MAX_VALUE));
            }

            running.release();

            assertThat(exits).allMatch(WorkqueueFixture::result);
        }
    }

    /** A submission that was cancelled before its worker was created leaves nothing that the exit waits for. */
    @ParameterizedTest
    @EnumSource
    void shouldExitWhenABirthIsStillWanted(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.queue.prepare();
            TestEntry entry = new TestEntry("cancelled");
            fixture.lock.lock(); // the supervisor has just started, and may check for requested workers at any moment
            try {
                fixture.queue.add(entry); // the submitting thread has not woken the supervisor yet
                fixture.queue.remove(entry);
                fixture.queue.markExiting();
            } finally {
                fixture.lock.unlock();
            }

            assertThat(fixture.exit(Long.MAX_VALUE)).isTrue();
            assertThat(fixture.threads.calls()).isZero();
        }
    }

    /** The same, while the supervisor, woken by the submission, does not run before the exit begins. */
    @Test
    void shouldExitWhenTheSupervisorSeesSubmissionAndExitAtOnce() {
        // Busy carriers hold up a virtual supervisor, and no worker of platform threads.
        try (var fixture = new WorkqueueFixture(WorkerKind.PLATFORM.factory(), true, 2)) {
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            Thread supervisor = fixture.threads.supervisor();
            Conditions.await("the supervisor to rest", () -> supervisor.getState() == Thread.State.WAITING);
            FutureTask<Boolean> exit = new FutureTask<>(() -> fixture.queue.exit(Long.MAX_VALUE));

            BusyCarriers.during(BusyCarriers.count(), () -> {
                TestEntry cancelled = fixture.submit(new TestEntry("cancelled"));
                assertThat(fixture.queue.remove(cancelled)).isTrue();
                fixture.queue.markExiting();
                Thread.ofPlatform().start(exit);
                running.release();
                Conditions.awaitEnd(running.thread());
                Conditions.await("the exit to wait", () -> fixture.counts().threads() <= 1);
                assertThat(exit.isDone()).isFalse();
            });

            assertThat(WorkqueueFixture.result(exit)).isTrue();
            assertThat(fixture.threads.calls()).isOne();
        }
    }

    /** Without pauses: creations, deaths and removals in every state. */
    @ParameterizedTest
    @EnumSource
    void shouldExitInWhateverStateItIs(WorkerKind kind) {
        for (int round = 0; round < 200; round++) {
            try (var fixture = new WorkqueueFixture(kind, 3)) {
                for (int i = 0; i < round % 7; i++) {
                    fixture.submit(new TestEntry("" + i));
                }
            }
        }
    }
}
