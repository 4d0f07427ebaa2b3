package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.workq.PoolFixture.Kind;
import io.heddle.workq.PoolFixture.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A pool whose settings change while it works. */
final class PoolChangeTest {
    private static final long LIFETIME = PoolFixture.LIFETIME;

    /** Creates {@code count} workers, all idle. The first of the result was the first to become idle. */
    private static List<Thread> idle(Member process, int count) {
        List<Thread> threads = new ArrayList<>();
        List<TestEntry> entries = process.submitBlocking(count);
        entries.forEach(TestEntry::awaitStart);
        for (TestEntry entry : entries) {
            entry.release();
            threads.add(entry.thread());
            process.awaitIdle(count, threads.size());
        }
        return threads;
    }

    // ---- before and after

    @Test
    void shouldHaveNoThreadsBeforeAProcessComesAndAfterTheLastHasGone() {
        try (var fixture = PoolFixture.of(Kind.SHARED)) {
            fixture.pool.fix(7);
            assertThat(fixture.pool.threads()).isZero();
            Member process = fixture.process();
            process.run();
            process.awaitIdle(7, 7);
            assertThat(fixture.pool.threads()).isEqualTo(7);

            process.exit();
            assertThat(fixture.pool.threads()).isZero();
        }
    }

    // ---- more

    @Test
    void shouldStartThreadsForWhatWaits() {
        try (var fixture = PoolFixture.of(Kind.SHARED)) {
            Member process = fixture.process(Integer.MAX_VALUE);
            List<TestEntry> entries = process.submitBlocking(9);
            entries.subList(0, 4).forEach(TestEntry::awaitStart);
            assertThat(entries.subList(4, 9)).noneMatch(TestEntry::hasStarted);

            fixture.pool.fix(6);

            entries.subList(0, 6).forEach(TestEntry::awaitStart);
            assertThat(process.counts().threads()).isEqualTo(6);
            assertThat(entries.subList(6, 9)).noneMatch(TestEntry::hasStarted);
            assertThat(fixture.threads.calls()).isEqualTo(6);
        }
    }

    @Test
    void shouldStartDaemonsForWhatWaitsAndNoMore() {
        try (var fixture = PoolFixture.of(1, 2)) {
            Member process = fixture.process();
            List<TestEntry> entries = process.submitBlocking(5);
            entries.subList(0, 2).forEach(TestEntry::awaitStart);

            fixture.pool.max(32);

            entries.forEach(TestEntry::awaitStart);
            assertThat(fixture.threads.calls()).isEqualTo(5);
        }
    }

    @Test
    void shouldReachAHigherTargetAtOnceButNotBeyondTheMaximum() {
        try (var fixture = PoolFixture.of(1, 8)) {
            Member process = fixture.process();
            process.run();
            fixture.pool.target(6);
            process.awaitIdle(6, 6);
            fixture.pool.target(100);
            process.awaitIdle(8, 8);
            fixture.pool.max(9);
            process.awaitIdle(9, 9);
            assertThat(fixture.threads.calls()).isEqualTo(9);
        }
    }

    // ---- fewer

    @Test
    void shouldEndIdleThreadsAtOnceTheOldestFirst() {
        try (var fixture = PoolFixture.of(Kind.SHARED)) {
            Member process = fixture.process();
            List<Thread> threads = idle(process, 4);

            fixture.pool.fix(1);

            assertThat(process.counts().threads()).isEqualTo(1);
            threads.subList(0, 3).forEach(Conditions::awaitEnd);
            assertThat(process.run().thread()).isSameAs(threads.getLast());
        }
    }

    @Test
    void shouldEndBusyThreadsWhenTheirEntryIsDoneAndForgetNothing() {
        try (var fixture = PoolFixture.of(Kind.SHARED)) {
            Member process = fixture.process(Integer.MAX_VALUE);
            List<TestEntry> entries = process.submitBlocking(6);
            entries.subList(0, 4).forEach(TestEntry::awaitStart);

            fixture.pool.fix(1);
            assertThat(process.counts().threads()).as("busy ones go on").isEqualTo(4);
            for (int i = 0; i < 3; i++) {
                entries.get(i).release();
                Conditions.awaitEnd(entries.get(i).thread());
                assertThat(process.counts().threads()).isEqualTo(3 - i);
            }
            assertThat(entries.subList(4, 6)).noneMatch(TestEntry::hasStarted);

            entries.subList(3, 6).forEach(TestEntry::release);
            entries.subList(3, 6).forEach(TestEntry::awaitEnd);
            assertThat(entries.subList(4, 6))
                    .allMatch(entry -> entry.thread() == entries.get(3).thread());
        }
    }

    @Test
    void shouldEndOnlyIdleOnesIfTheyAreEnough() {
        try (var fixture = PoolFixture.of(Kind.SHARED)) {
            Member process = fixture.process();
            TestEntry first = process.submit(TestEntry.blocking("first")).awaitStart();
            TestEntry second = process.submit(TestEntry.blocking("second")).awaitStart();
            process.awaitIdle(4, 2);

            fixture.pool.fix(2);
            assertThat(process.counts().threads()).isEqualTo(2);
            first.release();
            second.release();
            process.awaitIdle(2, 2);
            assertThat(first.thread().isAlive()).isTrue();
            assertThat(second.thread().isAlive()).isTrue();
        }
    }

    @Test
    void shouldKeepTheNumberWhenItGoesDownAndUpWhileAllAreBusy() {
        try (var fixture = PoolFixture.of(Kind.SHARED)) {
            Member process = fixture.process(Integer.MAX_VALUE);
            List<TestEntry> entries = process.submitBlocking(4);
            entries.forEach(TestEntry::awaitStart);
            fixture.pool.fix(1);
            fixture.pool.fix(4);
            entries.forEach(TestEntry::release);
            process.awaitIdle(4, 4);
            assertThat(fixture.threads.calls()).isEqualTo(4);
        }
    }

    @Test
    void shouldLetSurplusDaemonsLiveTheirLifetimeUnderALowerTarget() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member process = fixture.process();
            process.run();
            process.awaitIdle(4, 4);
            fixture.pool.target(1);
            fixture.ticker.awaitSleepers(4);
            fixture.ticker.advance(LIFETIME - 1);
            assertThat(process.counts().threads()).isEqualTo(4);
            fixture.ticker.awaitSleeperDueIn(1);
            fixture.ticker.awaitSleepers(4);

            fixture.ticker.advance(1);
            process.awaitIdle(1, 1);
        }
    }

    @Test
    void shouldKeepNoDaemonWithATargetOfNoneAndStartOneAgain() {
        try (var fixture = PoolFixture.of(0, 4)) {
            Member process = fixture.process();
            for (int round = 1; round <= 2; round++) {
                process.run();
                process.awaitIdle(1, 1);
                fixture.ticker.awaitSleepers(1);
                fixture.ticker.advance(LIFETIME);
                process.awaitIdle(0, 0);
                assertThat(fixture.threads.calls()).isEqualTo(round);
            }
        }
    }

    // ---- the lifetime

    @Test
    void shouldGiveIdleDaemonsTheNewLifetime() {
        try (var fixture = PoolFixture.of(1, 32)) {
            Member process = fixture.process();
            idle(process, 3);
            fixture.ticker.awaitSleepers(3);

            fixture.pool.lifetimeNanos(1_000);
            assertThat(process.counts().threads()).isEqualTo(3);
            fixture.ticker.advance(1_000);
            process.awaitIdle(1, 1);
        }
    }

    @Test
    void shouldEndAtOnceWhatIsOlderThanTheNewLifetimeAllows() {
        try (var fixture = PoolFixture.of(1, 32)) {
            Member process = fixture.process();
            idle(process, 5);
            fixture.ticker.awaitSleepers(5);
            fixture.ticker.advance(LIFETIME / 2);

            fixture.pool.lifetimeNanos(LIFETIME / 2);
            process.awaitIdle(1, 1);
        }
    }

    @Test
    void shouldLetDaemonsBeIdleForEver() {
        try (var fixture = PoolFixture.of(1, 32)) {
            Member process = fixture.process();
            idle(process, 3);
            fixture.ticker.awaitSleepers(3);

            fixture.pool.lifetimeNanos(Long.MAX_VALUE);
            fixture.ticker.awaitSleepers(0);
            fixture.ticker.advance(100 * LIFETIME);
            assertThat(process.counts().threads()).isEqualTo(3);
        }
    }

    // ---- a process's limit

    @Test
    void shouldBringWhatWaitedToIdleDaemonsUnderAHigherLimit() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member process = fixture.process(1);
            List<TestEntry> entries = process.submitBlocking(8);
            entries.getFirst().awaitStart();
            process.awaitIdle(4, 3);

            process.queue.concurrency(3);
            entries.subList(0, 3).forEach(TestEntry::awaitStart);
            assertThat(entries.subList(3, 8)).noneMatch(TestEntry::hasStarted);
            assertThat(fixture.threads.calls()).isEqualTo(4);

            process.queue.concurrency(7);
            entries.subList(0, 7).forEach(TestEntry::awaitStart);
            assertThat(entries.get(7).hasStarted()).isFalse();
            assertThat(fixture.threads.calls()).isEqualTo(7);
        }
    }

    @Test
    void shouldTakeNothingOfAProcessAboveItsLowerLimit() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member process = fixture.process(3);
            List<TestEntry> entries = process.submitBlocking(5);
            entries.subList(0, 3).forEach(TestEntry::awaitStart);

            process.queue.concurrency(1);
            entries.get(0).release();
            entries.get(1).release();
            process.awaitIdle(4, 3);
            assertThat(entries.subList(3, 5)).noneMatch(TestEntry::hasStarted);

            entries.get(2).release();
            entries.get(3).awaitStart();
            assertThat(entries.get(4).hasStarted()).isFalse();
        }
    }

    // ---- all together

    /** Whatever the settings are meanwhile, each entry runs exactly once. The fixture checks that when it closes. */
    @Test
    void shouldLoseNoEntryWhileTheNumbersChange() throws InterruptedException {
        long seed = Long.getLong("heddle.seed", new Random().nextLong());
        System.out.println("PoolChangeTest -Dheddle.seed=" + seed);
        for (Kind kind : Kind.values()) {
            try (var fixture = PoolFixture.of(kind)) {
                List<Member> processes = List.of(fixture.process(2), fixture.process(), fixture.process(5));
                List<Thread> submitters = new ArrayList<>();
                List<TestEntry> all = new ArrayList<>();
                for (Member process : processes) {
                    List<TestEntry> mine = new ArrayList<>();
                    for (int i = 0; i < 3_000; i++) {
                        mine.add(new TestEntry("" + i));
                    }
                    all.addAll(mine);
                    submitters.add(Thread.ofPlatform().start(() -> mine.forEach(process::submit)));
                }
                Random random = new Random(seed);
                while (submitters.stream().anyMatch(Thread::isAlive)) {
                    change(fixture, processes, random);
                }
                for (Thread submitter : submitters) {
                    submitter.join();
                }
                all.forEach(TestEntry::awaitEnd);
                assertThat(all).allMatch(entry -> entry.runs() == 1);
                Conditions.await("at most the maximum", () -> fixture.pool.threads() <= fixture.pool.max());
            }
        }
    }

    private static void change(PoolFixture fixture, List<Member> processes, Random random) {
        switch (random.nextInt(5)) {
            case 0 -> fixture.pool.fix(1 + random.nextInt(8));
            case 1 -> fixture.pool.max(1 + random.nextInt(8));
            case 2 -> fixture.pool.target(random.nextInt(8));
            case 3 -> {
                fixture.pool.lifetimeNanos(1 + random.nextInt(1_000));
                fixture.ticker.advance(random.nextInt(1_000));
            }
            default -> processes.get(random.nextInt(3)).queue.concurrency(1 + random.nextInt(6));
        }
    }
}
