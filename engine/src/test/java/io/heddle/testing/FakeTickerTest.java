package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.time.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FakeTickerTest {
    private final FakeTicker ticker = new FakeTicker();
    private final List<Thread> threads = new ArrayList<>();

    @AfterEach
    void shouldLeaveNobodyAsleep() {
        threads.forEach(Conditions::awaitEnd);
        assertThat(ticker.sleepers()).isZero();
    }

    private Thread start(boolean virtual, Runnable body) {
        Thread thread =
                virtual ? Thread.ofVirtual().start(body) : Thread.ofPlatform().start(body);
        threads.add(thread);
        return thread;
    }

    @Test
    void shouldStandStillUntilItIsMoved() {
        long start = ticker.nanoTime();
        assertThat(ticker.nanoTime()).isEqualTo(start);

        ticker.advance(7);

        assertThat(ticker.nanoTime() - start).isEqualTo(7);
    }

    /** Code that compares absolute times instead of differences fails with this clock. */
    @Test
    void shouldOverflowWithinTwoSeconds() {
        long start = ticker.nanoTime();

        ticker.advance(2_000_000_000);

        assertThat(ticker.nanoTime()).isLessThan(start);
        assertThat(ticker.nanoTime() - start).isEqualTo(2_000_000_000);
    }

    @Test
    void shouldRefuseToGoBack() {
        assertThatThrownBy(() -> ticker.advance(-1)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldWakeSleeperWhenItsTimeHasCome(boolean virtual) {
        Thread sleeper = start(virtual, () -> ticker.parkNanos(this, 100));
        ticker.awaitSleeperDueIn(100);

        ticker.advance(99);
        assertThat(ticker.sleepers()).isOne();
        assertThat(sleeper.isAlive()).isTrue();
        ticker.awaitSleeperDueIn(1);

        ticker.advance(1);
        assertThat(ticker.sleepers()).isZero();
        Conditions.awaitEnd(sleeper);
    }

    @Test
    void shouldWakeOnlyThoseThatAreDue() {
        Thread early = start(true, () -> ticker.parkNanos(this, 10));
        Thread late = start(true, () -> ticker.parkNanos(this, 20));
        ticker.awaitSleepers(2);

        ticker.advance(15);

        Conditions.awaitEnd(early);
        ticker.awaitSleeperDueIn(5);
        assertThat(late.isAlive()).isTrue();
        ticker.advance(5);
    }

    @Test
    void shouldWakeManyAtOnce() {
        for (int i = 0; i < 100; i++) {
            start(i % 2 == 0, () -> ticker.parkNanos(this, 1));
        }
        ticker.awaitSleepers(100);

        ticker.advance(1);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReturnEarlyWhenUnparked(boolean virtual) {
        Thread sleeper = start(virtual, () -> ticker.parkNanos(this, Long.MAX_VALUE));
        ticker.awaitSleepers(1);

        LockSupport.unpark(sleeper);

        Conditions.awaitEnd(sleeper);
    }

    /** The permit of an earlier unpark is consumed, as by {@link LockSupport#parkNanos}. */
    @Test
    void shouldReturnAtOnceWhenUnparkedBefore() {
        start(true, () -> {
            LockSupport.unpark(Thread.currentThread());
            ticker.parkNanos(this, Long.MAX_VALUE);
        });
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldReturnEarlyAndKeepTheStatusWhenInterrupted(boolean virtual) {
        List<Boolean> status = new ArrayList<>();
        Thread sleeper = start(virtual, () -> {
            ticker.parkNanos(this, Long.MAX_VALUE);
            status.add(Thread.currentThread().isInterrupted());
        });
        ticker.awaitSleepers(1);

        sleeper.interrupt();

        Conditions.awaitEnd(sleeper);
        assertThat(status).containsExactly(true);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void shouldReturnAtOnceWhenThereIsNoTimeToWait(long nanos) {
        ticker.parkNanos(this, nanos);
    }

    @Test
    void shouldShowTheBlockerInThreadDumps() {
        Thread sleeper = start(false, () -> ticker.parkNanos(this, 1));
        Conditions.await("the park", () -> LockSupport.getBlocker(sleeper) == this);

        ticker.advance(1);
    }

    /** The real clock keeps the same contract; how long it waits is not tested. */
    @Test
    void shouldBehaveAsTheSystemTickerDoes() {
        long start = Ticker.SYSTEM.nanoTime();
        Ticker.SYSTEM.parkNanos(this, 0);
        Ticker.SYSTEM.parkNanos(this, -1);
        Thread sleeper = start(true, () -> Ticker.SYSTEM.parkNanos(this, Long.MAX_VALUE));
        LockSupport.unpark(sleeper);

        Conditions.awaitEnd(sleeper);
        assertThat(Ticker.SYSTEM.nanoTime() - start).isNotNegative();
    }
}
