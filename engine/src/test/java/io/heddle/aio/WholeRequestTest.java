package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/** Asynchronous requests: they count as running, have no worker, and a limit of their own. */
final class WholeRequestTest extends AioTest {
    WholeRequestTest() {
        super(true);
    }

    private static int workers(AioProcess process) {
        return process.statistics().threads();
    }

    @Test
    void shouldRunWithoutAWorker() throws IOException {
        AioProcess process = open();
        ControlBlock block = write(newFile(process), 3);
        assertThat(reap(process, block)).isEqualTo(8);
        assertThat(process.statistics().born()).isZero();
    }

    @Test
    void shouldTellHowTheTransferHasFailed() throws IOException {
        AioProcess process = open();
        backend.fail(1, new IOException("No space left on device"));
        backend.fail(2, new IllegalStateException("broken"));
        AioFile file = newFile(process);
        ControlBlock full = write(file, 1);
        ControlBlock broken = write(file, 2);
        awaitDone(full, broken);
        assertFails(Errno.ENOSPC, () -> process.reap(full));
        assertFails(Errno.EIO, () -> process.reap(broken));
    }

    @Test
    void shouldNotRunMoreThanTheLimitAllows() throws IOException {
        AioProcess process = open(settings().maxInFlight(2));
        backend.hold();
        AioFile file = newFile(process);
        ControlBlock first = write(file, 1);
        ControlBlock second = write(file, 2);
        ControlBlock third = write(file, 3);
        backend.awaitStarted(1, 2);
        assertThat(process.statistics().running()).isEqualTo(2);
        assertThat(process.statistics().inFlight()).isEqualTo(2);
        assertThat(process.tunable("heddle.aio.proc.num_in_flight").get()).isEqualTo(2);
        assertThat(process.statistics().queued()).isOne();

        backend.release(1);
        backend.awaitStarted(3);
        backend.releaseAll();
        for (ControlBlock block : List.of(first, second, third)) {
            assertThat(reap(process, block)).isEqualTo(8);
        }
        assertThat(workers(process)).isZero();
        assertThat(process.statistics().inFlight()).isZero();
    }

    /** Neither kind waits for room that only the other needs. */
    @Test
    void shouldNotShareTheirLimitWithWorkers() throws IOException {
        AioProcess process = open(settings().maxWorkers(1).maxInFlight(1));
        backend.hold();
        AioFile file = newFile(process);
        AioFile other = newFile(process);
        ControlBlock whole = write(file, 1);
        ControlBlock queued = write(file, 2);
        backend.awaitStarted(1);
        ControlBlock byWorker = block(other, 3).sigevent(Sigevent.signal(10, null));
        process.write(byWorker);
        backend.awaitStarted(3);
        ControlBlock behind = block(other, 4).sigevent(Sigevent.signal(10, null));
        process.write(behind);
        assertThat(process.statistics().queued()).isEqualTo(2);

        backend.release(1);
        backend.awaitStarted(2);
        assertThat(backend.hasSeen(4)).isFalse();
        backend.release(3);
        backend.awaitStarted(4);
        backend.releaseAll();
        for (ControlBlock block : List.of(whole, queued, byWorker, behind)) {
            assertThat(reap(process, block)).isEqualTo(8);
        }
    }

    @Test
    void shouldShareTheLimitOfWorkersInTheDialectFreeBsd() throws IOException {
        AioProcess process = open(settings()
                .dialect(Dialect.FREEBSD)
                .workqueue(WorkqueueKind.PROCESS)
                .maxWorkers(1)
                .maxInFlight(7));
        assertThat(process.tunable("heddle.aio.proc.max_in_flight").get()).isOne();
        assertThatThrownBy(
                        () -> process.tunable("heddle.aio.proc.max_in_flight").set(3))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("only the dialect POSIX counts them apart");
        backend.hold();
        AioFile file = newFile(process);
        AioFile other = newFile(process);
        ControlBlock whole = write(file, 1);
        ControlBlock byWorker = block(other, 2).sigevent(Sigevent.signal(10, null));
        process.write(byWorker);
        ControlBlock later = write(file, 3);
        backend.awaitStarted(1);
        assertThat(process.statistics().queued()).isEqualTo(2);
        assertThat(workers(process)).as("there is no room for one").isZero();

        backend.release(1);
        backend.awaitStarted(2);
        assertThat(workers(process)).isOne();
        assertThat(backend.hasSeen(3)).isFalse();

        backend.release(2);
        backend.awaitStarted(3);
        backend.releaseAll();
        for (ControlBlock block : List.of(whole, byWorker, later)) {
            awaitDone(block);
            assertThat(process.reap(block)).isEqualTo(8);
        }
    }

    @Test
    void shouldBeginAtOnceWhatAHigherLimitAllows() throws IOException {
        AioProcess process = open(settings().maxInFlight(1));
        backend.hold();
        AioFile file = newFile(process);
        List<ControlBlock> blocks = new ArrayList<>();
        for (int offset = 1; offset <= 4; offset++) {
            blocks.add(write(file, offset));
        }
        backend.awaitStarted(1);
        process.tunable("heddle.aio.proc.max_in_flight").set(4);
        backend.awaitStarted(1, 2, 3, 4);
        backend.releaseAll();
        for (ControlBlock block : blocks) {
            reap(process, block);
        }
    }

    @Test
    void shouldFollowTheLimitOfTheSystem() throws IOException {
        AioSystem system = new AioSystem(Dialect.POSIX);
        AioProcess follower = open(settings().system(system));
        AioProcess own = open(settings().system(system).maxInFlight(5));
        system.tunable("heddle.aio.max_in_flight_per_proc").set(2);
        assertThat(follower.tunable("heddle.aio.proc.max_in_flight").get()).isEqualTo(2);
        assertThat(own.tunable("heddle.aio.proc.max_in_flight").get()).isEqualTo(5);
        backend.hold();
        AioFile file = newFile(follower);
        for (int offset = 1; offset <= 3; offset++) {
            write(file, offset);
        }
        backend.awaitStarted(1, 2);
        assertThat(follower.statistics().inFlight()).isEqualTo(2);
        backend.releaseAll();
    }

    @Test
    void shouldRefuseALimitThatIsOutOfRange() {
        for (int wrong : new int[] {0, -1, 32_768}) {
            assertThatThrownBy(() -> settings().maxInFlight(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("maxInFlight is " + wrong + ", it must be 1 to 32767");
        }
    }

    @Test
    void shouldCancelWhatWaitsForRoom() throws IOException {
        AioProcess process = open(settings().maxInFlight(1));
        backend.hold();
        AioFile file = newFile(process);
        ControlBlock running = write(file, 1);
        ControlBlock queued = write(file, 2);
        backend.awaitStarted(1);
        assertThat(process.cancel(running)).isEqualTo(CancelResult.NOTCANCELED);
        assertThat(process.cancel(queued)).isEqualTo(CancelResult.CANCELED);
        backend.releaseAll();
        assertThat(reap(process, running)).isEqualTo(8);
        assertThat(process.error(queued)).isEqualTo(Errno.ECANCELED);
        assertFails(Errno.ECANCELED, () -> process.reap(queued));
        assertThat(backend.hasSeen(2)).isFalse();
    }

    @Test
    void shouldRunALongQueueWithoutADeepStack() throws IOException {
        AioProcess process = open(settings().maxInFlight(1));
        backend.hold();
        AioFile file = newFile(process);
        ControlBlock first = write(file, 0);
        backend.awaitStarted(0);
        backend.endAtOnce();
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 1; i <= 20_000; i++) {
            blocks.add(new ControlBlock(file, ByteBuffer.allocate(1), 1));
            process.write(blocks.getLast());
        }
        backend.releaseAll();
        reap(process, first);
        for (ControlBlock block : blocks) {
            assertThat(reap(process, block)).isOne();
        }
        assertThat(workers(process)).isZero();
    }

    /** The end of each append releases the next. */
    @Test
    void shouldRunALongChainOfAppendsWithoutADeepStack() throws IOException {
        AioProcess process = open();
        backend.hold();
        AioFile file = newAppendFile(process);
        ControlBlock first = write(file, 0);
        backend.awaitStarted(0);
        backend.endAtOnce();
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 1; i <= 20_000; i++) {
            blocks.add(new ControlBlock(file, ByteBuffer.allocate(1), 0));
            process.write(blocks.getLast());
        }
        backend.releaseAll();
        reap(process, first);
        for (ControlBlock block : blocks) {
            assertThat(reap(process, block)).isOne();
        }
    }

    /** The end of each makes room for the next, and calls a worker for the one behind. */
    @Test
    void shouldRunALongMixedQueueWithoutADeepStack() throws IOException {
        AioProcess process = open(settings().maxInFlight(2));
        backend.hold();
        AioFile file = newFile(process);
        List<ControlBlock> blocks = new ArrayList<>(List.of(write(file, 1), write(file, 2)));
        backend.awaitStarted(1, 2);
        backend.endAtOnce();
        for (int i = 3; i <= 20_000; i++) {
            ControlBlock block = block(file, i);
            process.write(i % 2 == 0 ? block : block.sigevent(Sigevent.signal(10, null)));
            blocks.add(block);
        }
        backend.releaseAll();
        for (ControlBlock block : blocks) {
            assertThat(reap(process, block)).isEqualTo(8);
        }
    }

    @Test
    void shouldKeepTheOrderOfAppends() throws IOException {
        AioProcess process = open();
        AioFile file = newAppendFile(process);
        List<ControlBlock> blocks = new ArrayList<>();
        for (byte i = 0; i < 50; i++) {
            blocks.add(new ControlBlock(file, ByteBuffer.wrap(new byte[] {i}), 0));
            process.write(blocks.getLast());
        }
        for (ControlBlock block : blocks) {
            reap(process, block);
        }
        byte[] content = Files.readAllBytes(path("file1"));
        for (byte i = 0; i < 50; i++) {
            assertThat(content[i]).isEqualTo(i);
        }
    }

    @Test
    void shouldNotRunASignalHandlerOnAThreadOfTheBackend() throws IOException, InterruptedException {
        AioProcess process = open();
        ConcurrentLinkedQueue<String> threads = new ConcurrentLinkedQueue<>();
        process.onSignal(
                10, (signal, value) -> threads.add(Thread.currentThread().getName()));
        AioFile file = newFile(process);
        ControlBlock alone = block(file, 1).sigevent(Sigevent.signal(10, "alone"));
        process.write(alone);
        reap(process, alone);
        ControlBlock listed = block(file, 2).opcode(Opcode.WRITE);
        process.listio(ListMode.NOWAIT, List.of(listed), Sigevent.signal(10, "list"));
        reap(process, listed);
        Conditions.await("both signals", () -> threads.size() == 2);
        assertThat(threads).doesNotContain(HeldBackend.WITHOUT_WORKER);
    }

    @Test
    void shouldHaveAWorkerForEachRequestInTheDialectXnu() throws IOException {
        AioProcess process = open(settings().dialect(Dialect.XNU));
        reap(process, write(newFile(process), 1));
        Conditions.await("the birth to be counted", () -> process.statistics().born() == 1);
    }

    @Test
    void shouldWaitForItAtTheClose() throws Exception {
        AioProcess process = open();
        backend.hold();
        AioFile file = newFile(process);
        ControlBlock block = write(file, 1);
        backend.awaitStarted(1);
        Call<Boolean> close = call(() -> {
            file.close();
            return true;
        });
        close.awaitParked();
        backend.releaseAll();
        assertThat(close.result()).isTrue();
        assertThat(reap(process, block)).isEqualTo(8);
    }

    @Test
    void shouldWaitForItAtTheExit() throws Exception {
        AioProcess process = open(settings().maxInFlight(1));
        backend.hold();
        AioFile file = newFile(process);
        write(file, 1);
        write(file, 2);
        backend.awaitStarted(1);
        ExitReport early = process.exit(Duration.ZERO);
        assertThat(early.isComplete()).isFalse();
        assertThat(early.cancelled()).isOne();
        backend.releaseAll();
        assertThat(process.exit(Duration.ofSeconds(60)).isComplete()).isTrue();
    }
}
