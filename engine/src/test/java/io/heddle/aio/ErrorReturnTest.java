package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The results of {@code error} and {@code reap} for a request in each of its states. */
final class ErrorReturnTest extends AioTest {
    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
    }

    private void assertUnknown(AioProcess asked, ControlBlock block) {
        assertFails(Errno.EINVAL, () -> asked.error(block))
                .withMessageContaining(asked.toString())
                .withMessageContaining("never submitted, or already reaped");
        assertFails(Errno.EINVAL, () -> asked.reap(block)).withMessageContaining("never submitted, or already reaped");
    }

    private void assertInProgress(ControlBlock block) throws IOException {
        assertThat(process.error(block)).isEqualTo(Errno.EINPROGRESS);
        assertFails(Errno.EINPROGRESS, () -> process.reap(block)).withMessageContaining("not done");
    }

    @Test
    @DisplayName("error() of an unknown block: fails EINVAL")
    void shouldNotKnowBlockThatWasNeverSubmitted() {
        assertUnknown(process, block(file, 0));
        assertUnknown(process, new ControlBlock());
    }

    @Test
    @DisplayName("return() while queued or running: EINPROGRESS")
    void shouldSayInProgressWhileQueuedOrRunning() throws IOException {
        ControlBlock running = occupyWorker(process);
        ControlBlock queued = write(file, 1);
        ControlBlock heldSync = fsync(SyncMode.SYNC, file, 2);
        assertInProgress(running);
        assertInProgress(queued);
        assertInProgress(heldSync);
        assertThat(process.statistics().outstanding()).isEqualTo(3);
        assertThat(process.statistics().queued()).isEqualTo(2);
        assertThat(process.statistics().running()).isEqualTo(1);
    }

    @Test
    void shouldTellHowItEndedUntilItIsReaped() throws IOException {
        ControlBlock block = write(file, 0);
        awaitDone(block);
        assertThat(process.error(block)).isEqualTo(Errno.OK);
        assertThat(process.error(block)).isEqualTo(Errno.OK);
        assertThat(process.statistics().done()).isEqualTo(1);
        assertThat(process.reap(block)).isEqualTo(8);
        assertThat(process.statistics().outstanding()).isZero();
    }

    @Test
    void shouldNotKnowBlockAnyMoreWhenItIsReaped() throws IOException {
        ControlBlock block = write(file, 0);
        reap(process, block);
        assertUnknown(process, block);
        assertThat(process.statistics().reaped()).isEqualTo(1);
    }

    @Test
    void shouldNotKnowBlockOfAnotherProcess() throws IOException {
        AioProcess other = open();
        backend.hold();
        ControlBlock block = write(file, 0);
        assertUnknown(other, block);
        backend.releaseAll();
        awaitDone(block);
        assertUnknown(other, block);
        assertThat(process.reap(block)).isEqualTo(8);
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldReturnZeroForSync(SyncMode mode) throws IOException {
        assertThat(reap(process, fsync(mode, file, 0))).isZero();
    }

    @Test
    @DisplayName("return() after a failed transfer: -1 with the transfer's error")
    void shouldThrowTheErrorOfFailedTransferAndReapIt() throws IOException {
        IOException cause = new IOException("No space left on device");
        backend.fail(5, cause);
        ControlBlock block = write(file, 5);
        awaitDone(block);
        assertThat(process.error(block)).isEqualTo(Errno.ENOSPC);
        assertFails(Errno.ENOSPC, () -> process.reap(block))
                .withMessage("ENOSPC: WRITE of " + file + ": No space left on device")
                .withCause(cause);
        assertUnknown(process, block);
        assertThat(process.statistics().outstanding()).isZero();

        block.offset(6);
        process.write(block);
        assertThat(reap(process, block)).isEqualTo(8);
    }

    @Test
    void shouldSayEioWhenFailureDoesNotTellWhy() throws IOException {
        backend.fail(5, new IOException("something odd"));
        ControlBlock block = write(file, 5);
        awaitDone(block);
        assertFails(Errno.EIO, () -> process.reap(block)).withMessageContaining("something odd");
    }

    @Test
    void shouldThrowThatRequestWasCancelledAndReapIt() throws IOException {
        occupyWorker(process);
        ControlBlock block = write(file, 1);
        process.cancel(block);
        assertThat(process.error(block)).isEqualTo(Errno.ECANCELED);
        assertFails(Errno.ECANCELED, () -> process.reap(block)).withNoCause();
        assertUnknown(process, block);
        assertThat(block.offset(2).offset()).isEqualTo(2);
    }

    /** An exit reaps requests that are done: afterwards the blocks belong to the user again. */
    @Test
    void shouldNotKnowBlockThatExitHasReaped() throws IOException {
        ControlBlock block = write(file, 0);
        awaitDone(block);
        process.close();
        assertUnknown(process, block);
        assertThat(block.offset(2).offset()).isEqualTo(2);
    }

    @Test
    void shouldNumberEachSubmission() throws IOException {
        ControlBlock block = block(file, 0);
        assertThat(block.requestId()).isZero();
        process.write(block);
        long first = block.requestId();
        assertThat(first).isPositive();
        reap(process, block);
        assertThat(block.requestId()).isEqualTo(first);
        block.buffer().clear();
        process.write(block);
        assertThat(block.requestId()).isGreaterThan(first);
        reap(process, block);
    }
}
