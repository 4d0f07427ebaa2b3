package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The end of a process: in time, too late, and by several threads at the same time. For exec see {@link ExecTest}. */
@DisplayName("exit: cancels, waits, suppresses notifications, with a deadline and a report")
final class ExitTest extends AioTest {
    private static final Duration DEADLINE = Duration.ofNanos(1_000);

    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open(settings().maxWorkers(2).ticker(ticker).exitDeadline(DEADLINE));
        file = newFile(process);
    }

    private Call<ExitReport> exiting(Duration deadline) {
        return call(() -> process.exit(deadline));
    }

    // ---- effects

    @Test
    void shouldCancelWhatIsQueuedWaitForWhatRunsAndReapEverything() throws Exception {
        ControlBlock done = write(file, 0);
        awaitDone(done);
        backend.hold();
        ControlBlock running = write(file, 1);
        ControlBlock another = write(newFile(process), 2);
        backend.awaitStarted(1, 2);
        ControlBlock queued = write(file, 3);
        ControlBlock sync = fsync(SyncMode.SYNC, file, 4);
        ControlBlock queuedElsewhere = write(newFile(process), 5);

        Call<ExitReport> exiting = exiting(FOR_EVER).awaitParked();
        assertThat(process.error(running)).isEqualTo(Errno.EINPROGRESS);
        backend.releaseAll();
        assertThat(exiting.result()).isEqualTo(new ExitReport(3, 2, 0, 0));

        for (ControlBlock block : List.of(done, running, another, queued, sync, queuedElsewhere)) {
            assertFails(Errno.EINVAL, () -> process.error(block));
            assertThat(block.file(null).file()).isNull();
        }
        assertThat(running.buffer().position()).isEqualTo(8);
        assertThat(queued.buffer().position()).isZero();
        assertThat(backend.starts()).containsExactlyInAnyOrder(0L, 1L, 2L);
        assertThat(file.channel().isOpen()).isFalse();
    }

    @Test
    void shouldLeaveNothingInTheStatistics() throws Exception {
        for (int i = 0; i < 20; i++) {
            write(file, i);
        }
        process.close();
        AioStatistics left = process.statistics();
        assertThat(left)
                .isEqualTo(new AioStatistics(0, 0, 0, 0, 0, Duration.ZERO, 0, 0, 0, 20, 20, left.born(), left.born()));
    }

    @Test
    void shouldEndAtOnceWhenNothingWasEverSubmitted() throws Exception {
        assertThat(process.exit(Duration.ZERO)).isEqualTo(new ExitReport(0, 0, 0, 0));
        assertThat(process.statistics().born()).isZero();
    }

    /** A refused submission has prepared the queue, but no worker was ever created. */
    @Test
    void shouldEndWhenNoWorkerWasEverBorn() throws Exception {
        for (int round = 0; round < 2_000; round++) {
            try (AioProcess unused = settings().open()) {
                assertFails(Errno.EBADF, () -> unused.fsync(SyncMode.SYNC, block(file, 0)));
                unused.workqueue().prepare();
            }
        }
    }

    @Test
    void shouldEndWhenWorkersAreJustBeingBorn() throws Exception {
        for (int round = 0; round < 500; round++) {
            AioProcess brief = settings().open();
            AioFile target = brief.open(path("brief"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            for (int i = 0; i < 3; i++) {
                write(target, 10L * round + i);
            }
            assertThat(brief.exit(FOR_EVER).isComplete()).isTrue();
            assertThat(brief.statistics().outstanding()).isZero();
        }
    }

    @Test
    void shouldEndWhileWorkersAreDying() throws Exception {
        AioProcess dying = open(settings().ticker(ticker).poolWindow(Duration.ofMillis(1)));
        AioFile target = newFile(dying);
        for (int round = 0; round < 50; round++) {
            backend.hold();
            List<ControlBlock> blocks = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                blocks.add(write(target, 100L + 10L * round + i));
            }
            for (ControlBlock block : blocks) {
                backend.awaitStarted(block.offset());
            }
            backend.releaseAll();
            for (ControlBlock block : blocks) {
                reap(dying, block);
            }
            ticker.advance(1_200_000);
            assertThat(dying.exec(FOR_EVER).isComplete()).isTrue();
        }
    }

    @Test
    void shouldNotifyNobodyAnyMore() throws Exception {
        AtomicInteger signals = new AtomicInteger();
        process.onSignal(10, (signal, value) -> signals.incrementAndGet());
        CompletionQueue queue = new CompletionQueue();
        backend.hold();
        process.write(block(file, 1).sigevent(Sigevent.signal(10, null)));
        process.write(block(file, 2).sigevent(Sigevent.kevent(queue, null)));
        backend.awaitStarted(1, 2);
        process.write(block(file, 3).sigevent(Sigevent.signal(10, null)));
        process.write(block(file, 4).sigevent(Sigevent.kevent(queue, null)));
        process.write(block(file, 5).sigevent(Sigevent.thread(value -> signals.incrementAndGet(), null)));
        process.listio(
                ListMode.NOWAIT,
                List.of(block(file, 6).opcode(Opcode.WRITE)),
                Sigevent.thread(value -> signals.incrementAndGet(), null));
        Call<ExitReport> exiting = exiting(FOR_EVER).awaitParked();
        backend.releaseAll();
        assertThat(exiting.result()).isEqualTo(new ExitReport(4, 2, 0, 0));
        assertThat(signals).hasValue(0);
        assertThat(queue.pending()).isZero();
    }

    @Test
    void shouldWakeCallersThatWait() throws Exception {
        backend.hold();
        ControlBlock running = write(file, 1);
        write(file, 2);
        backend.awaitStarted(1, 2);
        ControlBlock queued = block(file, 3).opcode(Opcode.WRITE);
        Call<Boolean> listed = call(() -> {
            process.listio(ListMode.WAIT, List.of(queued), Sigevent.none());
            return true;
        });
        listed.awaitParked();
        Call<Boolean> suspended = call(() -> {
            process.suspend(List.of(running));
            return true;
        });
        suspended.awaitParked();
        Call<ExitReport> exiting = exiting(FOR_EVER);
        assertFails(Errno.EIO, listed::result);
        suspended.awaitParked();
        backend.releaseAll();
        assertThat(suspended.result()).isTrue();
        assertThat(exiting.result()).isEqualTo(new ExitReport(1, 2, 0, 0));
    }

    // ---- deadlines

    @Test
    void shouldReportWhatRunsWhenDeadlinePassesAndGoOnWhenCalledAgain() throws Exception {
        backend.hold();
        write(file, 1);
        write(file, 2);
        backend.awaitStarted(1, 2);
        write(file, 3);
        Call<ExitReport> exiting = exiting(DEADLINE);
        ticker.awaitSleeperDueIn(DEADLINE.toNanos());
        backend.release(1);
        Conditions.await("one worker to be through", () -> process.statistics().threads() == 1);
        ticker.advance(DEADLINE.toNanos());
        ExitReport late = exiting.result();
        assertThat(late.cancelled()).isEqualTo(1);
        assertThat(late.completed()).isEqualTo(1);
        assertThat(late.running()).isEqualTo(1);
        assertThat(late.workers()).isBetween(1, 2);
        assertThat(late.isComplete()).isFalse();
        assertThat(file.channel().isOpen()).isTrue();

        backend.releaseAll();
        assertThat(process.exit(FOR_EVER)).isEqualTo(new ExitReport(1, 2, 0, 0));
        assertThat(process.exit(FOR_EVER)).isEqualTo(new ExitReport(0, 0, 0, 0));
    }

    @Test
    void shouldThrowTheReportWhenCloseIsTooLate() throws Exception {
        backend.hold();
        write(file, 1);
        backend.awaitStarted(1);
        Call<Boolean> closing = call(() -> {
            process.close();
            return true;
        });
        ticker.awaitSleeperDueIn(DEADLINE.toNanos());
        ticker.advance(DEADLINE.toNanos());
        assertFails(Errno.ETIMEDOUT, closing::result)
                .withMessageContaining(process.toString())
                .withMessageContaining(DEADLINE.toString())
                .withMessageContaining("running=1");
        backend.releaseAll();
        process.close();
        process.close();
    }

    @Test
    void shouldNotBeStoppedByInterrupts() throws Exception {
        backend.hold();
        write(file, 1);
        backend.awaitStarted(1);
        Call<ExitReport> exiting = exiting(FOR_EVER).awaitParked();
        exiting.interrupt();
        exiting.awaitParked();
        backend.releaseAll();
        assertThat(exiting.result()).isEqualTo(new ExitReport(0, 1, 0, 0));
        assertThat(exiting.wasInterruptedAtEnd()).isTrue();
    }

    // ---- several at the same time

    @Test
    void shouldLetEverySecondExitWaitForTheFirst() throws Exception {
        backend.hold();
        write(file, 1);
        backend.awaitStarted(1);
        List<Call<ExitReport>> exits = List.of(exiting(FOR_EVER), exiting(FOR_EVER), exiting(FOR_EVER));
        exits.forEach(Call::awaitParked);
        backend.releaseAll();
        int completed = 0;
        for (Call<ExitReport> exit : exits) {
            assertThat(exit.result().isComplete()).isTrue();
            completed += exit.result().completed();
        }
        assertThat(completed).as("one of them did it").isEqualTo(1);
    }

    @Test
    void shouldTellSecondExitThatTheFirstIsNotDoneInTime() throws Exception {
        backend.hold();
        write(file, 1);
        backend.awaitStarted(1);
        Call<ExitReport> first = exiting(FOR_EVER).awaitParked();
        Call<ExitReport> second = exiting(DEADLINE);
        ticker.awaitSleeperDueIn(DEADLINE.toNanos());
        ticker.advance(DEADLINE.toNanos());
        assertThat(second.result().isComplete()).isFalse();
        assertThat(second.result().running()).isEqualTo(1);
        backend.releaseAll();
        assertThat(first.result().isComplete()).isTrue();
    }

    @Test
    void shouldTakeTurnsWhenManyExitAtOnce() throws Exception {
        for (int round = 0; round < 200; round++) {
            AioProcess crowded = settings().open();
            List<Call<ExitReport>> exits = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                boolean isExec = i % 2 == 0;
                exits.add(call(() -> isExec ? crowded.exec(FOR_EVER) : crowded.exit(FOR_EVER)));
            }
            for (Call<ExitReport> exit : exits) {
                try {
                    assertThat(exit.result().isComplete()).isTrue();
                } catch (AioException tooLate) {
                    assertThat(tooLate.errno()).isEqualTo(Errno.ESRCH);
                }
            }
        }
    }

    // ---- races with submissions and opens

    /** A submission during the exit is either refused or served: no request is lost, no thread waits forever. */
    @Test
    void shouldRefuseOrFinishWhatIsSubmittedMeanwhile() throws Exception {
        for (int round = 0; round < 100; round++) {
            AioProcess ending = settings().open();
            AioFile target = ending.open(path("ending"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            List<Call<Integer>> writers = new ArrayList<>();
            AtomicInteger begun = new AtomicInteger();
            for (int i = 0; i < 3; i++) {
                writers.add(call(() -> {
                    int written = 0;
                    try {
                        while (true) {
                            written += target.write(ByteBuffer.allocate(1), 0);
                            begun.incrementAndGet();
                        }
                    } catch (AioException refused) {
                        assertThat(refused.errno()).isIn(Errno.EAGAIN, Errno.ESRCH, Errno.EBADF);
                    } catch (AsynchronousCloseException cancelled) {
                        // queued when the exit began
                    }
                    return written;
                }));
            }
            Conditions.await("the first writes", () -> begun.get() >= 3);
            assertThat(ending.exit(FOR_EVER).isComplete()).isTrue();
            for (Call<Integer> writer : writers) {
                assertThat(writer.result()).isNotNegative();
            }
            assertThat(ending.statistics().outstanding()).isZero();
        }
    }

    @Test
    void shouldLeaveNoFileOpenThatIsOpenedMeanwhile() throws Exception {
        for (int round = 0; round < 100; round++) {
            AioProcess ending = settings().open();
            AtomicBoolean go = new AtomicBoolean();
            Call<List<AioFile>> opening = call(ThreadKind.PLATFORM, () -> {
                List<AioFile> opened = new ArrayList<>();
                try {
                    while (true) {
                        opened.add(ending.open(path("opened"), StandardOpenOption.CREATE, StandardOpenOption.WRITE));
                        go.set(true);
                    }
                } catch (AioException exited) {
                    assertThat(exited.errno()).isEqualTo(Errno.ESRCH);
                    return opened;
                }
            });
            Conditions.await("a file", go::get);
            ending.exit(FOR_EVER);
            for (AioFile opened : opening.result()) {
                assertThat(opened.channel().isOpen()).isFalse();
            }
            assertThat(ending.files().all()).isEmpty();
        }
    }
}
