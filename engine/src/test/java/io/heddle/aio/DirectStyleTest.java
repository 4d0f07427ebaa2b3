package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Calls that submit, wait and reap in one: {@link AioFile#read}, {@link AioFile#write}, {@link AioFile#sync}. */
final class DirectStyleTest extends AioTest {
    private static final byte[] CONTENT = {10, 11, 12, 13, 14, 15, 16, 17, 18, 19};

    private AioProcess process;
    private AioFile file;

    /** Opens a process with one worker, so that a call made while it is occupied stays queued. */
    @BeforeEach
    void openFile() throws IOException {
        process = open(settings().maxWorkers(1));
        file = fileWith(process, CONTENT, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private Call<Integer> writing(ThreadKind caller, long offset) {
        return call(caller, () -> file.write(ByteBuffer.allocate(4), offset));
    }

    private Call<Integer> writing(long offset) {
        return writing(ThreadKind.VIRTUAL, offset);
    }

    // ---- transfers

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void shouldReadWriteAndSync(ThreadKind caller) throws Exception {
        Callable<Integer> body = () -> {
            assertThat(file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 4)).isEqualTo(3);
            file.sync(SyncMode.SYNC);
            file.sync(SyncMode.DSYNC);
            ByteBuffer buffer = ByteBuffer.allocateDirect(6).position(1).limit(5);
            int read = file.read(buffer, 3);
            assertThat(buffer.position()).isEqualTo(5);
            assertThat(buffer.flip().get(1)).isEqualTo((byte) 13);
            assertThat(buffer.get(2)).isEqualTo((byte) 1);
            return read;
        };
        assertThat(call(caller, body).result()).isEqualTo(4);
        assertThat(process.statistics().outstanding()).isZero();
    }

    @Test
    void shouldReturnMinusOneAtAndBeyondTheEnd() throws IOException {
        assertThat(file.read(ByteBuffer.allocate(4), 8)).isEqualTo(2);
        assertThat(file.read(ByteBuffer.allocate(4), 10)).isEqualTo(-1);
        assertThat(file.read(ByteBuffer.allocate(4), 1L << 40)).isEqualTo(-1);
    }

    @Test
    void shouldReturnZeroWhenNothingWasAskedFor() throws IOException {
        assertThat(file.read(ByteBuffer.allocate(0), 0)).isZero();
        assertThat(file.read(ByteBuffer.allocate(0), 10)).isZero();
        assertThat(file.write(ByteBuffer.allocate(0), 10)).isZero();
    }

    // ---- refusals and failures

    @Test
    void shouldThrowWhenRefused() throws IOException {
        AioFile readOnly = fileWith(process, CONTENT);
        assertFails(Errno.EBADF, () -> readOnly.write(ByteBuffer.allocate(4), 0))
                .withMessageContaining("not open for writing");
        assertFails(Errno.EINVAL, () -> file.read(ByteBuffer.allocate(4), -1)).withMessageContaining("offset is -1");
        assertFails(Errno.EINVAL, () -> file.read(ByteBuffer.allocate(4).asReadOnlyBuffer(), 0));
        file.close();
        assertFails(Errno.EBADF, () -> file.read(ByteBuffer.allocate(4), 0)).withMessageContaining("closed");
        process.close();
        assertFails(Errno.ESRCH, () -> file.sync(SyncMode.SYNC));
    }

    @Test
    void shouldCountAgainstTheQuota() throws IOException {
        AioProcess small = open(settings().maxOutstanding(1));
        AioFile target = newFile(small);
        ControlBlock unreaped = write(target, 1);
        assertFails(Errno.EAGAIN, () -> target.write(ByteBuffer.allocate(4), 0));
        reap(small, unreaped);
        for (int i = 0; i < 5; i++) {
            assertThat(target.write(ByteBuffer.allocate(4), 0)).isEqualTo(4);
        }
    }

    @Test
    void shouldThrowTheErrorOfTheTransfer() {
        IOException cause = new IOException("No space left on device");
        backend.fail(5, cause);
        assertFails(Errno.ENOSPC, () -> file.write(ByteBuffer.allocate(4), 5))
                .withMessageContaining("WRITE of " + file)
                .withCause(cause);
        assertThat(process.statistics().outstanding()).isZero();
    }

    // ---- interrupts

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void shouldCancelWhenInterruptedWhileQueued(ThreadKind caller) throws Exception {
        ControlBlock occupier = occupyWorker(process);
        Call<Integer> writing = writing(caller, 5).awaitParked();
        writing.interrupt();
        assertThatExceptionOfType(InterruptedIOException.class)
                .isThrownBy(writing::result)
                .withMessageContaining(file.toString());
        assertThat(writing.wasInterruptedAtEnd()).isTrue();
        backend.releaseAll();
        reap(process, occupier);
        assertThat(backend.hasSeen(5)).isFalse();
        assertThat(process.statistics().outstanding()).isZero();
        assertThat(file.read(ByteBuffer.allocate(4), 0)).as("the file is open").isEqualTo(4);
    }

    @ParameterizedTest
    @EnumSource(ThreadKind.class)
    void shouldReturnTheResultWhenInterruptedWhileRunning(ThreadKind caller) throws Exception {
        backend.hold();
        Call<Integer> writing = writing(caller, 5);
        backend.awaitStarted(5);
        writing.awaitParked().interrupt();
        writing.awaitParked().interrupt();
        backend.releaseAll();
        assertThat(writing.result()).isEqualTo(4);
        assertThat(writing.wasInterruptedAtEnd()).isTrue();
        assertThat(file.read(ByteBuffer.allocate(4), 0)).as("the file is open").isEqualTo(4);
    }

    @Test
    void shouldCancelWhenInterruptedBefore() throws Exception {
        occupyWorker(process);
        Call<Integer> writing = call(() -> {
            Thread.currentThread().interrupt();
            return file.write(ByteBuffer.allocate(4), 5);
        });
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(writing::result);
        assertThat(writing.wasInterruptedAtEnd()).isTrue();
        assertThat(backend.hasSeen(5)).isFalse();
    }

    /**
     * After an interrupt at any moment the call is either cancelled and has no effect, or done; the file stays open.
     */
    @Test
    void shouldEitherCancelOrCompleteWhenInterruptedAtAnyTime() throws Exception {
        for (int round = 0; round < 500; round++) {
            ByteBuffer buffer = ByteBuffer.allocate(4);
            long offset = 100L + round;
            Call<Integer> writing = call(() -> file.write(buffer, offset));
            writing.interrupt();
            try {
                assertThat(writing.result()).isEqualTo(4);
                assertThat(buffer.position()).isEqualTo(4);
            } catch (InterruptedIOException cancelled) {
                assertThat(buffer.position()).isZero();
                assertThat(backend.hasSeen(offset)).isFalse();
                assertThat(writing.wasInterruptedAtEnd()).isTrue();
            }
        }
        assertThat(file.read(ByteBuffer.allocate(4), 0)).as("the file is open").isEqualTo(4);
    }

    // ---- cancelled by other threads

    @Test
    void shouldThrowWhenFileIsClosedWhileQueued() throws Exception {
        occupyWorker(process);
        Call<Integer> writing = writing(5).awaitParked();
        file.close();
        assertThatExceptionOfType(AsynchronousCloseException.class).isThrownBy(writing::result);
        assertThat(writing.wasInterruptedAtEnd()).isFalse();
        assertThat(process.files().all()).doesNotContain(file);
    }

    @Test
    void shouldReturnTheResultWhenFileIsClosedWhileRunning() throws Exception {
        backend.hold();
        Call<Integer> writing = writing(5);
        backend.awaitStarted(5);
        Call<Boolean> closing = call(() -> {
            file.close();
            return true;
        });
        closing.awaitParked();
        backend.releaseAll();
        assertThat(writing.result()).isEqualTo(4);
        assertThat(closing.result()).isTrue();
    }

    @Test
    void shouldThrowWhenProcessExitsWhileQueued() throws Exception {
        occupyWorker(process);
        Call<Integer> writing = writing(5).awaitParked();
        Call<ExitReport> exiting = call(() -> process.exit(FOR_EVER));
        assertThatExceptionOfType(AsynchronousCloseException.class).isThrownBy(writing::result);
        backend.releaseAll();
        // The running request may end before the exit reaches it: then the exit does not count it as waited for.
        assertThat(exiting.result()).isIn(new ExitReport(1, 1, 0, 0), new ExitReport(1, 0, 0, 0));
    }

    // ---- cost

    @Test
    void shouldUseItsRequestsAgain() throws IOException {
        Set<Request> requests = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            file.write(ByteBuffer.allocate(4), i);
            Request free = file.requests().borrowDirect();
            requests.add(free);
            file.requests().giveBackDirect(free);
        }
        assertThat(requests).hasSize(1);
    }

    @Test
    void shouldUseItsRequestAgainWhenRefused() throws IOException {
        file.read(ByteBuffer.allocate(1), 0);
        Request free = file.requests().borrowDirect();
        file.requests().giveBackDirect(free);
        for (int i = 0; i < 5; i++) {
            assertFails(Errno.EINVAL, () -> file.read(ByteBuffer.allocate(4), -1));
            Request again = file.requests().borrowDirect();
            assertThat(again).isSameAs(free);
            file.requests().giveBackDirect(again);
        }
        assertThat(free.takeWaiter()).isNull();
    }

    /** Callers on virtual threads park: however many wait, another virtual thread still gets a carrier. */
    @Test
    void shouldLeaveCarriersToOtherVirtualThreads() throws Exception {
        backend.hold();
        List<Call<Integer>> blocked = new ArrayList<>();
        for (int i = 0; i < 4 * Runtime.getRuntime().availableProcessors(); i++) {
            blocked.add(writing(i));
        }
        blocked.forEach(Call::awaitParked);
        assertThat(call(() -> "a carrier").result()).isEqualTo("a carrier");
        backend.releaseAll();
        for (Call<Integer> call : blocked) {
            assertThat(call.result()).isEqualTo(4);
        }
    }
}
