package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of an entry takes the next one. */
final class TakeNextTest {
    private static final int QUEUED = 3;

    /** Takes the next entry as the end of a request does: under the lock. */
    private static Wakeup takeNext(WorkqueueFixture fixture, Runner runner) {
        fixture.lock.lock();
        try {
            return runner.takeNext();
        } finally {
            fixture.lock.unlock();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRunTheNextOnTheSameWorkerOnceTheLastHasReturned(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 1)) {
            TestEntry blocking = fixture.submit(TestEntry.blocking("blocking")).awaitStart();
            TestEntry next = new TestEntry("next");
            TestEntry ending = fixture.submit(TestEntry.ending("ending", runner -> {
                takeNext(fixture, runner).wake();
                assertThat(next.takes()).as("taken").isOne();
                assertThat(next.hasStarted()).as("started").isFalse();
                assertThat(fixture.queue.remove(next)).as("still queued").isFalse();
            }));
            fixture.submit(next);
            blocking.release();

            next.awaitEnd();
            assertThat(next.thread()).isSameAs(ending.thread());
            assertThat(next.runs()).isOne();
            fixture.awaitIdle(1, 1);
        }
    }

    @Test
    void shouldTakeNothingWhereNothingIsQueued() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            fixture.submit(TestEntry.ending(
                            "ending",
                            runner -> assertThat(takeNext(fixture, runner)).isSameAs(Wakeup.NONE)))
                    .awaitEnd();

            fixture.awaitIdle(1, 1);
            assertThat(fixture.run().runs()).isOne();
        }
    }

    /** A second one would be lost. */
    @Test
    void shouldTakeNoMoreThanOneHoweverOftenItIsAsked() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            TestEntry blocking = fixture.submit(TestEntry.blocking("blocking")).awaitStart();
            AtomicInteger left = new AtomicInteger();
            fixture.submit(TestEntry.ending("ending", runner -> {
                takeNext(fixture, runner).wake();
                takeNext(fixture, runner).wake();
                left.set(fixture.counts().queued());
            }));
            List<TestEntry> queued = new ArrayList<>();
            for (int i = 0; i < QUEUED; i++) {
                queued.add(fixture.submit(new TestEntry("" + i)));
            }
            blocking.release();

            queued.forEach(TestEntry::awaitEnd);
            assertThat(left).hasValue(QUEUED - 1);
        }
    }

    @Test
    void shouldRunTheNextEvenIfTheEndFailsThereafter() {
        List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());
        ThreadFactory factory = WorkerKind.VIRTUAL
                .builder()
                .uncaughtExceptionHandler((thread, failed) -> uncaught.add(failed))
                .factory();
        try (var fixture = new WorkqueueFixture(factory, 1)) {
            IllegalStateException defect = new IllegalStateException("defect");
            TestEntry blocking = fixture.submit(TestEntry.blocking("blocking")).awaitStart();
            fixture.submit(TestEntry.ending("ending", runner -> {
                takeNext(fixture, runner).wake();
                throw defect;
            }));
            TestEntry next = fixture.submit(new TestEntry("next"));
            blocking.release();

            next.awaitEnd();
            assertThat(next.runs()).isOne();
            assertThat(uncaught).containsExactly(defect);
        }
    }

    /** No entry waits while a worker may be created: the worker takes only one of the two entries. */
    @ParameterizedTest
    @EnumSource
    void shouldLeaveTheOthersToAnotherWorker(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 2)) {
            TestEntry first = TestEntry.blocking("first");
            TestEntry second = TestEntry.blocking("second");
            TestEntry ending = fixture.submit(TestEntry.ending("ending", runner -> {
                fixture.submit(first); // no worker is created for it: the current one will select from the queue again
                takeNext(fixture, runner).wake();
                fixture.submit(second); // but now it has enough to do
            }));

            first.awaitStart();
            second.awaitStart();
            assertThat(List.of(first.thread(), second.thread())).containsOnlyOnce(ending.thread());
        }
    }

    @Test
    void shouldTakeNothingOnceTheQueueExits() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            TestEntry blocking = fixture.submit(TestEntry.blocking("blocking")).awaitStart();
            TestEntry ending = fixture.submit(TestEntry.ending("ending", runner -> {
                fixture.queue.markExiting();
                assertThat(takeNext(fixture, runner)).isSameAs(Wakeup.NONE);
            }));
            TestEntry next = fixture.submit(new TestEntry("next"));
            blocking.release();

            ending.awaitEnd();
            assertThat(fixture.queue.remove(next)).isTrue();
            assertThat(next.takes()).isZero();
        }
    }

    /** The lock that the caller holds is not the pool's. */
    @ParameterizedTest
    @EnumSource
    void shouldTakeNothingOfAPool(PoolFixture.Kind kind) {
        try (var fixture = PoolFixture.of(kind)) {
            PoolFixture.Member process = fixture.process(1);
            TestEntry blocking = process.submit(TestEntry.blocking("blocking")).awaitStart();
            TestEntry next = new TestEntry("next");
            process.submit(TestEntry.ending("ending", runner -> {
                assertThat(runner.takeNext()).isSameAs(Wakeup.NONE);
                assertThat(next.takes()).isZero();
            }));
            process.submit(next);
            blocking.release();

            next.awaitEnd();
            Conditions.await("the end of all", () -> process.queue.counts().idle() > 0);
        }
    }
}
