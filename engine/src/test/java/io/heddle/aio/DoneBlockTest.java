package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.heddle.testing.Conditions;
import io.heddle.time.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Programs that never query a return value, in the dialect POSIX: a block whose request is done belongs to the program
 * again. The old status is lost, its quota is released and its event is withdrawn, as if it had been reaped; there is
 * no other effect.
 */
@DisplayName("a block submitted again when it is done but not reaped")
final class DoneBlockTest extends AioTest {
    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open(settings().maxOutstanding(3));
        file = newFile(process);
    }

    /** Writes a block and leaves it done. */
    private ControlBlock done(long offset) throws IOException {
        ControlBlock block = write(file, offset);
        awaitDone(block);
        return block;
    }

    /** Prepares a block to write eight bytes once more. */
    private static ControlBlock again(ControlBlock block) {
        return block.buffer(ByteBuffer.allocate(8));
    }

    private void expect(int outstanding, long submitted, long reaped) {
        AioStatistics now = process.statistics();
        assertThat(List.of((long) now.outstanding(), now.submitted(), now.reaped()))
                .as("outstanding, submitted, reaped")
                .containsExactly((long) outstanding, submitted, reaped);
    }

    // ---- what is accepted

    @Test
    void shouldRunAgainAndAgainWithinAQuotaOfOne() throws Exception {
        AioProcess small = open(settings().maxOutstanding(1));
        AioFile data = newFile(small);
        ControlBlock block = new ControlBlock().file(data);
        for (int i = 0; i < 52; i++) {
            block.buffer(ByteBuffer.allocate(1 + i)).offset(i);
            switch (i % 4) {
                case 0 -> small.read(block);
                case 1 -> small.fsync(SyncMode.SYNC, block);
                case 2 -> small.listio(ListMode.WAIT, List.of(block.opcode(Opcode.WRITE)), Sigevent.none());
                default -> small.write(block);
            }
            awaitDone(block);
            assertThat(small.error(block)).isEqualTo(Errno.OK);
            assertThat(small.statistics().outstanding()).isOne();
        }
        assertThat(small.reap(block)).isEqualTo(52);
    }

    @Test
    void shouldTakeAVectorInPlaceOfABufferAndAnotherFile() throws Exception {
        ControlBlock block = done(1);
        AioFile other = newFile(process);
        block.file(other)
                .buffers(ByteBuffer.allocate(3), ByteBuffer.allocate(4))
                .offset(2)
                .priority(1)
                .sigevent(Sigevent.none())
                .opcode(Opcode.WRITEV);
        process.write(block);
        assertThat(reap(process, block)).isEqualTo(7);
        assertThat(other.size()).isEqualTo(9);
        expect(0, 2, 2);
    }

    @Test
    void shouldLoseTheOldStatus() throws Exception {
        backend.fail(1, new IOException("Input/output error"));
        ControlBlock block = done(1);
        assertThat(process.error(block)).isEqualTo(Errno.EIO);
        backend.hold();
        process.write(again(block).offset(2));
        assertThat(process.error(block)).isEqualTo(Errno.EINPROGRESS);
        assertFails(Errno.EINPROGRESS, () -> process.reap(block));
        expect(1, 2, 1);
        assertThatIllegalStateException().as("in flight again").isThrownBy(() -> block.offset(3));
        backend.releaseAll();
        assertThat(reap(process, block)).isEqualTo(8);
        assertFails(Errno.EINVAL, () -> process.reap(block));
    }

    @Test
    void shouldTakeOneThatWasCancelled() throws Exception {
        AioProcess single = open(settings().maxWorkers(1));
        occupyWorker(single);
        ControlBlock block = write(newFile(single), 1);
        assertThat(single.cancel(block)).isEqualTo(CancelResult.CANCELED);
        single.write(block.offset(2));
        backend.releaseAll();
        assertThat(reap(single, block)).isEqualTo(8);
    }

    @Test
    void shouldTakeOneOfAClosedFile() throws Exception {
        ControlBlock block = done(1);
        file.close();
        assertFails(Errno.EBADF, () -> process.write(block));
        assertThat(process.error(block)).isEqualTo(Errno.OK);
        assertThat(process.files().all()).contains(file);
        process.write(again(block).file(newFile(process)));
        assertThat(process.files().all()).as("nothing is left of it").doesNotContain(file);
        assertThat(reap(process, block)).isEqualTo(8);
    }

    @Test
    void shouldTakeOneOfAnotherProcess() throws Exception {
        AioProcess other = open(settings().maxOutstanding(1));
        AioFile others = newFile(other);
        ControlBlock block = done(1);
        ControlBlock takesTheOnlyPlace = write(others, 1);
        block.file(others);
        assertFails(Errno.EAGAIN, () -> other.write(block));
        assertThat(process.error(block)).as("as it was").isEqualTo(Errno.OK);
        reap(other, takesTheOnlyPlace);
        other.write(again(block));
        expect(0, 1, 1);
        assertFails(Errno.EINVAL, () -> process.error(block));
        assertThat(reap(other, block)).isEqualTo(8);
    }

    // ---- a refusal leaves everything as it was

    @Test
    void shouldKeepTheOldStatusWhenRefused() throws Exception {
        ControlBlock block = done(1);
        AioFile readOnly = fileWith(process, new byte[1], StandardOpenOption.READ);
        CompletionQueue closed = new CompletionQueue();
        closed.close();
        assertFails(Errno.EINVAL, () -> process.write(block.offset(-1)));
        assertFails(Errno.EINVAL, () -> process.write(block.offset(0).priority(21)));
        assertFails(Errno.EINVAL, () -> process.write(block.priority(0).sigevent(Sigevent.signal(9, null))));
        assertFails(Errno.EBADF, () -> process.write(block.sigevent(Sigevent.kevent(closed, null))));
        block.sigevent(Sigevent.none());
        assertFails(Errno.EBADF, () -> process.write(block.file(readOnly)));
        assertFails(Errno.EBADF, () -> process.write(block.file(null)));
        assertFails(Errno.EINVAL, () -> process.write(block.file(file).buffer(null)));
        assertThat(process.error(block)).isEqualTo(Errno.OK);
        expect(1, 1, 0);
        assertThat(process.reap(block)).isEqualTo(8);
    }

    // ---- lists

    @Test
    void shouldBeTakenByLists() throws Exception {
        ControlBlock first = done(1).opcode(Opcode.READ);
        ControlBlock second = done(2).opcode(Opcode.WRITE);
        process.listio(ListMode.WAIT, List.of(first, second), Sigevent.none());
        expect(2, 4, 2);
        reap(process, first);
        reap(process, second);
    }

    @Test
    void shouldRunOnceWhenItIsInTheListTwice() throws Exception {
        for (int round = 0; round < 20; round++) {
            ControlBlock block = again(done(1)).opcode(Opcode.WRITE).offset(100 + round);
            long before = process.statistics().submitted();
            assertFails(
                    Errno.EAGAIN, () -> process.listio(ListMode.WAIT, Collections.nCopies(3, block), Sigevent.none()));
            assertThat(process.statistics().submitted()).isEqualTo(before + 1);
            assertThat(process.reap(block)).isEqualTo(8);
        }
    }

    @Test
    @DisplayName("an entry that its list refuses: error() tells why, and not what became of the block before")
    void shouldTellOfTheRefusalRatherThanOfTheOldStatus() throws Exception {
        ControlBlock refused = done(1).opcode(Opcode.WRITE).offset(-1);
        ControlBlock valid = again(done(2)).opcode(Opcode.WRITE);
        assertFails(Errno.EIO, () -> process.listio(ListMode.WAIT, List.of(refused, valid), Sigevent.none()));
        assertThat(process.error(refused)).isEqualTo(Errno.EINVAL);
        assertFails(Errno.EINVAL, () -> process.reap(refused));
        assertThat(process.reap(valid)).isEqualTo(8);
        expect(0, 3, 3);
    }

    @Test
    void shouldLeaveANopOfAListAlone() throws Exception {
        ControlBlock block = done(1).opcode(Opcode.NOP);
        process.listio(ListMode.WAIT, List.of(block), Sigevent.none());
        assertThat(process.reap(block)).isEqualTo(8);
    }

    // ---- events

    @Test
    void shouldWithdrawItsEvent() throws Exception {
        try (CompletionQueue queue = new CompletionQueue(ticker);
                CompletionQueue keeping = CompletionQueue.keeping(ticker)) {
            for (CompletionQueue target : List.of(queue, keeping)) {
                ControlBlock block = block(file, 1).sigevent(Sigevent.kevent(target, "old"));
                process.write(block);
                awaitDone(block);
                assertThat(target.pending()).isOne();
                backend.hold();
                process.write(block.offset(2).sigevent(Sigevent.kevent(target, "new")));
                assertThat(target.pending()).as("withdrawn").isZero();
                backend.releaseAll();
                Kevent[] events = {new Kevent(), new Kevent()};
                assertThat(target.await(events, 1)).isOne();
                assertThat(events[0].udata()).isEqualTo("new");
                if (target == keeping) {
                    process.reap(block);
                }
            }
        }
        expect(0, 4, 4);
    }

    /**
     * The event belongs to a request that no longer exists; fetching it must not reap the one that is in flight by
     * then.
     */
    @Test
    void shouldNotBeReapedByAnEventOfItsFormerSelf() throws Exception {
        AtomicLong fetched = new AtomicLong();
        AtomicBoolean over = new AtomicBoolean();
        try (CompletionQueue queue = new CompletionQueue()) {
            Call<Boolean> fetcher = call(() -> {
                Kevent[] events = {new Kevent(), new Kevent()};
                while (!over.get()) {
                    int count = queue.await(events, 1);
                    for (int i = 0; i < count; i++) {
                        assertThat(events[i].error()).isEqualTo(Errno.OK);
                        assertThat(events[i].data()).isEqualTo(8);
                        fetched.incrementAndGet();
                    }
                }
                return true;
            });
            ControlBlock block = block(file, 0);
            int turns = 500;
            for (int i = 0; i < turns; i++) {
                process.write(block.buffer(ByteBuffer.allocate(8)).offset(i).sigevent(Sigevent.kevent(queue, i)));
                Conditions.await("the end", () -> !block.request.isInProgress());
            }
            over.set(true);
            queue.wakeup();
            assertThat(fetcher.result()).isTrue();
            assertThat(fetched.get()).isLessThanOrEqualTo(turns);
        }
    }

    /**
     * The other thread releases the block between the submitter's two reads of its state: the block was never in
     * flight.
     */
    @Test
    void shouldBeTakenWhileAnotherThreadReapsIt() throws Exception {
        int turns = 20_000;
        ControlBlock block = done(0);
        AtomicLong turn = new AtomicLong();
        Call<Boolean> reaper = call(() -> {
            long seen = 0;
            while (seen >= 0) {
                long now = turn.get();
                if (now != seen) {
                    try {
                        process.reap(block);
                    } catch (AioException late) {
                        assertThat(late.errno()).isIn(Errno.EINVAL, Errno.EINPROGRESS);
                    }
                }
                seen = now;
            }
            return true;
        });
        try {
            for (int i = 1; i <= turns; i++) {
                again(block);
                turn.set(i);
                process.write(block);
                Conditions.await("the end", () -> !block.request.isInProgress());
            }
        } finally {
            turn.set(-1);
        }
        assertThat(reaper.result()).isTrue();
    }

    // ---- waiting threads

    /**
     * The request was done while the caller was parked. A submission by another thread since then must not prolong the
     * wait.
     */
    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void shouldHaveEndedASuspend(ThreadKind caller) throws Exception {
        Random random = random();
        for (int round = 0; round < 30; round++) {
            backend.hold();
            long offset = 10L * round;
            ControlBlock block = write(file, offset);
            ControlBlock other = write(file, offset + 1);
            Call<Boolean> suspended = call(caller, () -> process.suspend(List.of(other, block), FOR_EVER));
            if (random.nextBoolean()) {
                suspended.awaitParked();
            }
            backend.release(offset);
            awaitDone(block);
            if (random.nextBoolean()) {
                process.reap(block);
            }
            process.write(block.buffer(ByteBuffer.allocate(8)).offset(offset + 2)); // stays held
            if (random.nextBoolean()) {
                backend.release(offset + 2); // otherwise only its former end can have woken the caller
                awaitDone(block);
            } else if (!suspended.isDone()) {
                awaitDoneOrSleeping(suspended);
            }
            backend.releaseAll();
            assertThat(suspended.result()).isTrue();
            reap(process, block);
            reap(process, other);
        }
    }

    /** A caller that had not begun to wait finds two requests in flight, and may park. */
    private static void awaitDoneOrSleeping(Call<Boolean> call) {
        Conditions.await(
                "the call to end or to sleep",
                () -> call.isDone() || call.thread().getState() == Thread.State.WAITING);
    }

    /** A clock whose sleeper, once woken, continues only when the test permits it. */
    private static final class SlowToWake implements Ticker {
        private final CountDownLatch mayGoOn = new CountDownLatch(1);
        private volatile Thread sleeper;

        @Override
        public long nanoTime() {
            return System.nanoTime();
        }

        @Override
        public void parkNanos(Object blocker, long nanos) {
            LockSupport.parkNanos(blocker, nanos);
            if (Thread.currentThread() == sleeper) {
                try {
                    mayGoOn.await();
                } catch (InterruptedException never) {
                    throw new AssertionError(never);
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shouldEndASuspendThatFindsItInFlightAgain(boolean reapsFirst) throws Exception {
        SlowToWake slow = new SlowToWake();
        AioProcess sleepy = open(settings().ticker(slow));
        AioFile data = newFile(sleepy);
        backend.hold();
        ControlBlock block = write(data, 1);
        ControlBlock another = write(data, 2);
        Call<Boolean> suspended = call(() -> {
            slow.sleeper = Thread.currentThread();
            return sleepy.suspend(List.of(another, block), Duration.ofDays(1));
        });
        suspended.awaitParked();
        backend.release(1);
        awaitDone(block);
        if (reapsFirst) {
            sleepy.reap(block);
        }
        sleepy.write(again(block).offset(3));
        slow.mayGoOn.countDown();
        Conditions.await("the end of the suspend", suspended::isDone);
        assertThat(suspended.result()).isTrue();
        assertThat(sleepy.error(block)).isEqualTo(Errno.EINPROGRESS);
        assertThat(sleepy.error(another)).isEqualTo(Errno.EINPROGRESS);
    }

    @Test
    void shouldNotBeHandedOutByAWaitForAnyRequest() throws Exception {
        ControlBlock block = done(1);
        backend.hold();
        process.write(again(block).offset(2));
        Kevent event = new Kevent();
        Call<Boolean> waiting = call(() -> process.waitComplete(event, FOR_EVER));
        waiting.awaitParked();
        backend.releaseAll();
        assertThat(waiting.result()).isTrue();
        assertThat(event.block()).isSameAs(block);
        expect(0, 2, 2);
    }

    // ---- everything at the same time

    /**
     * Threads reuse their blocks again and again without a reap, others fetch, wait and cancel; then the process ends.
     */
    @Test
    void shouldLeakNothingWhateverComesInBetween() throws Exception {
        Random random = random();
        for (int round = 0; round < 4; round++) {
            AioProcess busy = open(settings().maxOutstanding(64).maxWorkers(1 + random.nextInt(4)));
            AioFile data = newFile(busy);
            CompletionQueue queue = new CompletionQueue();
            List<Call<Boolean>> calls = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                Random own = new Random(random.nextLong());
                calls.add(call(() -> use(busy, data, queue, own)));
            }
            calls.add(call(() -> takeWhatComes(busy)));
            int steps = random.nextInt(150);
            Conditions.await("some steps", () -> busy.statistics().submitted() >= steps);
            assertThat(busy.exit(FOR_EVER).isComplete()).isTrue();
            for (Call<Boolean> call : calls) {
                assertThat(call.result()).isTrue();
            }
            AioStatistics left = busy.statistics();
            assertThat(left.outstanding()).isZero();
            assertThat(left.submitted()).isEqualTo(left.reaped());
            assertThat(queue.pending()).isZero();
            queue.close();
        }
    }

    /** Uses some blocks until the process has exited. */
    private static boolean use(AioProcess busy, AioFile data, CompletionQueue queue, Random random)
            throws InterruptedException {
        List<ControlBlock> blocks = List.of(new ControlBlock(), new ControlBlock(), new ControlBlock());
        while (true) {
            ControlBlock block = blocks.get(random.nextInt(blocks.size()));
            try {
                busy.suspend(List.of(block));
                block.file(data)
                        .buffer(ByteBuffer.allocate(8))
                        .offset(random.nextInt(100))
                        .opcode(random.nextBoolean() ? Opcode.WRITE : Opcode.READ)
                        .sigevent(random.nextBoolean() ? Sigevent.none() : Sigevent.kevent(queue, null));
                switch (random.nextInt(12)) {
                    case 0 -> busy.read(block);
                    case 1 -> busy.fsync(SyncMode.DSYNC, block);
                    case 2 -> busy.listio(ListMode.NOWAIT, blocks.subList(0, 2), Sigevent.none());
                    default -> busy.write(block);
                }
                if (random.nextInt(4) == 0) {
                    busy.cancel(block);
                }
                if (random.nextInt(4) == 0) {
                    queue.await(new Kevent[] {new Kevent()}, 0);
                }
            } catch (AioException refused) {
                if (refused.errno() == Errno.ESRCH) {
                    return true;
                }
                assertThat(refused.errno()).isIn(Errno.EAGAIN, Errno.EIO, Errno.EBADF);
            }
        }
    }

    private static boolean takeWhatComes(AioProcess busy) throws InterruptedException {
        Kevent event = new Kevent();
        while (true) {
            try {
                busy.waitComplete(event, Duration.ofMillis(1));
            } catch (AioException exited) {
                assertThat(exited.errno()).isEqualTo(Errno.ESRCH);
                return true;
            }
        }
    }
}
