package io.heddle.time;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import io.heddle.testing.FakeTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GateTest {
    private final FakeTicker ticker = new FakeTicker();
    private final Gate gate = new Gate();
    private final List<Thread> threads = new ArrayList<>();

    /** What a caller of {@code await} observed. */
    private record Seen(boolean opened, boolean interrupted) {}

    @AfterEach
    void shouldLeaveNobodyWaiting() {
        threads.forEach(Conditions::awaitEnd);
        assertThat(ticker.sleepers()).isZero();
    }

    private FutureTask<Seen> await(boolean virtual, long nanos) {
        return start(virtual, new FutureTask<>(() -> {
            boolean opened = gate.await(ticker, nanos);
            return new Seen(opened, Thread.currentThread().isInterrupted());
        }));
    }

    private <T> FutureTask<T> start(boolean virtual, FutureTask<T> task) {
        threads.add(
                virtual ? Thread.startVirtualThread(task) : Thread.ofPlatform().start(task));
        return task;
    }

    private Thread latest() {
        return threads.getLast();
    }

    private void awaitParked(Thread thread) {
        Conditions.await("the park", () -> thread.getState() == Thread.State.WAITING);
    }

    @Test
    void shouldBeClosedUntilOpened() {
        assertThat(gate.isOpen()).isFalse();

        gate.open();

        assertThat(gate.isOpen()).isTrue();
    }

    @Test
    void shouldStayOpenWhenOpenedAgain() {
        gate.open();
        gate.open();

        assertThat(gate.await(ticker, Long.MAX_VALUE)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, 1, 0, -1})
    void shouldNotWaitWhenOpen(long nanos) throws Exception {
        gate.open();

        assertThat(gate.await(ticker, nanos)).isTrue();
        assertThat(gate.awaitInterruptibly(ticker, nanos)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, -1, Long.MIN_VALUE})
    void shouldNotWaitWhenClosedAndThereIsNoTime(long nanos) throws Exception {
        assertThat(gate.await(ticker, nanos)).isFalse();
        assertThat(gate.awaitInterruptibly(ticker, nanos)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLetEveryoneThroughWhenOpened(boolean virtual) throws Exception {
        List<FutureTask<Seen>> waiting = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            waiting.add(await(virtual, i % 2 == 0 ? Long.MAX_VALUE : 1_000));
            awaitParked(latest());
        }

        gate.open();

        for (FutureTask<Seen> one : waiting) {
            assertThat(one.get()).isEqualTo(new Seen(true, false));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldGiveUpWhenTheTimeIsUp(boolean virtual) throws Exception {
        FutureTask<Seen> waiting = await(virtual, 100);
        ticker.awaitSleeperDueIn(100);

        ticker.advance(99);
        assertThat(waiting.isDone()).isFalse();
        ticker.advance(1);

        assertThat(waiting.get()).isEqualTo(new Seen(false, false));
    }

    @Test
    void shouldNotReadTheTimeAsALimitWhenThereIsNone() throws Exception {
        FutureTask<Seen> waiting = await(true, Long.MAX_VALUE);
        awaitParked(latest());

        ticker.advance(Long.MAX_VALUE);
        ticker.advance(Long.MAX_VALUE);
        LockSupport.unpark(latest());
        awaitParked(latest());
        assertThat(waiting.isDone()).isFalse();

        gate.open();
        assertThat(waiting.get().opened()).isTrue();
    }

    /** An unrelated unpark neither ends the wait nor prolongs it. */
    @Test
    void shouldWaitForTheRestWhenUnparkedForNothing() throws Exception {
        FutureTask<Seen> waiting = await(true, 100);
        ticker.awaitSleeperDueIn(100);
        ticker.advance(40);

        LockSupport.unpark(latest());
        ticker.awaitSleeperDueIn(60);
        assertThat(waiting.isDone()).isFalse();

        ticker.advance(60);
        assertThat(waiting.get()).isEqualTo(new Seen(false, false));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldKeepWaitingAndKeepTheStatusWhenInterrupted(boolean virtual) throws Exception {
        FutureTask<Seen> waiting = await(virtual, Long.MAX_VALUE);
        awaitParked(latest());

        latest().interrupt();
        Conditions.await("the interrupt to be taken", () -> !latest().isInterrupted());
        awaitParked(latest());
        assertThat(waiting.isDone()).isFalse();

        gate.open();
        assertThat(waiting.get()).isEqualTo(new Seen(true, true));
    }

    @Test
    void shouldNotProlongTheWaitWhenInterrupted() throws Exception {
        FutureTask<Seen> waiting = await(true, 100);
        ticker.awaitSleeperDueIn(100);
        ticker.advance(40);

        latest().interrupt();
        Conditions.await("the interrupt to be taken", () -> !latest().isInterrupted());
        ticker.awaitSleeperDueIn(60);
        ticker.advance(60);

        assertThat(waiting.get()).isEqualTo(new Seen(false, true));
    }

    @Test
    void shouldThrowWhenInterruptedInAnInterruptibleWait() throws Exception {
        FutureTask<String> waiting = start(true, new FutureTask<>(() -> {
            try {
                return "opened: " + gate.awaitInterruptibly(ticker, Long.MAX_VALUE);
            } catch (InterruptedException expected) {
                return "interrupted, status " + Thread.currentThread().isInterrupted();
            }
        }));
        awaitParked(latest());

        latest().interrupt();

        assertThat(waiting.get()).isEqualTo("interrupted, status false");
    }

    /** No wake-up is lost, however the opening and the arrivals interleave. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldLetEveryoneThroughWhenTheyArriveAsItOpens(boolean virtual) throws Exception {
        for (int round = 0; round < 500; round++) {
            Gate raced = new Gate();
            CountDownLatch ready = new CountDownLatch(1);
            FutureTask<Boolean> arrival = start(virtual, new FutureTask<>(() -> {
                ready.countDown();
                return raced.await(ticker, Long.MAX_VALUE);
            }));
            Conditions.await("the arrival", ready);

            raced.open();

            assertThat(arrival.get()).isTrue();
        }
    }
}
