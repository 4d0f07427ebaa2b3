package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Conditions;
import io.heddle.testing.ThreadDump;
import io.heddle.testing.ThreadDump.Container;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scopes of workers, in a JVM with the preview features and in one without. */
final class WorkerScopesTest {
    private static final String EXPECTED = System.getProperty("heddle.expectScope", "structured");

    // ---- the choice

    @Test
    void shouldChooseTheBestScopeThatThisJvmOffers() {
        assertThat(WorkerScopes.chosen().kind()).isEqualTo(EXPECTED);
        assertThat(ProcessWorkqueue.scopeKind()).isEqualTo(EXPECTED);
        assertThat(WorkerScopes.choose("auto").kind()).isEqualTo(EXPECTED);
    }

    @Test
    void shouldChooseTheExecutorWhenAskedTo() {
        assertThat(WorkerScopes.choose("executor").kind()).isEqualTo("executor");
    }

    @Test
    void shouldChooseTheStructuredScopeWhenAskedToOrSayWhyNot() {
        if (EXPECTED.equals("structured")) {
            assertThat(WorkerScopes.choose("structured").kind()).isEqualTo("structured");
        } else {
            assertThatThrownBy(() -> WorkerScopes.choose("structured"))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("--enable-preview")
                    .hasCauseInstanceOf(LinkageError.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Structured", "platform"})
    void shouldRefuseAnUnknownChoice(String wanted) {
        assertThatThrownBy(() -> WorkerScopes.choose(wanted))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("io.heddle.scope")
                .hasMessageContaining("'" + wanted + "'");
    }

    // ---- what a thread dump shows

    @ParameterizedTest
    @EnumSource
    void shouldShowTheWorkersInOneContainer(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            List<TestEntry> entries = fixture.submitBlocking(3);
            entries.forEach(TestEntry::awaitStart);
            List<Long> workers =
                    entries.stream().map(entry -> entry.thread().threadId()).toList();

            Container container = containerOf(workers.getFirst());

            assertThat(container.threadIds()).containsExactlyInAnyOrderElementsOf(workers);
            assertThat(container.threadNames())
                    .containsExactlyInAnyOrder("test-worker-0", "test-worker-1", "test-worker-2");
            if (EXPECTED.equals("structured")) {
                assertThat(container.name()).isEqualTo(fixture.name);
                assertThat(container.owner())
                        .isEqualTo(fixture.threads.supervisor().threadId());
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldNameTheSupervisorAfterTheProcessAndMakeItOfTheWorkersKind(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.run();
            Thread supervisor = fixture.threads.supervisor();

            assertThat(supervisor.getName()).isEqualTo("heddle-" + fixture.name + "-supervisor");
            assertThat(supervisor.isVirtual()).isEqualTo(kind == WorkerKind.VIRTUAL);
            assertThat(supervisor.isDaemon()).isTrue();
        }
    }

    private static Container containerOf(long thread) {
        return ThreadDump.containers().stream()
                .filter(container -> container.threadIds().contains(thread))
                .findFirst()
                .orElseThrow(() -> new AssertionError(ThreadDump.text()));
    }

    @Test
    void shouldLeaveNoContainerBehind() {
        String name;
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            fixture.run();
            name = fixture.name;
        }
        assertThat(ThreadDump.containers()).extracting(Container::name).doesNotContain(name);
    }

    // ---- each scope on its own

    private static List<WorkerScope> scopes() {
        List<WorkerScope> scopes = new ArrayList<>();
        scopes.add(WorkerScopes.choose("executor"));
        scopes.add(WorkerScopes.choose("auto"));
        return scopes;
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void shouldBeLeftOnlyWhenEveryWorkerHasEnded(WorkerScope scope) {
        CountDownLatch release = new CountDownLatch(1);
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        Thread owner = Thread.startVirtualThread(() -> {
            scope.run("by-itself", WorkerKind.VIRTUAL.factory(), forker -> {
                forker.fork(() -> {
                    Conditions.await("the release", release);
                    events.add("worker ended");
                });
                events.add("body ended");
            });
            events.add("scope left");
        });
        Conditions.await("the body", () -> events.contains("body ended"));
        Conditions.await(
                "the owner to wait",
                () -> owner.getState() == Thread.State.WAITING || owner.getState() == Thread.State.TIMED_WAITING);

        release.countDown();

        Conditions.awaitEnd(owner);
        assertThat(events).containsExactly("body ended", "worker ended", "scope left");
    }

    /** Neither the wait for the workers nor the workers are disturbed, and the owner keeps its interrupt. */
    @ParameterizedTest
    @MethodSource("scopes")
    void shouldNotPassAnInterruptOfTheOwnerToTheWorkers(WorkerScope scope) {
        TestEntry entry = TestEntry.blocking("worker");
        List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
        Thread owner = Thread.startVirtualThread(() -> {
            scope.run(
                    "by-itself",
                    WorkerKind.VIRTUAL.factory(),
                    forker -> forker.fork(() -> entry.process(() -> Wakeup.NONE)));
            interrupted.add(Thread.currentThread().isInterrupted());
        });
        entry.awaitStart();
        owner.interrupt();
        Conditions.await("the interrupt to be taken", () -> !owner.isInterrupted());
        assertThat(owner.isAlive()).isTrue();

        entry.release();

        Conditions.awaitEnd(owner);
        assertThat(entry.sawInterrupt()).isFalse();
        assertThat(interrupted).containsExactly(true);
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void shouldOutliveAWorkerThatThrows(WorkerScope scope) {
        List<String> events = Collections.synchronizedList(new ArrayList<>());
        AtomicReference<Thread> second = new AtomicReference<>();
        scope.run(
                "by-itself",
                WorkerKind.VIRTUAL
                        .builder()
                        .uncaughtExceptionHandler((thread, thrown) -> {})
                        .factory(),
                forker -> {
                    forker.fork(() -> {
                        throw new IllegalStateException("defect");
                    });
                    forker.fork(() -> {
                        second.set(Thread.currentThread());
                        events.add("second ran");
                    });
                });
        assertThat(events).containsExactly("second ran");
        Conditions.awaitEnd(second.get());
    }

    // ---- interrupts of the supervisor

    @ParameterizedTest
    @EnumSource
    void shouldGoOnWhenTheSupervisorIsInterrupted(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            Thread supervisor = fixture.threads.supervisor();

            for (int i = 0; i < 10; i++) {
                supervisor.interrupt();
                Conditions.await("the interrupt to be taken", () -> !supervisor.isInterrupted());
            }

            TestEntry second = fixture.run();
            assertThat(second.thread()).isNotSameAs(running.thread());
            assertThat(running.thread().isInterrupted()).isFalse();
            fixture.awaitIdle(2, 1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldWaitForTheWorkersWhenTheSupervisorIsInterruptedAtExit(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            fixture.queue.markExiting();
            var exit = fixture.startExit(Long.MAX_VALUE);
            Thread supervisor = fixture.threads.supervisor();

            supervisor.interrupt();
            Conditions.await("the interrupt to be taken", () -> !supervisor.isInterrupted());
            assertThat(exit.isDone()).isFalse();

            running.release();
            assertThat(WorkqueueFixture.result(exit)).isTrue();
            assertThat(running.sawInterrupt()).isFalse();
        }
    }
}
