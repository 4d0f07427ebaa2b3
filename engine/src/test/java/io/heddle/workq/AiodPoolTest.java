package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.workq.PoolFixture.Kind;
import io.heddle.workq.PoolFixture.Member;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The number of daemons, the choice of a daemon, and the effect of a process's limit. */
final class AiodPoolTest {
    private static final long LIFETIME = PoolFixture.LIFETIME;

    private static Set<Thread> threadsOf(List<TestEntry> entries) {
        return entries.stream().map(TestEntry::thread).collect(Collectors.toSet());
    }

    // ---- growth

    @Test
    void shouldGrowBeyondTheTargetUpToTheMaximum() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member process = fixture.process(100);
            List<TestEntry> burst = process.submitBlocking(32);
            burst.forEach(TestEntry::awaitStart);
            assertThat(threadsOf(burst)).hasSize(32);

            TestEntry another = process.submit(new TestEntry("another"));
            assertThat(process.counts().threads()).isEqualTo(32);
            assertThat(another.hasStarted()).isFalse();

            burst.get(7).release();
            another.awaitEnd();
            assertThat(another.thread()).isSameAs(burst.get(7).thread());
            assertThat(fixture.threads.calls()).isEqualTo(32);
        }
    }

    @Test
    void shouldNotGrowInTheSharedPool() {
        try (var fixture = PoolFixture.of(Kind.SHARED)) {
            Member process = fixture.process(Integer.MAX_VALUE);
            List<TestEntry> burst = process.submitBlocking(20);
            burst.subList(0, 4).forEach(TestEntry::awaitStart);

            assertThat(process.counts().threads()).isEqualTo(4);
            assertThat(process.counts().queued()).isEqualTo(16);
            burst.forEach(TestEntry::release);
            burst.forEach(TestEntry::awaitEnd);
            assertThat(fixture.threads.calls()).isEqualTo(4);
        }
    }

    @Test
    void shouldNotStartADaemonWhileOneIsIdle() {
        try (var fixture = PoolFixture.of(1, 32)) {
            Member process = fixture.process();
            for (int i = 0; i < 100; i++) {
                process.run();
                process.awaitIdle(1, 1);
            }
            assertThat(fixture.threads.calls()).isOne();
        }
    }

    /** A kick does nothing for a process that is at its limit. */
    @Test
    void shouldNeitherWakeNorStartADaemonForAProcessAtItsLimit() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member process = fixture.process(1);
            TestEntry running = process.submit(TestEntry.blocking("running")).awaitStart();
            process.awaitIdle(4, 3);

            List<TestEntry> waiting = process.submitBlocking(50);
            assertThat(process.counts().idle()).isEqualTo(3);
            assertThat(fixture.threads.calls()).isEqualTo(4);

            waiting.forEach(TestEntry::release);
            running.release();
            waiting.forEach(TestEntry::awaitEnd);
            assertThat(fixture.threads.calls()).isEqualTo(4);
        }
    }

    // ---- choice

    /** Creates {@code count} daemons, all idle. The first of the result was the first to become idle. */
    private static List<Thread> idleDaemons(Member process, int count) {
        List<Thread> daemons = new ArrayList<>();
        List<TestEntry> entries = process.submitBlocking(count);
        entries.forEach(TestEntry::awaitStart);
        for (int i = 0; i < count; i++) {
            entries.get(i).release();
            process.awaitIdle(count, i + 1);
            daemons.add(entries.get(i).thread());
        }
        return daemons;
    }

    @Test
    void shouldWakeTheDaemonThatBecameIdleLast() {
        try (var fixture = PoolFixture.of(1, 32)) {
            Member process = fixture.process();
            List<Thread> daemons = idleDaemons(process, 6);

            List<TestEntry> entries = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                entries.add(process.submit(TestEntry.blocking("" + i)).awaitStart());
            }

            assertThat(entries.reversed()).extracting(TestEntry::thread).isEqualTo(daemons);
        }
    }

    // ---- idle exit

    @Test
    void shouldEndWhatIsAboveTheTargetWhenItWasIdleForItsLifetime() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member process = fixture.process();
            idleDaemons(process, 20);
            fixture.ticker.awaitSleepers(20);

            fixture.ticker.advance(LIFETIME - 1);
            assertThat(process.counts().threads()).isEqualTo(20);
            fixture.ticker.awaitSleepers(20);
            fixture.ticker.awaitSleeperDueIn(1);

            fixture.ticker.advance(1);
            process.awaitIdle(4, 4);
            Conditions.await("16 threads to end", () -> fixture.alive() == 4);
            assertThat(process.counts().ended()).isEqualTo(16);
        }
    }

    @Test
    void shouldKeepTheTargetForEver() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member process = fixture.process();
            idleDaemons(process, 4);
            for (int i = 0; i < 5; i++) {
                fixture.ticker.awaitSleepers(4);
                fixture.ticker.awaitSleeperDueIn(LIFETIME);
                fixture.ticker.advance(LIFETIME);
            }
            assertThat(process.counts().threads()).isEqualTo(4);
            assertThat(fixture.threads.calls()).isEqualTo(4);
        }
    }

    @Test
    void shouldKeepADaemonThatIsUsedAndEndTheOthers() {
        try (var fixture = PoolFixture.of(1, 32)) {
            Member process = fixture.process();
            List<Thread> daemons = idleDaemons(process, 3);
            fixture.ticker.awaitSleepers(3);
            fixture.ticker.advance(LIFETIME / 2);
            fixture.ticker.awaitSleepers(3);

            TestEntry entry = process.run();
            fixture.ticker.awaitSleeperDueIn(LIFETIME);
            fixture.ticker.awaitSleepers(3);
            fixture.ticker.advance(LIFETIME / 2);

            process.awaitIdle(1, 1);
            assertThat(entry.thread()).isSameAs(daemons.getLast());
            assertThat(process.run().thread()).isSameAs(daemons.getLast());
        }
    }

    @Test
    void shouldGrowAgainAfterTheReduction() {
        try (var fixture = PoolFixture.of(2, 32)) {
            Member process = fixture.process();
            for (int round = 0; round < 3; round++) {
                idleDaemons(process, 7);
                fixture.ticker.awaitSleepers(7);
                fixture.ticker.advance(LIFETIME);
                process.awaitIdle(2, 2);
            }
            assertThat(process.counts().ended()).isEqualTo(15);
        }
    }

    @Test
    void shouldLetTheSharedPoolsWorkersBeIdleForEver() {
        try (var fixture = PoolFixture.of(Kind.SHARED)) {
            Member process = fixture.process();
            process.run();
            process.awaitIdle(4, 4);
            assertThat(fixture.ticker.sleepers()).isZero();
        }
    }

    // ---- the limit of a process

    @Test
    void shouldSkipAProcessAtItsLimitAndRunWhatStandsBehind() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member limited = fixture.process(3);
            Member other = fixture.process();
            List<TestEntry> flood = limited.submitBlocking(1_000);
            flood.subList(0, 3).forEach(TestEntry::awaitStart);

            TestEntry behind = other.run();

            assertThat(behind.hasEnded()).isTrue();
            assertThat(flood.subList(3, 1_000)).noneMatch(TestEntry::hasStarted);
            assertThat(limited.counts().queued()).isEqualTo(997);
        }
    }

    @Test
    void shouldRunTheNextOfAProcessAtItsLimitWhenOneHasEnded() {
        try (var fixture = PoolFixture.of(Kind.AIOD)) {
            Member limited = fixture.process(2);
            List<TestEntry> entries = limited.submitBlocking(10);
            Set<TestEntry> running = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                entries.get(Math.min(9, i + 1)).awaitStart();
                running.clear();
                entries.stream().filter(TestEntry::hasStarted).forEach(running::add);
                assertThat(running).hasSize(Math.min(10, i + 2));
                entries.get(i).release();
            }
        }
    }

    @Test
    void shouldServeEveryProcessThatHasRoomWhileAnotherHasNone() {
        try (var fixture = PoolFixture.of(4, 8)) {
            Member limited = fixture.process(4);
            List<TestEntry> flood = limited.submitBlocking(100);
            flood.subList(0, 4).forEach(TestEntry::awaitStart);

            List<Member> others = fixture.processes(4);
            List<TestEntry> theirs = new ArrayList<>();
            others.forEach(process -> theirs.addAll(process.submitBlocking(1)));

            theirs.forEach(TestEntry::awaitStart);
            assertThat(threadsOf(theirs)).hasSize(4).doesNotContainAnyElementsOf(threadsOf(flood.subList(0, 4)));
        }
    }
}
