package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An entry is either run or removed, never both and never neither: this makes a cancel exact. */
final class WorkqueueRemovalTest {
    private static final int ROUNDS = 20;
    private static final int ENTRIES = 300;
    private static final int SUBMITTERS = 3;

    @ParameterizedTest
    @EnumSource
    void shouldNeverRunAnEntryThatWasRemoved(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind, 1)) {
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            TestEntry removed = fixture.submit(new TestEntry("removed"));
            TestEntry last = fixture.submit(new TestEntry("last"));

            assertThat(fixture.queue.remove(removed)).isTrue();
            assertThat(fixture.counts().queued()).isOne();
            running.release();
            last.awaitEnd();

            assertThat(removed.runs()).isZero();
            assertThat(removed.takes()).isZero();
        }
    }

    @Test
    void shouldRemoveAnEntryOnce() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            fixture.submit(TestEntry.blocking("running")).awaitStart();
            TestEntry entry = fixture.submit(new TestEntry("removed"));

            assertThat(fixture.queue.remove(entry)).isTrue();
            assertThat(fixture.queue.remove(entry)).isFalse();
        }
    }

    @Test
    void shouldNotRemoveAnEntryThatRuns() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            TestEntry entry = fixture.submit(TestEntry.blocking("running")).awaitStart();

            assertThat(fixture.queue.remove(entry)).isFalse();
            entry.release();
            entry.awaitEnd();
            assertThat(fixture.queue.remove(entry)).isFalse();
        }
    }

    @Test
    void shouldNotRemoveAnEntryThatWasNeverAdded() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL)) {
            assertThat(fixture.queue.remove(new TestEntry("never"))).isFalse();
        }
    }

    @Test
    void shouldRunAnEntryThatWasRemovedAndAddedAgain() {
        try (var fixture = new WorkqueueFixture(WorkerKind.VIRTUAL, 1)) {
            TestEntry running = fixture.submit(TestEntry.blocking("running")).awaitStart();
            TestEntry entry = fixture.submit(new TestEntry("again"));
            fixture.queue.remove(entry);
            fixture.submit(entry);

            running.release();
            entry.awaitEnd();
        }
    }

    /**
     * A worker that finds the queue empty because everything was removed parks, and is available for the next entry.
     */
    @ParameterizedTest
    @EnumSource
    void shouldParkTheWorkerWhoseEntryWasRemoved(WorkerKind kind) {
        try (var fixture = new WorkqueueFixture(kind)) {
            fixture.queue.prepare();
            TestEntry entry = new TestEntry("removed");
            Wakeup wakeup = fixture.queue.add(entry);
            assertThat(fixture.queue.remove(entry)).isTrue();

            wakeup.wake();

            fixture.awaitIdle(1, 1);
            assertThat(fixture.run().thread()).isSameAs(fixture.threads.made().getFirst());
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldRunOrRemoveEachEntryWhenSubmittersAndCancellersRace(WorkerKind kind) {
        long seed = System.nanoTime();
        System.out.println("WorkqueueRemovalTest seed " + seed);
        Random seeds = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            try (var fixture = new WorkqueueFixture(kind, 4)) {
                race(fixture, seeds.nextLong());
            }
        }
    }

    private static void race(WorkqueueFixture fixture, long seed) {
        Set<TestEntry> removed = ConcurrentHashMap.newKeySet();
        List<Thread> threads = new ArrayList<>();
        List<TestEntry> all = Collections.synchronizedList(new ArrayList<>());
        for (int i = 0; i < SUBMITTERS; i++) {
            Random random = new Random(seed + i);
            List<TestEntry> own = new ArrayList<>();
            threads.add(Thread.ofPlatform().start(() -> {
                for (int n = 0; n < ENTRIES; n++) {
                    TestEntry entry = new TestEntry("" + n);
                    entry.priority = random.nextBoolean() ? 0 : random.nextInt(PriorityList.LAST + 1);
                    own.add(entry);
                    all.add(entry);
                    fixture.submit(entry);
                    TestEntry victim = own.get(Math.max(0, n - random.nextInt(4)));
                    if (fixture.queue.remove(victim)) {
                        assertThat(removed.add(victim)).as("removed once").isTrue();
                    }
                }
            }));
        }
        threads.forEach(Conditions::awaitEnd);
        Conditions.await("the queue to be empty", () -> fixture.counts().queued() == 0);
        Conditions.await(
                "the workers to be idle",
                () -> fixture.counts().idle() == fixture.counts().threads());

        assertThat(all).hasSize(SUBMITTERS * ENTRIES);
        for (TestEntry entry : all) {
            assertThat(entry.runs()).as("%s, seed %d", entry, seed).isEqualTo(removed.contains(entry) ? 0 : 1);
            assertThat(entry.takes()).isEqualTo(entry.runs());
        }
    }
}
