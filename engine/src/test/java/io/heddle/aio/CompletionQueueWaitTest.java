package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import io.heddle.testing.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Waiting for events: how many, how long, which of several waiters gets them, and what ends a wait. */
final class CompletionQueueWaitTest extends CompletionQueueFixture {
    private static final long TIMEOUT = 1_000;

    // ---- how many

    @Test
    void shouldTakeTheOldestFirstAndNoMoreThanFit() throws Exception {
        for (int i = 1; i <= 3; i++) {
            awaitDone(write(i));
        }
        assertThat(queue.pending()).isEqualTo(3);
        Kevent[] events = events(2);
        assertThat(queue.await(events, 1)).isEqualTo(2);
        assertThat(events[0].udata()).isEqualTo("udata 1");
        assertThat(events[1].udata()).isEqualTo("udata 2");
        assertThat(queue.await(events, 1)).isEqualTo(1);
        assertThat(events[0].udata()).isEqualTo("udata 3");
        assertThat(queue.pending()).isZero();
    }

    @Test
    void shouldWaitUntilTheMinimumIsThere() throws Exception {
        backend.hold();
        Call<Integer> waiting = await(5, 2);
        waiting.awaitParked();
        ControlBlock first = write(1);
        backend.release(1);
        awaitDone(first);
        waiting.awaitParked();
        write(2);
        backend.release(2);
        assertThat(waiting.result()).isEqualTo(2);
    }

    @Test
    void shouldOnlyLookWhenMinimumIsZero() throws Exception {
        assertThat(takeNow(events(1))).isZero();
        awaitDone(write(1));
        assertThat(takeNow(events(3))).isEqualTo(1);
        assertThat(queue.await(events(0), 0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 3})
    void shouldRefuseMinimumThatIsOutOfRange(int min) {
        assertFails(Errno.EINVAL, () -> queue.await(events(2), min))
                .withMessageContaining("min is " + min)
                .withMessageContaining("number of events to fill, 2");
    }

    @Test
    void shouldRefuseArrayWithHoles() {
        assertThatNullPointerException().isThrownBy(() -> queue.await(new Kevent[1], 1));
    }

    // ---- time

    @Test
    void shouldReturnWhatIsThereWhenTimeIsUp() throws Exception {
        awaitDone(write(1));
        Call<Integer> waiting = call(() -> queue.await(events(3), 2, Duration.ofNanos(TIMEOUT)));
        ticker.awaitSleeperDueIn(TIMEOUT);
        ticker.advance(TIMEOUT - 1);
        ticker.awaitSleeperDueIn(1);
        assertThat(queue.pending()).isEqualTo(1);
        ticker.advance(1);
        assertThat(waiting.result()).isEqualTo(1);
    }

    @Test
    void shouldOnlyLookWhenTimeoutIsZeroOrLess() throws Exception {
        assertThat(queue.await(events(1), 1, Duration.ZERO)).isZero();
        assertThat(queue.await(events(1), 1, Duration.ofSeconds(-1))).isZero();
    }

    // ---- wake-ups

    @Test
    void shouldReturnAtOnceWhenWokenUp() throws Exception {
        awaitDone(write(1));
        Call<Integer> waiting = await(3, 2);
        waiting.awaitParked();
        queue.wakeup();
        assertThat(waiting.result()).isEqualTo(1);
    }

    @Test
    void shouldWakeTheNextWaitOnceWhenNobodyWaits() throws Exception {
        queue.wakeup();
        queue.wakeup();
        assertThat(queue.await(events(1), 1)).isZero();
        Call<Integer> waiting = await(1, 1).awaitParked();
        write(1);
        assertThat(waiting.result()).isEqualTo(1);
    }

    @Test
    void shouldWakeOneOfSeveralWaiters() throws Exception {
        Call<Integer> first = await(1, 1).awaitParked();
        Call<Integer> second = await(1, 1).awaitParked();
        queue.wakeup();
        Conditions.await("one to return", () -> first.isDone() || second.isDone());
        Call<Integer> other = first.isDone() ? second : first;
        other.awaitParked();
        write(1);
        assertThat(first.result() + second.result()).isEqualTo(1);
    }

    // ---- several waiters

    @Test
    void shouldGiveEachEventToOneWaiter() throws Exception {
        List<Call<Integer>> waiting = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            waiting.add(await(1, 1).awaitParked());
        }
        for (int i = 0; i < 4; i++) {
            write(i);
        }
        for (Call<Integer> call : waiting) {
            assertThat(call.result()).isEqualTo(1);
        }
        assertThat(queue.pending()).isZero();
    }

    @Test
    void shouldNotLetWaiterForManyBlockWaiterForOne() throws Exception {
        Call<Integer> many = await(3, 3).awaitParked();
        Call<Integer> one = await(1, 1).awaitParked();
        write(1);
        assertThat(one.result()).isEqualTo(1);
        many.awaitParked();
        for (int i = 2; i <= 4; i++) {
            write(i);
        }
        assertThat(many.result()).isEqualTo(3);
    }

    @Test
    void shouldLoseNoEventWhenWaiterIsInterrupted() throws Exception {
        for (int round = 0; round < 200; round++) {
            Call<Integer> interrupted = await(1, 1);
            Call<Integer> patient = await(1, 1);
            interrupted.awaitParked();
            patient.awaitParked();
            write(round);
            interrupted.interrupt();
            int taken = 0;
            try {
                taken = interrupted.result();
            } catch (InterruptedException expected) {
                assertThat(patient.result()).isEqualTo(1);
            }
            if (taken == 1) {
                queue.wakeup();
                assertThat(patient.result()).isZero();
            }
        }
    }

    @Test
    void shouldThrowWhenInterrupted() throws Exception {
        Call<Integer> waiting = await(1, 1).awaitParked();
        waiting.interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::result);
        assertThat(waiting.wasInterruptedAtEnd()).isFalse();
    }

    /** With many requests and many fetching threads, every event is fetched exactly once. */
    @Test
    void shouldDeliverEveryEventOnce() throws Exception {
        int total = 4_000;
        AtomicInteger left = new AtomicInteger(total);
        Set<ControlBlock> taken = ConcurrentHashMap.newKeySet();
        List<Call<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int size = 1 + i;
            takers.add(call(() -> {
                Kevent[] events = events(size);
                int mine = 0;
                while (left.get() > 0) {
                    int count = queue.await(events, 1);
                    for (int k = 0; k < count; k++) {
                        assertThat(taken.add(events[k].block())).isTrue();
                    }
                    mine += count;
                    if (left.addAndGet(-count) == 0) {
                        queue.close();
                        return mine;
                    }
                }
                return mine;
            }));
        }
        for (int i = 0; i < total; i++) {
            write(i);
        }
        for (Call<Integer> taker : takers) {
            try {
                taker.result();
            } catch (AioException closed) {
                assertThat(closed.errno()).isEqualTo(Errno.EBADF);
            }
        }
        assertThat(taken).hasSize(total);
    }

    // ---- closing

    @Test
    void shouldTellWaitersThatItIsClosed() throws Exception {
        List<Call<Integer>> waiting = List.of(await(1, 1), await(2, 2));
        waiting.forEach(Call::awaitParked);
        queue.close();
        queue.close();
        for (Call<Integer> call : waiting) {
            assertFails(Errno.EBADF, call::result).withMessageContaining(queue + " is closed");
        }
        assertFails(Errno.EBADF, () -> queue.await(events(1), 0));
    }
}
