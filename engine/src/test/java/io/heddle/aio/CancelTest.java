package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * CANCELED means that no byte was or will be moved, NOTCANCELED that the request runs and will complete normally,
 * ALLDONE that it had completed before.
 */
final class CancelTest extends AioTest {
    private AioProcess process;
    private AioFile file;

    /** Opens a process with one worker, so that requests submitted while it is occupied stay queued. */
    @BeforeEach
    void openFile() throws IOException {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
    }

    private void assertCancelled(ControlBlock... blocks) throws IOException {
        for (ControlBlock block : blocks) {
            assertThat(process.error(block)).isEqualTo(Errno.ECANCELED);
            assertThat(block.buffer().position()).isZero();
            assertFails(Errno.ECANCELED, () -> process.reap(block));
            assertThat(backend.hasSeen(block.offset())).isFalse();
        }
    }

    private void assertCompletes(ControlBlock... blocks) throws IOException {
        backend.releaseAll();
        for (ControlBlock block : blocks) {
            assertThat(reap(process, block)).isBetween(0L, 8L);
            assertThat(backend.hasSeen(block.offset())).isTrue();
        }
    }

    // ---- one request

    @Test
    void shouldCancelRequestThatIsQueued() throws IOException {
        ControlBlock running = occupyWorker(process);
        ControlBlock queued = write(file, 1);
        assertThat(process.cancel(queued)).isEqualTo(CancelResult.CANCELED);
        assertCompletes(running);
        assertCancelled(queued);
        assertThat(file.size()).isZero();
    }

    /** A cancelled request ends on the thread that cancels, which must not receive its handler's exceptions. */
    @Test
    void shouldCancelWhateverTheSignalHandlerAndTheHandlerOfItsFailureThrow() throws Exception {
        process.onSignal(10, (_, _) -> {
            throw new IllegalStateException("meant to fail");
        });
        ControlBlock running = occupyWorker(process);
        ControlBlock queued = block(file, 1).sigevent(Sigevent.signal(10, null));
        process.write(queued);
        FutureTask<CancelResult> cancel = new FutureTask<>(() -> process.cancel(queued));
        AtomicInteger told = new AtomicInteger();
        Thread.ofPlatform()
                .uncaughtExceptionHandler((_, _) -> {
                    told.incrementAndGet();
                    throw new StackOverflowError("meant to fail, too");
                })
                .start(cancel)
                .join();
        assertThat(cancel.get()).isEqualTo(CancelResult.CANCELED);
        assertThat(told).hasValue(1);
        assertCompletes(running);
        assertCancelled(queued);
    }

    @Test
    void shouldNotCancelRequestThatRuns() throws IOException {
        ControlBlock running = occupyWorker(process);
        assertThat(process.cancel(running)).isEqualTo(CancelResult.NOTCANCELED);
        assertThat(process.error(running)).isEqualTo(Errno.EINPROGRESS);
        backend.releaseAll();
        assertThat(reap(process, running)).isEqualTo(8);
        assertThat(running.buffer().position()).isEqualTo(8);
    }

    @Test
    void shouldSayAllDoneWhenRequestIsDone() throws IOException {
        ControlBlock done = write(file, 1);
        awaitDone(done);
        assertThat(process.cancel(done)).isEqualTo(CancelResult.ALLDONE);
        assertThat(process.error(done)).isEqualTo(Errno.OK);
        assertThat(process.reap(done)).isEqualTo(8);
    }

    @Test
    void shouldSayAllDoneWhenRequestWasCancelledBefore() throws IOException {
        occupyWorker(process);
        ControlBlock queued = write(file, 1);
        assertThat(process.cancel(queued)).isEqualTo(CancelResult.CANCELED);
        assertThat(process.cancel(queued)).isEqualTo(CancelResult.ALLDONE);
        assertCancelled(queued);
    }

    @Test
    @DisplayName("cancel: nothing matches: ALLDONE")
    void shouldSayAllDoneWhenRequestIsUnknown() throws IOException {
        ControlBlock block = block(file, 1);
        assertThat(process.cancel(block)).isEqualTo(CancelResult.ALLDONE);
        process.write(block);
        reap(process, block);
        assertThat(process.cancel(block)).isEqualTo(CancelResult.ALLDONE);
        assertThat(process.cancel(new ControlBlock())).isEqualTo(CancelResult.ALLDONE);
    }

    @Test
    void shouldNotCancelRequestOfAnotherProcess() throws IOException {
        occupyWorker(process);
        ControlBlock queued = write(file, 1);
        assertThat(open().cancel(queued)).isEqualTo(CancelResult.ALLDONE);
        assertCompletes(queued);
    }

    @Test
    void shouldCancelSyncThatWaitsForEarlierRequests() throws IOException {
        AioProcess roomy = open();
        AioFile target = newFile(roomy);
        backend.hold();
        ControlBlock earlier = write(target, 1);
        backend.awaitStarted(1);
        ControlBlock sync = fsync(SyncMode.SYNC, target, 2);
        assertThat(roomy.cancel(sync)).isEqualTo(CancelResult.CANCELED);
        assertThat(roomy.statistics().queued()).isZero();
        backend.releaseAll();
        assertThat(reap(roomy, earlier)).isEqualTo(8);
        assertFails(Errno.ECANCELED, () -> roomy.reap(sync));
        assertThat(backend.hasSeen(2)).isFalse();
    }

    @Test
    void shouldCancelAppendThatWaitsForItsTurn() throws IOException {
        AioProcess roomy = open();
        AioFile target = newAppendFile(roomy);
        backend.hold();
        ControlBlock first = write(target, 1);
        ControlBlock second = write(target, 2);
        ControlBlock third = write(target, 3);
        backend.awaitStarted(1);
        assertThat(roomy.cancel(second)).isEqualTo(CancelResult.CANCELED);
        backend.releaseAll();
        assertThat(reap(roomy, first)).isEqualTo(8);
        assertThat(reap(roomy, third)).isEqualTo(8);
        assertFails(Errno.ECANCELED, () -> roomy.reap(second));
        assertThat(backend.starts()).containsExactly(1L, 3L);
        assertThat(target.size()).isEqualTo(16);
    }

    // ---- one request of a file

    @Test
    void shouldCancelRequestOfItsFile() throws IOException {
        occupyWorker(process);
        ControlBlock queued = write(file, 1);
        assertThat(process.cancel(file, queued)).isEqualTo(CancelResult.CANCELED);
        assertCancelled(queued);
    }

    @Test
    @DisplayName("control block of another file passed to cancel: EINVAL")
    void shouldRefuseToCancelRequestOfAnotherFile() throws IOException {
        occupyWorker(process);
        AioFile other = newFile(process);
        ControlBlock queued = write(file, 1);
        assertFails(Errno.EINVAL, () -> process.cancel(other, queued))
                .withMessageContaining(file.toString())
                .withMessageContaining(other.toString());
        assertCompletes(queued);
    }

    // ---- all requests of a file

    @Test
    @DisplayName("cancel(file) that cancels everything it matched: CANCELED")
    void shouldSayCancelledWhenAllInFlightAreCancelled() throws IOException {
        ControlBlock done = write(file, 1);
        awaitDone(done);
        ControlBlock running = occupyWorker(process);
        ControlBlock queued = write(file, 2);
        ControlBlock another = write(file, 3);
        ControlBlock sync = fsync(SyncMode.DSYNC, file, 4);
        ControlBlock elsewhere = write(newFile(process), 5);
        assertThat(process.cancel(file)).isEqualTo(CancelResult.CANCELED);
        assertThat(process.error(elsewhere)).isEqualTo(Errno.EINPROGRESS);
        assertCompletes(running, elsewhere);
        assertCancelled(queued, another, sync);
        assertThat(process.reap(done)).isEqualTo(8);
    }

    @Test
    @DisplayName("cancel(file) with something running: NOTCANCELED")
    void shouldCancelTheOthersWhenOneRuns() throws IOException {
        backend.hold();
        ControlBlock running = write(file, 1);
        backend.awaitStarted(1);
        ControlBlock queued = write(file, 2);
        ControlBlock sync = fsync(SyncMode.SYNC, file, 3);
        assertThat(process.cancel(file)).isEqualTo(CancelResult.NOTCANCELED);
        assertCompletes(running);
        assertCancelled(queued, sync);
    }

    @Test
    void shouldSayAllDoneWhenNothingOfTheFileIsInFlight() throws IOException {
        assertThat(process.cancel(file)).isEqualTo(CancelResult.ALLDONE);
        ControlBlock done = write(file, 1);
        awaitDone(done);
        assertThat(process.cancel(file)).isEqualTo(CancelResult.ALLDONE);
        assertThat(process.reap(done)).isEqualTo(8);
    }

    @Test
    void shouldRefuseToCancelFileOfAnotherProcess() throws IOException {
        AioProcess other = open();
        assertFails(Errno.EBADF, () -> other.cancel(file))
                .withMessageContaining(file.toString())
                .withMessageContaining(process.toString())
                .withMessageContaining(other.toString());
    }

    // ---- all requests of the process

    @Test
    void shouldCancelTheRequestsOfAllFiles() throws IOException {
        assertThat(process.cancelAll()).isEqualTo(CancelResult.ALLDONE);
        ControlBlock running = occupyWorker(process);
        ControlBlock first = write(file, 1);
        ControlBlock second = write(newFile(process), 2);
        assertThat(process.cancelAll()).isEqualTo(CancelResult.NOTCANCELED);
        assertThat(process.cancel(running)).isEqualTo(CancelResult.NOTCANCELED);
        assertCompletes(running);
        assertCancelled(first, second);
        assertThat(process.cancelAll()).isEqualTo(CancelResult.ALLDONE);
    }

    // ---- consequences

    @Test
    @DisplayName("kevent of a cancelled request: fires")
    void shouldNotifyOfCancelledRequests() throws Exception {
        AtomicInteger signals = new AtomicInteger();
        process.onSignal(10, (signal, value) -> signals.incrementAndGet());
        CompletionQueue queue = new CompletionQueue();
        occupyWorker(process);
        ControlBlock signalled = block(file, 1).sigevent(Sigevent.signal(10, null));
        ControlBlock queued = block(file, 2).sigevent(Sigevent.kevent(queue, "mine"));
        process.write(signalled);
        process.write(queued);
        process.cancel(file);
        assertThat(signals).hasValue(1);
        Kevent[] events = {new Kevent()};
        assertThat(queue.await(events, 1)).isEqualTo(1);
        assertThat(events[0].block()).isSameAs(queued);
        assertThat(events[0].error()).isEqualTo(Errno.ECANCELED);
        assertThat(events[0].data()).isEqualTo(-1);
        assertThat(events[0].udata()).isEqualTo("mine");
        assertCancelled(signalled);
    }

    @Test
    void shouldKeepQuotaUntilCancelledRequestIsReaped() throws IOException {
        AioProcess small = open(settings().maxWorkers(1).maxOutstanding(2));
        occupyWorker(small);
        AioFile target = newFile(small);
        ControlBlock queued = write(target, 1);
        small.cancel(queued);
        assertFails(Errno.EAGAIN, () -> write(target, 2));
        assertFails(Errno.ECANCELED, () -> small.reap(queued));
        write(target, 3);
    }

    @Test
    void shouldLeaveTheFileOpen() throws IOException {
        ControlBlock running = occupyWorker(process);
        write(file, 1);
        process.cancelAll();
        backend.releaseAll();
        assertThat(reap(process, running)).isEqualTo(8);
        assertThat(reap(process, write(file, 2))).isEqualTo(8);
    }

    // ---- races with the workers

    /** Either a cancel or a worker that takes the request succeeds, never both, and both know which. */
    @Test
    void shouldEitherCancelOrRunButNeverBoth() throws Exception {
        Random random = random();
        AioProcess busy = open(settings().maxWorkers(1 + random.nextInt(3)));
        AioFile target = newFile(busy);
        int cancelled = 0;
        for (int round = 0; round < 2_000; round++) {
            List<ControlBlock> blocks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                blocks.add(new ControlBlock(target, ByteBuffer.allocate(8), 100L * round + i));
            }
            for (ControlBlock block : blocks) {
                busy.write(block);
            }
            for (int spins = random.nextInt(2_000); spins > 0; spins--) {
                Thread.onSpinWait();
            }
            CancelResult[] answers = new CancelResult[4];
            for (int i = 3; i >= 0; i--) {
                answers[i] = busy.cancel(blocks.get(i));
            }
            for (int i = 0; i < 4; i++) {
                ControlBlock block = blocks.get(i);
                awaitDone(block);
                boolean isCancelled = answers[i] == CancelResult.CANCELED;
                assertThat(busy.error(block)).isEqualTo(isCancelled ? Errno.ECANCELED : Errno.OK);
                assertThat(block.buffer().position()).isEqualTo(isCancelled ? 0 : 8);
                cancelled += isCancelled ? 1 : 0;
                if (isCancelled) {
                    assertFails(Errno.ECANCELED, () -> busy.reap(block));
                } else {
                    assertThat(busy.reap(block)).isEqualTo(8);
                }
            }
        }
        assertThat(backend.starts()).doesNotHaveDuplicates().hasSize(8_000 - cancelled);
    }
}
