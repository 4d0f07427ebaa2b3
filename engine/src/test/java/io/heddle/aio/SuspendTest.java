package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Waiting until at least one of some requests is done. */
final class SuspendTest extends AioTest {
    private static final long TIMEOUT = 1_000;

    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open(settings().ticker(ticker));
        file = newFile(process);
    }

    private Call<Boolean> suspend(ThreadKind kind, ControlBlock... blocks) {
        return call(kind, () -> {
            process.suspend(Arrays.asList(blocks));
            return true;
        });
    }

    private Call<Boolean> suspend(ControlBlock... blocks) {
        return suspend(ThreadKind.VIRTUAL, blocks);
    }

    /** Nothing of the caller may stay with a request: a later completion must not disturb its thread. */
    private static void assertNobodyWaitsFor(ControlBlock block) {
        assertThat(block.request.takeWaiter()).isNull();
        assertThat(block.request.takeMoreWaiters()).isEmpty();
    }

    // ---- what ends it

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void shouldWaitUntilOneOfTheRequestsIsDone(ThreadKind caller) throws Exception {
        backend.hold();
        ControlBlock first = write(file, 1);
        ControlBlock second = write(file, 2);
        Call<Boolean> suspended = suspend(caller, first, null, second).awaitParked();
        backend.release(2);
        assertThat(suspended.result()).isTrue();
        assertThat(process.error(second)).isEqualTo(Errno.OK);
        assertThat(process.error(first)).isEqualTo(Errno.EINPROGRESS);
        assertNobodyWaitsFor(first);
    }

    @Test
    void shouldStayAsleepWhenAnotherRequestIsDone() throws Exception {
        backend.hold();
        ControlBlock mine = write(file, 1);
        ControlBlock another = write(file, 2);
        Call<Boolean> suspended = suspend(mine).awaitParked();
        backend.release(2);
        awaitDone(another);
        suspended.awaitParked();
        backend.release(1);
        assertThat(suspended.result()).isTrue();
    }

    @Test
    void shouldReturnAtOnceWhenOneIsDone() throws Exception {
        backend.hold();
        ControlBlock running = write(file, 1);
        ControlBlock done = write(file, 2);
        backend.release(2);
        awaitDone(done);
        process.suspend(List.of(running, done));
        process.suspend(List.of(done, running));
        assertNobodyWaitsFor(running);
    }

    @Test
    @DisplayName("suspend on unknown, reaped or all-null entries: returns at once")
    void shouldReturnAtOnceWhenEntryIsUnknownOrReaped() throws Exception {
        backend.hold();
        ControlBlock running = write(file, 1);
        ControlBlock reaped = write(file, 2);
        backend.release(2);
        reap(process, reaped);
        process.suspend(List.of(running, reaped));
        process.suspend(List.of(running, block(file, 3)));
        process.suspend(Collections.singletonList(null));
        process.suspend(Arrays.asList(null, null));
        AioProcess other = open();
        process.suspend(List.of(write(newFile(other), 4)));
        assertNobodyWaitsFor(running);
    }

    @Test
    void shouldWakeWhenRequestIsCancelled() throws Exception {
        AioProcess single = open(settings().maxWorkers(1));
        occupyWorker(single);
        ControlBlock queued = write(newFile(single), 1);
        Call<Boolean> suspended = call(() -> {
            single.suspend(List.of(queued));
            return true;
        });
        suspended.awaitParked();
        assertThat(single.cancel(queued)).isEqualTo(CancelResult.CANCELED);
        assertThat(suspended.result()).isTrue();
    }

    @Test
    void shouldWakeEveryThreadThatWaitsForTheSameRequest() throws Exception {
        backend.hold();
        ControlBlock block = write(file, 1);
        List<Call<Boolean>> suspended = List.of(suspend(block), suspend(block), suspend(block, block));
        suspended.forEach(Call::awaitParked);
        backend.releaseAll();
        for (Call<Boolean> call : suspended) {
            assertThat(call.result()).isTrue();
        }
    }

    // ---- time

    @Test
    void shouldReturnFalseWhenTimeIsUp() throws Exception {
        backend.hold();
        ControlBlock block = write(file, 1);
        Call<Boolean> suspended = call(() -> process.suspend(List.of(block), Duration.ofNanos(TIMEOUT)));
        ticker.awaitSleeperDueIn(TIMEOUT);
        ticker.advance(TIMEOUT - 1);
        ticker.awaitSleeperDueIn(1);
        assertThat(suspended.isDone()).isFalse();
        ticker.advance(1);
        assertThat(suspended.result()).isFalse();
        assertNobodyWaitsFor(block);
    }

    @Test
    void shouldReturnTrueWhenRequestIsDoneInTime() throws Exception {
        backend.hold();
        ControlBlock block = write(file, 1);
        Call<Boolean> suspended = call(() -> process.suspend(List.of(block), Duration.ofNanos(TIMEOUT)));
        ticker.awaitSleeperDueIn(TIMEOUT);
        backend.releaseAll();
        assertThat(suspended.result()).isTrue();
    }

    @Test
    void shouldOnlyLookWhenTimeoutIsZeroOrLess() throws Exception {
        backend.hold();
        ControlBlock block = write(file, 1);
        assertThat(process.suspend(List.of(block), Duration.ZERO)).isFalse();
        assertThat(process.suspend(List.of(block), Duration.ofSeconds(-1))).isFalse();
        backend.releaseAll();
        awaitDone(block);
        assertThat(process.suspend(List.of(block), Duration.ZERO)).isTrue();
    }

    @Test
    void shouldWaitWithoutLimitWhenTimeoutIsTooLongToCount() throws Exception {
        backend.hold();
        ControlBlock block = write(file, 1);
        Call<Boolean> suspended = call(() -> process.suspend(List.of(block), FOR_EVER));
        suspended.awaitParked();
        ticker.advance(Long.MAX_VALUE / 2);
        suspended.awaitParked();
        backend.releaseAll();
        assertThat(suspended.result()).isTrue();
    }

    // ---- interrupts

    @Test
    void shouldThrowWhenInterruptedAndLetTheRequestGoOn() throws Exception {
        backend.hold();
        ControlBlock block = write(file, 1);
        Call<Boolean> suspended = suspend(block).awaitParked();
        suspended.interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(suspended::result);
        assertNobodyWaitsFor(block);
        assertThat(process.error(block)).isEqualTo(Errno.EINPROGRESS);
        backend.releaseAll();
        assertThat(reap(process, block)).isEqualTo(8);
    }

    @Test
    void shouldThrowWhenInterruptedBefore() {
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> {
            Thread.currentThread().interrupt();
            process.suspend(List.of(block(file, 0)));
        });
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }

    // ---- the list

    @Test
    @DisplayName("entries in one suspend: per-process quota")
    void shouldRefuseListThatIsTooLong() throws IOException {
        AioProcess small = open(settings().maxOutstanding(2));
        assertFails(Errno.EINVAL, () -> small.suspend(Collections.nCopies(3, null)))
                .withMessageContaining("3 entries")
                .withMessageContaining("0 to 2");
    }

    @Test
    @DisplayName("suspend on nothing: returns at once")
    void shouldReturnAtOnceWhenListIsEmpty() throws Exception {
        process.suspend(List.of());
        assertThat(process.suspend(List.of(), Duration.ZERO)).isTrue();
        backend.hold();
        write(file, 1);
        assertThat(process.suspend(List.of(), FOR_EVER)).isTrue();
    }

    // ---- many at the same time

    /** A completion between the check and the park wakes the caller: each of many overlapping waits ends. */
    @Test
    void shouldLoseNoWakeUp() throws Exception {
        Random random = random();
        for (int round = 0; round < 50; round++) {
            backend.hold();
            List<ControlBlock> blocks = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                blocks.add(write(file, round * 100L + i));
            }
            List<Call<Boolean>> suspended = new ArrayList<>();
            for (int i = 0; i < 16; i++) {
                List<ControlBlock> some = new ArrayList<>(blocks);
                Collections.shuffle(some, random);
                List<ControlBlock> mine = some.subList(0, 1 + random.nextInt(4));
                ThreadKind kind = i < 3 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL;
                suspended.add(call(kind, () -> {
                    process.suspend(mine);
                    return mine.stream().anyMatch(block -> !block.request.isInProgress());
                }));
            }
            List<ControlBlock> order = new ArrayList<>(blocks);
            Collections.shuffle(order, random);
            order.forEach(block -> backend.release(block.offset()));
            for (Call<Boolean> call : suspended) {
                assertThat(call.result()).isTrue();
            }
            for (ControlBlock block : blocks) {
                reap(process, block);
            }
        }
    }
}
