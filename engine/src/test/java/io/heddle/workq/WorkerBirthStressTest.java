package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The supervisor parks only when nothing is requested. Waiting for a contended lock consumes an unpark, so everything
 * that it checks before it parks must be checked after the last lock.
 */
final class WorkerBirthStressTest {
    private static final int ROUNDS = 300;
    private static final int SUBMITTERS = 3;

    @ParameterizedTest
    @EnumSource
    void shouldCreateEveryWantedWorkerWhenTheLockIsContended(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, SUBMITTERS)) {
            AtomicBoolean over = new AtomicBoolean();
            Thread observer = Thread.ofPlatform().start(() -> {
                while (!over.get()) {
                    fixture.queue.counts();
                }
            });
            try {
                for (int round = 0; round < ROUNDS; round++) {
                    burst(fixture);
                }
            } finally {
                over.set(true);
                Conditions.awaitEnd(observer);
            }
        }
    }

    /**
     * All threads submit at the same moment; then all workers but one end, so that the next burst needs new workers.
     */
    private static void burst(WorkqueueFixture fixture) {
        Phaser start = new Phaser(SUBMITTERS);
        List<TestEntry> entries = new ArrayList<>();
        List<Thread> submitters = new ArrayList<>();
        for (int i = 0; i < SUBMITTERS; i++) {
            TestEntry entry = TestEntry.blocking("" + i);
            entries.add(entry);
            submitters.add(Thread.ofPlatform().start(() -> {
                start.arriveAndAwaitAdvance();
                fixture.submit(entry);
            }));
        }
        entries.forEach(TestEntry::awaitStart);
        assertThat(fixture.counts().threads()).isEqualTo(SUBMITTERS);
        entries.forEach(TestEntry::release);
        submitters.forEach(Conditions::awaitEnd);
        fixture.awaitIdle(SUBMITTERS, SUBMITTERS);
        fixture.awaitDeathCallIn(WorkqueueFixture.WINDOW + WorkqueueFixture.LEEWAY);
        fixture.ticker.advance(WorkqueueFixture.WINDOW + WorkqueueFixture.LEEWAY);
        fixture.awaitIdle(1, 1);
    }
}
