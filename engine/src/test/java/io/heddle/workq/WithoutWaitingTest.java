package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A worker that processes entries without waiting calls no other, and unparks those that wait for them together. */
final class WithoutWaitingTest {
    /** The most that a worker puts off. */
    private static final int MOST = 32;

    /** Parks once, and ends when it is unparked. */
    private static final class Waiter {
        private final Thread thread = Thread.ofPlatform().daemon(true).start(this::await);
        private volatile boolean hasParked;

        private void await() {
            hasParked = true;
            LockSupport.park(this);
        }

        static Waiter parked() {
            Waiter waiter = new Waiter();
            Conditions.await(
                    "a parked thread", () -> waiter.hasParked && waiter.thread.getState() == Thread.State.WAITING);
            return waiter;
        }

        boolean isParked() {
            return thread.getState() == Thread.State.WAITING;
        }

        void awaitEnd() {
            Conditions.await("a thread that was unparked", () -> !thread.isAlive());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldLeaveEntriesToTheWorkerThatIsBackAtOnce(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry first = TestEntry.blocking("first").withoutWaiting();
            fixture.submit(first).awaitStart();
            List<TestEntry> others = List.of(new TestEntry("second").withoutWaiting(), new TestEntry("third"));
            others.forEach(fixture::submit);
            assertThat(fixture.counts().threads()).isOne();

            first.release();
            others.forEach(other -> assertThat(other.awaitEnd().thread()).isSameAs(first.thread()));
        }
    }

    /** No entry waits while a worker may be created, but behind one that does not wait. */
    @ParameterizedTest
    @EnumSource
    void shouldCallAnotherBeforeAnEntryThatMayWait(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry first = TestEntry.blocking("first").withoutWaiting();
            fixture.submit(first).awaitStart();
            TestEntry waiting = fixture.submit(TestEntry.blocking("waiting"));
            TestEntry next = fixture.submit(TestEntry.blocking("next"));

            first.release();
            waiting.awaitStart();
            assertThat(next.awaitStart().thread()).isNotSameAs(waiting.thread());
            assertThat(fixture.submit(new TestEntry("last")).awaitEnd().runs()).isOne();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldUnparkBeforeAnEntryThatMayWait(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 1)) {
            Waiter waiter = Waiter.parked();
            TestEntry blocking = fixture.submit(TestEntry.blocking("blocking")).awaitStart();
            fixture.submit(TestEntry.ending("first", runner -> runner.unparkSoon(waiter.thread))
                    .withoutWaiting());
            TestEntry second = fixture.submit(TestEntry.blocking("second").withoutWaiting());
            TestEntry waiting = fixture.submit(TestEntry.blocking("waiting"));

            blocking.release();
            second.awaitStart();
            assertThat(waiter.isParked()).as("put off").isTrue();
            second.release();
            waiter.awaitEnd();
            assertThat(waiting.awaitStart().runs()).isOne();
        }
    }

    @Test
    void shouldUnparkWhenNoEntryIsLeft() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            Waiter waiter = Waiter.parked();
            fixture.submit(TestEntry.ending("only", runner -> runner.unparkSoon(waiter.thread))
                    .withoutWaiting());
            waiter.awaitEnd();
        }
    }

    @Test
    void shouldUnparkWhenAnEntryFails() {
        try (var fixture = new WorkqueueFixture(
                WorkerKind.VIRTUAL
                        .builder()
                        .uncaughtExceptionHandler((_, _) -> {})
                        .factory(),
                1)) {
            Waiter waiter = Waiter.parked();
            fixture.submit(TestEntry.ending("failing", runner -> {
                        runner.unparkSoon(waiter.thread);
                        throw new IllegalStateException("a defect");
                    })
                    .withoutWaiting());
            waiter.awaitEnd();
        }
    }

    @Test
    void shouldUnparkAllWhenThereAreMany() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            List<Waiter> waiters = new ArrayList<>();
            for (int i = 0; i < MOST + 1; i++) {
                waiters.add(Waiter.parked());
            }
            TestEntry blocking = fixture.submit(TestEntry.blocking("blocking")).awaitStart();
            for (Waiter waiter : waiters) {
                fixture.submit(TestEntry.ending("ending", runner -> runner.unparkSoon(waiter.thread))
                        .withoutWaiting());
            }
            TestEntry last = fixture.submit(TestEntry.blocking("last").withoutWaiting());

            blocking.release();
            last.awaitStart();
            waiters.subList(0, MOST).forEach(Waiter::awaitEnd);
            assertThat(waiters.getLast().isParked()).as("put off").isTrue();
            last.release();
            waiters.getLast().awaitEnd();
        }
    }
}
