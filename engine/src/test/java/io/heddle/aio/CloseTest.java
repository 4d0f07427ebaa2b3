package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Closing a file while requests are in flight. */
@DisplayName("close(file): cancels what is queued, waits for what runs")
final class CloseTest extends AioTest {
    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open();
        file = newFile(process);
    }

    private Call<Boolean> closing() {
        return call(() -> {
            file.close();
            return true;
        });
    }

    @Test
    void shouldCloseTheChannelAtOnceWhenNothingIsInFlight() throws IOException {
        file.close();
        assertThat(file.channel().isOpen()).isFalse();
        assertThat(process.files().all()).isEmpty();
        file.close();
    }

    @Test
    void shouldCancelWhatIsQueued() throws Exception {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
        occupyWorker(process);
        ControlBlock queued = write(file, 1);
        ControlBlock sync = fsync(SyncMode.SYNC, file, 2);
        file.close();
        for (ControlBlock block : List.of(queued, sync)) {
            assertThat(process.error(block)).isEqualTo(Errno.ECANCELED);
            assertFails(Errno.ECANCELED, () -> process.reap(block));
        }
        assertThat(backend.starts()).containsExactly(OCCUPIER);
    }

    @Test
    void shouldCancelAppendsThatWaitForTheirTurn() throws Exception {
        AioFile appended = newAppendFile(process);
        backend.hold();
        ControlBlock first = write(appended, 1);
        ControlBlock second = write(appended, 2);
        backend.awaitStarted(1);
        Call<Boolean> closing = call(() -> {
            appended.close();
            return true;
        });
        closing.awaitParked();
        assertThat(process.error(second)).isEqualTo(Errno.ECANCELED);
        backend.releaseAll();
        assertThat(closing.result()).isTrue();
        assertThat(process.reap(first)).isEqualTo(8);
        assertThat(backend.starts()).containsExactly(1L);
    }

    @Test
    void shouldWaitForWhatRuns() throws Exception {
        backend.hold();
        ControlBlock first = write(file, 1);
        ControlBlock second = read(file, 2);
        backend.awaitStarted(1, 2);
        Call<Boolean> closing = closing().awaitParked();
        backend.release(1);
        awaitDone(first);
        closing.awaitParked();
        assertThat(file.channel().isOpen()).isTrue();
        backend.release(2);
        assertThat(closing.result()).isTrue();
        assertThat(file.channel().isOpen()).isFalse();
        assertThat(process.reap(first)).isEqualTo(8);
        assertThat(process.error(second)).isEqualTo(Errno.OK);
    }

    @Test
    void shouldRefuseRequestsMeanwhile() throws Exception {
        backend.hold();
        write(file, 1);
        backend.awaitStarted(1);
        Call<Boolean> closing = closing().awaitParked();
        assertFails(Errno.EBADF, () -> write(file, 2)).withMessageContaining(file + " is closed");
        backend.releaseAll();
        assertThat(closing.result()).isTrue();
    }

    @Test
    void shouldLetEverySecondCloserWaitForTheFirst() throws Exception {
        backend.hold();
        write(file, 1);
        backend.awaitStarted(1);
        List<Call<Boolean>> closers = List.of(closing(), closing(), closing());
        closers.forEach(Call::awaitParked);
        backend.releaseAll();
        for (Call<Boolean> closer : closers) {
            assertThat(closer.result()).isTrue();
        }
    }

    @Test
    void shouldNotBeStoppedByInterrupts() throws Exception {
        backend.hold();
        ControlBlock running = write(file, 1);
        backend.awaitStarted(1);
        Call<Boolean> closing = closing().awaitParked();
        closing.interrupt();
        closing.awaitParked();
        backend.releaseAll();
        assertThat(closing.result()).isTrue();
        assertThat(closing.wasInterruptedAtEnd()).isTrue();
        assertThat(process.reap(running)).isEqualTo(8);
    }

    @Test
    void shouldLetDoneRequestsBeReapedAfterwardsAndThenBeForgotten() throws Exception {
        ControlBlock first = write(file, 1);
        ControlBlock second = write(file, 2);
        awaitDone(first, second);
        file.close();
        assertThat(process.files().all()).containsExactly(file);
        assertThat(process.statistics().done()).isEqualTo(2);
        assertThat(process.reap(first)).isEqualTo(8);
        assertThat(process.files().all()).containsExactly(file);
        assertThat(process.reap(second)).isEqualTo(8);
        assertThat(process.files().all()).isEmpty();
    }

    @Test
    void shouldNotTouchOtherFiles() throws Exception {
        backend.hold();
        AioFile other = newFile(process);
        ControlBlock block = write(other, 1);
        ControlBlock sync = fsync(SyncMode.SYNC, other, 2);
        file.close();
        backend.releaseAll();
        assertThat(reap(process, block)).isEqualTo(8);
        assertThat(reap(process, sync)).isZero();
    }

    @Test
    void shouldNotifyOfRequestsThatItCancels() throws Exception {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
        occupyWorker(process);
        List<Object> signals = new CopyOnWriteArrayList<>();
        process.onSignal(10, (signal, value) -> signals.add(String.valueOf(value)));
        process.write(block(file, 1).sigevent(Sigevent.signal(10, "cancelled")));
        file.close();
        assertThat(signals).containsExactly("cancelled");
    }

    @Test
    void shouldWakeCallersThatAreSuspended() throws Exception {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
        occupyWorker(process);
        ControlBlock queued = write(file, 1);
        Call<Boolean> suspended = call(() -> {
            process.suspend(List.of(queued));
            return true;
        });
        suspended.awaitParked();
        file.close();
        assertThat(suspended.result()).isTrue();
    }
}
