package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.lang.Thread.UncaughtExceptionHandler;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** An entry that misbehaves does not affect other entries. */
final class MisbehavingEntryTest {
    private final List<Throwable> uncaught = Collections.synchronizedList(new ArrayList<>());

    private static ThreadFactory factory(WorkerKind kind, UncaughtExceptionHandler handler) {
        return kind.builder().uncaughtExceptionHandler(handler).factory();
    }

    static Stream<Arguments> kindsAndFailures() {
        return Stream.of(WorkerKind.values())
                .flatMap(kind -> Stream.of(
                                new IllegalStateException("defect"),
                                new StackOverflowError(),
                                new OutOfMemoryError("fake"))
                        .map(failure -> Arguments.of(kind, failure)));
    }

    @ParameterizedTest
    @MethodSource("kindsAndFailures")
    void shouldKeepTheWorkerAndTellTheHandlerWhenAnEntryThrows(WorkerKind kind, Throwable failure) {
        try (var fixture = new WorkqueueFixture(factory(kind, (thread, thrown) -> uncaught.add(thrown)), 1)) {
            TestEntry throwing = fixture.submit(new TestEntry("throwing", () -> sneak(failure)));
            TestEntry next = fixture.submit(new TestEntry("next")).awaitEnd();

            assertThat(uncaught).containsExactly(failure);
            assertThat(next.thread()).isSameAs(throwing.thread());
            assertThat(fixture.threads.calls()).isOne();
        }
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> void sneak(Throwable failure) throws T {
        throw (T) failure;
    }

    /** As the JVM does when a thread ends, the worker ignores what its handler throws. */
    @ParameterizedTest
    @EnumSource
    void shouldKeepTheWorkerWhenTheHandlerThrows(WorkerKind kind) {
        ThreadFactory factory = factory(kind, (thread, thrown) -> {
            uncaught.add(thrown);
            throw new IllegalArgumentException("defect of the handler");
        });
        try (var fixture = new WorkqueueFixture(factory, 1)) {
            fixture.submit(new TestEntry("throwing", () -> sneak(new IllegalStateException("defect"))));
            fixture.run();

            assertThat(uncaught).hasSize(1);
            assertThat(fixture.threads.calls()).isOne();
            fixture.awaitIdle(1, 1);
        }
    }

    /** A pending interrupt would close the channel of the next entry. */
    @ParameterizedTest
    @EnumSource
    void shouldNotPassOnTheInterruptOfAnEntryThatInterruptsItself(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 1)) {
            TestEntry blocking = fixture.submit(TestEntry.blocking("blocking"));
            fixture.submit(
                    new TestEntry("interrupting", () -> Thread.currentThread().interrupt()));
            TestEntry next = fixture.submit(new TestEntry("next"));
            blocking.release();

            next.awaitEnd();
            assertThat(next.sawInterrupt()).isFalse();
        }
    }

    /**
     * Neither an exit nor a death nor a resuscitation interrupts a worker: see the check of every fixture as it closes.
     */
    @ParameterizedTest
    @EnumSource
    void shouldNotEndAnIdleWorkerThatAStrangerInterrupts(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            List<Thread> workers = fixture.idleWorkers(2);

            workers.forEach(Thread::interrupt);
            Conditions.await(
                    "the interrupts to be taken", () -> workers.stream().noneMatch(Thread::isInterrupted));

            fixture.awaitIdle(2, 2);
            assertThat(fixture.run().sawInterrupt()).isFalse();
            assertThat(fixture.threads.calls()).isEqualTo(2);
        }
    }

    /** What the first submitter has bound to its thread must not live as long as the queue. */
    @Test
    void shouldNotInheritTheThreadLocalsOfTheFirstSubmitter() {
        InheritableThreadLocal<String> local = new InheritableThreadLocal<>();
        List<String> seen = Collections.synchronizedList(new ArrayList<>());
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            local.set("the submitter's");
            fixture.submit(new TestEntry("ask", () -> seen.add(local.get()))).awaitEnd();
        } finally {
            local.remove();
        }
        assertThat(seen).hasSize(1).containsOnlyNulls();
    }
}
