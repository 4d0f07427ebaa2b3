package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** When a worker takes the next request: together with the end of the last, unless that runs a user callback. */
@DisplayName("the next request")
final class NextRequestTest extends AioTest {
    private static final int SIGUSR1 = 10;
    private static final long NEXT = 7;

    private AioProcess process;
    private AioFile file;

    private void openWithOneWorker() throws Exception {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
    }

    @Test
    void shouldRunFromTheMomentThatTheLastIsDone() throws Exception {
        openWithOneWorker();
        ControlBlock last = occupyWorker(process);
        ControlBlock next = write(file, NEXT);
        assertThat(process.error(next)).isEqualTo(Errno.EINPROGRESS);

        backend.release(OCCUPIER);
        awaitDone(last);

        assertThat(process.cancel(next)).isEqualTo(CancelResult.NOTCANCELED);
        assertThat(process.statistics().queued()).isZero();
        backend.release(NEXT);
        reap(process, next);
        reap(process, last);
    }

    /**
     * A handler may run for long, or cancel the next request: that one must be free for other workers and for the
     * cancel.
     */
    @Test
    void shouldStayInTheQueueWhileASignalHandlerRuns() throws Exception {
        openWithOneWorker();
        ControlBlock occupier = occupyWorker(process);
        ControlBlock last = block(file, NEXT - 1).sigevent(Sigevent.signal(SIGUSR1, null));
        process.write(last);
        ControlBlock next = write(file, NEXT);
        CompletableFuture<CancelResult> cancelled = new CompletableFuture<>();
        process.onSignal(SIGUSR1, (signal, value) -> {
            try {
                cancelled.complete(process.cancel(next));
            } catch (AioException failed) {
                cancelled.completeExceptionally(failed);
            }
        });

        backend.releaseAll();

        assertThat(cancelled.get()).isEqualTo(CancelResult.CANCELED);
        assertThat(process.error(next)).isEqualTo(Errno.ECANCELED);
        assertThat(backend.hasSeen(NEXT)).isFalse();
        reap(process, occupier);
        reap(process, last);
        assertFails(Errno.ECANCELED, () -> reap(process, next));
    }

    @Test
    void shouldStayInTheQueueWhileTheSignalHandlerOfAListRuns() throws Exception {
        openWithOneWorker();
        ControlBlock occupier = occupyWorker(process);
        CompletableFuture<CancelResult> cancelled = new CompletableFuture<>();
        ControlBlock last = block(file, NEXT - 1).opcode(Opcode.WRITE);
        process.listio(ListMode.NOWAIT, List.of(last), Sigevent.signal(SIGUSR1, null));
        ControlBlock next = write(file, NEXT);
        process.onSignal(SIGUSR1, (signal, value) -> {
            try {
                cancelled.complete(process.cancel(next));
            } catch (AioException failed) {
                cancelled.completeExceptionally(failed);
            }
        });

        backend.releaseAll();

        assertThat(cancelled.get()).isEqualTo(CancelResult.CANCELED);
        assertThat(backend.hasSeen(NEXT)).isFalse();
        reap(process, occupier);
        reap(process, last);
        assertFails(Errno.ECANCELED, () -> reap(process, next));
    }
}
