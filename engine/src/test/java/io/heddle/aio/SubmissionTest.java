package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is accepted and what is refused. A refusal names argument, value and rule, and leaves everything as it was: no
 * quota is taken, and the block can be changed and submitted again.
 */
@DisplayName("submission refused: the real error, EBADF or EINVAL")
final class SubmissionTest extends AioTest {
    private static final byte[] CONTENT = new byte[64];

    private AioProcess process;
    private AioFile file;
    private ControlBlock block;

    @BeforeEach
    void openFile() throws IOException {
        process = open();
        file = newFile(process);
        block = block(file, 0);
    }

    /** Asserts that the call refuses the block and has no effect; returns the message. */
    private String refused(Errno errno, ControlBlock refused, ThrowingCallable call) throws IOException {
        AioStatistics before = process.statistics();
        String[] message = new String[1];
        assertFails(errno, call).satisfies(failure -> message[0] = failure.getMessage());
        assertThat(process.statistics().outstanding()).isEqualTo(before.outstanding());
        assertThat(process.statistics().submitted()).isEqualTo(before.submitted());
        assertFails(Errno.EINVAL, () -> process.error(refused));
        refused.file(file).buffer(ByteBuffer.allocate(8)).offset(0).sigevent(Sigevent.none());
        return message[0];
    }

    // ---- the buffer and the offset

    @Test
    void shouldRefuseReadWhenBufferIsMissing() throws IOException {
        block.buffer(null);
        assertThat(refused(Errno.EINVAL, block, () -> process.read(block)))
                .contains("buffer is null", "READ needs one");
    }

    @Test
    void shouldRefuseWriteWhenBufferIsMissing() throws IOException {
        block.buffer(null);
        assertThat(refused(Errno.EINVAL, block, () -> process.write(block)))
                .contains("buffer is null", "WRITE needs one");
    }

    @Test
    void shouldRefuseReadWhenBufferIsReadOnly() throws IOException {
        block.buffer(ByteBuffer.allocate(8).asReadOnlyBuffer());
        assertThat(refused(Errno.EINVAL, block, () -> process.read(block))).contains("buffer is read-only", "writable");
    }

    @Test
    void shouldWriteFromReadOnlyBuffer() throws IOException {
        block.buffer(ByteBuffer.allocate(8).asReadOnlyBuffer());
        process.write(block);
        assertThat(reap(process, block)).isEqualTo(8);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE})
    void shouldRefuseTransferWhenOffsetIsNegative(long offset) throws IOException {
        block.offset(offset);
        assertThat(refused(Errno.EINVAL, block, () -> process.read(block)))
                .contains("offset is " + offset, "0 or more");
        block.offset(offset);
        assertThat(refused(Errno.EINVAL, block, () -> process.write(block)))
                .contains("offset is " + offset, "0 or more");
    }

    @Test
    void shouldIgnoreBufferAndOffsetWhenSyncing() throws IOException {
        block.buffer(null).offset(-1);
        process.fsync(SyncMode.SYNC, block);
        assertThat(reap(process, block)).isZero();
    }

    // ---- the sigevent

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 9, 17, 32})
    void shouldRefuseWhenSignalIsInvalid(int signal) throws IOException {
        block.sigevent(Sigevent.signal(signal, null));
        assertThat(refused(Errno.EINVAL, block, () -> process.write(block)))
                .contains("signal is " + signal, "1 to 31", "9", "17");
        block.sigevent(Sigevent.signal(signal, null));
        assertThat(refused(Errno.EINVAL, block, () -> process.fsync(SyncMode.DSYNC, block)))
                .contains("signal is " + signal);
        assertFails(Errno.EINVAL, () -> process.onSignal(signal, null)).withMessageContaining("signal is " + signal);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 8, 10, 16, 18, 31})
    void shouldAcceptEverySignalThatCanBeCaught(int signal) throws IOException {
        block.sigevent(Sigevent.signal(signal, null));
        process.write(block);
        assertThat(reap(process, block)).isEqualTo(8);
    }

    @Test
    void shouldRefuseWhenCompletionQueueIsClosed() throws IOException {
        CompletionQueue queue = new CompletionQueue();
        queue.close();
        block.sigevent(Sigevent.kevent(queue, null));
        assertThat(refused(Errno.EBADF, block, () -> process.write(block)))
                .contains(queue.toString(), "is closed", "sigevent");
    }

    // ---- the file

    @Test
    void shouldRefuseWhenFileIsMissing() throws IOException {
        block.file(null);
        assertThat(refused(Errno.EBADF, block, () -> process.read(block))).contains("file is null", "READ");
        block.file(null);
        assertThat(refused(Errno.EBADF, block, () -> process.fsync(SyncMode.SYNC, block)))
                .contains("file is null", "SYNC");
    }

    @Test
    void shouldRefuseWhenFileIsClosed() throws IOException {
        AioFile closed = newFile(process);
        closed.close();
        ControlBlock late = block(closed, 0);
        assertThat(refused(Errno.EBADF, late, () -> process.read(late))).contains(closed.toString(), "is closed");
        late.file(closed);
        assertThat(refused(Errno.EBADF, late, () -> process.fsync(SyncMode.SYNC, late)))
                .contains("is closed");
    }

    @Test
    void shouldRefuseReadWhenFileIsWriteOnly() throws IOException {
        AioFile writeOnly = fileWith(process, CONTENT, StandardOpenOption.WRITE);
        block.file(writeOnly);
        assertThat(refused(Errno.EBADF, block, () -> process.read(block)))
                .contains(writeOnly.toString(), "not open for reading");
    }

    @Test
    void shouldRefuseWriteWhenFileIsReadOnly() throws IOException {
        AioFile readOnly = fileWith(process, CONTENT);
        block.file(readOnly);
        assertThat(refused(Errno.EBADF, block, () -> process.write(block)))
                .contains(readOnly.toString(), "not open for writing");
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    @DisplayName("fsync needs: any open file")
    void shouldSyncReadOnlyFile(SyncMode mode) throws IOException {
        block.file(fileWith(process, CONTENT));
        process.fsync(mode, block);
        assertThat(reap(process, block)).isZero();
    }

    @Test
    void shouldRefuseWhenFileBelongsToAnotherProcess() throws IOException {
        AioProcess other = open();
        assertThat(refused(Errno.EBADF, block, () -> other.read(block)))
                .contains(file.toString(), process.toString(), other.toString());
    }

    // ---- the block

    @Test
    @DisplayName("the same control block submitted again while it is queued or runs: EAGAIN")
    void shouldRefuseBlockWhileItIsInFlight() throws IOException {
        AioProcess single = open(settings().maxWorkers(1));
        ControlBlock running = occupyWorker(single);
        ControlBlock queued = write(newFile(single), 1);

        assertFails(Errno.EAGAIN, () -> single.write(running)).withMessageContaining("in flight");
        assertFails(Errno.EAGAIN, () -> single.write(queued)).withMessageContaining("in flight");
        assertThat(single.statistics().outstanding()).isEqualTo(2);
        backend.releaseAll();
        reap(single, running);

        reap(single, queued);
        queued.buffer().clear();
        single.write(queued);
        assertThat(reap(single, queued)).isEqualTo(8);
    }

    @Test
    void shouldRefuseBlockWhenItIsInFlightInAnotherProcess() throws IOException {
        backend.hold();
        ControlBlock busy = write(file, 1);
        AioProcess other = open();
        assertFails(Errno.EAGAIN, () -> other.write(busy)).withMessageContaining("in flight");
        assertThat(other.statistics().outstanding()).isZero();
        assertThat(process.error(busy)).isEqualTo(Errno.EINPROGRESS);
    }

    @Test
    void shouldNotLetBlockBeChangedUntilItIsDone() throws IOException {
        backend.hold();
        process.write(block);
        assertSettersAreRefused();
        backend.releaseAll();
        awaitDone(block);
        block.offset(2);
        process.reap(block);
        block.file(null).buffer(null).offset(1).opcode(Opcode.READ).sigevent(Sigevent.none());
        assertThat(block.offset()).isEqualTo(1);
    }

    private void assertSettersAreRefused() {
        for (ThrowingCallable setter : new ThrowingCallable[] {
            () -> block.file(null),
            () -> block.buffer(null),
            () -> block.offset(1),
            () -> block.opcode(Opcode.READ),
            () -> block.sigevent(Sigevent.none())
        }) {
            assertThatIllegalStateException().isThrownBy(setter).withMessageContaining("in flight");
        }
        assertThat(block.file()).isSameAs(file);
        assertThat(block.attachment("any time").attachment()).isEqualTo("any time");
    }

    // ---- the process

    @Test
    @DisplayName("quota: per process, counted from submission until reaped, configurable")
    void shouldRefuseWhenQuotaIsReached() throws IOException {
        AioProcess small = open(settings().maxOutstanding(2));
        AioFile target = newFile(small);
        ControlBlock first = write(target, 1);
        ControlBlock second = write(target, 2);
        awaitDone(first, second);
        ControlBlock third = block(target, 3);

        assertFails(Errno.EAGAIN, () -> small.write(third))
                .withMessageContaining(small.toString())
                .withMessageContaining("2 requests outstanding");
        assertThat(small.statistics().submitted()).isEqualTo(2);

        small.reap(first);
        small.write(third);
        assertThat(reap(small, third)).isEqualTo(8);
        assertThat(reap(small, second)).isEqualTo(8);
    }

    @Test
    void shouldNotTakeQuotaWhenSubmissionIsRefused() throws IOException {
        AioProcess small = open(settings().maxOutstanding(1));
        AioFile target = newFile(small);
        AioFile closed = newFile(small);
        closed.close();
        for (int i = 0; i < 5; i++) {
            assertFails(Errno.EINVAL, () -> small.read(block(target, -1)));
            assertFails(Errno.EBADF, () -> small.read(block(closed, 0)));
        }
        assertThat(reap(small, write(target, 0))).isEqualTo(8);
    }

    @Test
    void shouldRefuseWhileProcessIsExiting() throws IOException {
        backend.hold();
        ControlBlock running = write(file, 1);
        backend.awaitStarted(1);
        assertThat(process.exit(Duration.ZERO).isComplete()).isFalse();

        assertThat(refused(Errno.EAGAIN, block, () -> process.write(block))).contains(process.toString(), "exiting");
        // A held sync never reaches the workqueue: it has to be refused as well.
        assertThat(refused(Errno.EAGAIN, block, () -> process.fsync(SyncMode.SYNC, block)))
                .contains("exiting");
        assertThat(process.error(running)).isEqualTo(Errno.EINPROGRESS);
    }

    @Test
    void shouldSayThatProcessIsGoneWhenItHasExited() throws IOException {
        process.close();
        assertFails(Errno.ESRCH, () -> process.write(block))
                .withMessageContaining(process.toString())
                .withMessageContaining("exited");
        assertFails(Errno.ESRCH, () -> newFile(process));
        assertThat(block.offset(1).offset()).isEqualTo(1);
    }
}
