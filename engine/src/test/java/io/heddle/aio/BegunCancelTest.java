package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.RecordingTracer;
import io.heddle.uring.PluggedRing;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The cancel of requests that were begun on the ring; some tests occupy its only entry. */
final class BegunCancelTest extends AioTest {
    private PluggedRing ring;
    private AioProcess process;
    private AioFile file;

    @BeforeAll
    static void needsIoUring() {
        assumeTrue(PluggedRing.isPossible(), "io_uring cannot be used");
    }

    @BeforeEach
    void openRing() throws Exception {
        ring = new PluggedRing(1, directory);
        process = open(AioProcess.configure().threads(threads).backend(ring.backend()));
        file = newFile(process);
    }

    @AfterEach
    void closeRing() throws Exception {
        process.exit(FOR_EVER);
        ring.close();
    }

    private ControlBlock begun(int number) throws IOException {
        ControlBlock block = new ControlBlock(file, ByteBuffer.wrap(new byte[8]), 8L * number);
        process.write(block);
        assertThat(block.request.state()).isEqualTo(Request.State.RUNNING);
        return block;
    }

    private void assertCancelled(ControlBlock... blocks) throws IOException {
        for (ControlBlock block : blocks) {
            assertThat(process.error(block)).isEqualTo(Errno.ECANCELED);
            assertThat(block.buffer().position()).isZero();
            assertFails(Errno.ECANCELED, () -> process.reap(block));
        }
    }

    @Test
    void shouldCancelWhatWaitsForTheRing() throws IOException {
        ring.plug(1);
        ControlBlock first = begun(0);
        ControlBlock second = begun(1);
        assertThat(process.cancel(second)).isEqualTo(CancelResult.CANCELED);
        assertThat(process.cancel(second)).isEqualTo(CancelResult.ALLDONE);
        assertThat(process.statistics().running()).isOne();
        assertCancelled(second);
        ring.unplug();
        assertThat(reap(process, first)).isEqualTo(8);
        assertThat(file.size()).isEqualTo(8);
        assertThat(process.statistics().born()).isZero();
    }

    @Test
    void shouldCancelAllThatWaitForTheRing() throws IOException {
        ring.plug(1);
        ControlBlock first = begun(0);
        ControlBlock second = begun(1);
        ControlBlock sync = fsync(SyncMode.SYNC, file, 9);
        assertThat(process.cancel(file)).isEqualTo(CancelResult.CANCELED);
        assertCancelled(first, second, sync);
        ControlBlock third = begun(2);
        assertThat(process.cancelAll()).isEqualTo(CancelResult.CANCELED);
        assertCancelled(third);
        assertThat(file.size()).isZero();
    }

    @Test
    void shouldMakeRoomForWhatIsQueued() throws IOException {
        AioProcess narrow =
                open(AioProcess.configure().threads(threads).maxInFlight(1).backend(ring.backend()));
        AioFile target = newFile(narrow);
        ring.plug(1);
        ControlBlock running = write(target, 0);
        ControlBlock queued = write(target, 8);
        assertThat(narrow.statistics().queued()).isOne();
        assertThat(narrow.cancel(running)).isEqualTo(CancelResult.CANCELED);
        assertThat(queued.request.state()).isEqualTo(Request.State.RUNNING);
        ring.unplug();
        assertThat(reap(narrow, queued)).isEqualTo(8);
        assertFails(Errno.ECANCELED, () -> narrow.reap(running));
    }

    @Test
    void shouldCancelAtTheCloseInsteadOfWaiting() throws IOException {
        ring.plug(1);
        ControlBlock block = begun(0);
        file.close(); // would not return without a cancel
        assertCancelled(block);
    }

    @Test
    void shouldCancelAtTheExitInsteadOfWaiting() throws IOException {
        ring.plug(1);
        begun(0);
        begun(1);
        ExitReport report = process.exit(Duration.ofSeconds(20));
        assertThat(report.isComplete()).isTrue();
        assertThat(report.cancelled()).isEqualTo(2);
    }

    @Test
    void shouldNotifyOfWhatIsCancelled() throws Exception {
        ring.plug(1);
        CompletionQueue queue = new CompletionQueue();
        ControlBlock block = block(file, 0).sigevent(Sigevent.kevent(queue, "mine"));
        process.write(block);
        assertThat(process.cancel(block)).isEqualTo(CancelResult.CANCELED);
        Kevent[] events = {new Kevent()};
        assertThat(queue.await(events, 1)).isEqualTo(1);
        assertThat(events[0].block()).isSameAs(block);
        assertThat(events[0].error()).isEqualTo(Errno.ECANCELED);
    }

    @Test
    void shouldTraceWhatHasBecomeOfEach() throws IOException {
        Collection<String> told = new ConcurrentLinkedQueue<>();
        class Told extends RecordingTracer {
            void startNow() {
                start();
            }

            @Override
            public void cancelQueued(long processId, long requestId, int descriptor) {
                told.add("cancelled " + (processId == process.id()) + " " + requestId);
            }

            @Override
            public void cancelRunning(long processId, long requestId, int descriptor) {
                told.add("running");
            }
        }
        try (Told tracer = new Told()) {
            tracer.startNow();
            ring.plug(1);
            ControlBlock block = begun(0);
            long id = block.request.id();
            assertThat(process.cancel(block)).isEqualTo(CancelResult.CANCELED);
            assertThat(told).containsExactly("cancelled true " + id);
        }
    }

    /** Either a cancel or the ring succeeds, never both, and both know which. */
    @Test
    void shouldEitherCancelOrMoveButNeverBoth() throws Exception {
        long seed = random().nextLong();
        List<Call<Integer>> submitters = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            Random random = new Random(seed + i);
            long offset = 64L * i;
            Callable<Integer> body = () -> writeAndCancel(random, offset);
            submitters.add(call(body));
        }
        for (Call<Integer> submitter : submitters) {
            assertThat(submitter.result()).isBetween(0, 100);
        }
    }

    private int writeAndCancel(Random random, long offset) throws IOException {
        ControlBlock block = new ControlBlock(file, ByteBuffer.allocate(8), offset);
        ByteBuffer there = ByteBuffer.allocate(8);
        byte content = 0;
        int cancelled = 0;
        for (int round = 1; round <= 100; round++) {
            block.buffer().clear();
            for (int i = 0; i < 8; i++) {
                block.buffer().put(i, (byte) round);
            }
            process.write(block);
            CancelResult answer = random.nextBoolean() ? process.cancel(block) : CancelResult.NOTCANCELED;
            if (answer == CancelResult.CANCELED) {
                assertCancelled(block);
                cancelled++;
            } else {
                assertThat(reap(process, block)).isEqualTo(8);
                content = (byte) round;
            }
            there.clear();
            there.putLong(0, 0);
            file.read(there, offset);
            assertThat(there.array()).containsOnly(content);
        }
        return cancelled;
    }
}
