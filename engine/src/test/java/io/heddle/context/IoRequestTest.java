package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class IoRequestTest extends ContextTest {

    // ---- create and destroy

    @Test
    void shouldBeCompletedWithSuccessWhenCreated() throws Exception {
        IoRequest request = new IoRequest();

        assertSucceeded(request, 0);
        assertThat(request.user()).isNull();
    }

    @Test
    void shouldRefuseEverythingWhenDestroyed() throws Exception {
        IoRequest request = write(0);
        request.close();
        request.close();

        assertThat(request.state()).isEqualTo(IoRequest.State.COMPLETED);
        assertThat(request.status()).isEqualTo(ContextStatus.INVALID_HANDLE);
        assertThat(request.cancel()).isEqualTo(ContextStatus.INVALID_HANDLE);
        assertThat(request.user()).isNull();
        refused(ContextStatus.INVALID_HANDLE, request::result);
        refused(ContextStatus.INVALID_HANDLE, () -> request.prepareRead(file, 0, record(0), null));
        refused(ContextStatus.INVALID_HANDLE, () -> request.prepareWrite(file, 0, record(0), null));
        refused(ContextStatus.INVALID_HANDLE, () -> request.prepareFlush(file, null));
        refused(ContextStatus.INVALID_HANDLE, () -> context.submit(request));
    }

    @Test
    void shouldRefuseToBeDestroyedWhileSubmitted() throws Exception {
        IoRequest running = submitHeld();

        refused(ContextStatus.IN_PROGRESS, running::close);

        assertSubmitted(running);
        channel.letGo();
        context.await(completed, 1);
        running.close();
    }

    // ---- prepare

    @Test
    void shouldMoveTheBytesItWasPreparedFor() throws Exception {
        IoRequest write = new IoRequest();
        ByteBuffer bytes = record(4711);
        write.prepareWrite(file, 16, bytes, "w");
        assertPrepared(write);
        context.submit(write);
        context.await(completed, 1);
        assertSucceeded(write, RECORD);
        assertThat(bytes.hasRemaining()).isFalse();

        IoRequest read = new IoRequest();
        ByteBuffer found = ByteBuffer.allocateDirect(100);
        read.prepareRead(file, 16, found, "r");
        context.submit(read);
        context.await(completed, 1);

        assertSucceeded(read, RECORD);
        assertThat(found.getLong(0)).isEqualTo(4711);
        assertThat(read.user()).isEqualTo("r");
        assertThat(write.user()).isEqualTo("w");
    }

    @Test
    void shouldTransferNothingWhenReadingBeyondTheEnd() throws Exception {
        IoRequest read = new IoRequest();
        read.prepareRead(file, 1_000_000, record(0), null);

        context.submit(read);
        context.await(completed, 1);

        assertSucceeded(read, 0);
    }

    @Test
    void shouldForceTheFileWhenFlushed() throws Exception {
        IoRequest flush = flush();

        context.submit(flush);
        context.await(completed, 1);

        assertSucceeded(flush, 0);
        assertThat(channel.log()).containsExactly("force");
    }

    /** Only the last preparation counts. */
    @Test
    void shouldForgetTheEarlierUseWhenPreparedAgain() throws Exception {
        IoRequest request = write(3);
        request.prepareFlush(file, "flush");
        assertThat(request.user()).isEqualTo("flush");
        request.prepareWrite(file, 8, record(1), "write");

        context.submit(request);
        context.await(completed, 1);

        assertSucceeded(request, RECORD);
        assertThat(request.user()).isEqualTo("write");
        assertThat(channel.log()).containsExactly("write 8");
    }

    @Test
    void shouldBeUsableManyTimes() throws Exception {
        IoRequest request = new IoRequest();
        for (int i = 0; i < 1000; i++) {
            request.prepareWrite(file, 0, record(i), i);
            context.submit(request);
            assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.SUCCESS);
            assertThat(completed.get(0)).isSameAs(request);
            assertSucceeded(request, RECORD);
        }
    }

    @Test
    void shouldBeUsableWithOneContextAfterTheOther() throws Exception {
        IoRequest request = write(0);
        context.submit(request);
        context.await(completed, 1);
        try (CompletionContext other = CompletionContext.open(process)) {
            request.prepareWrite(file, 0, record(0), null);
            other.submit(request);
            assertThat(context.pending()).isZero();
            assertThat(other.await(completed, 1)).isEqualTo(ContextStatus.SUCCESS);
        }
        assertThat(completed).containsExactly(request);
    }

    @Test
    void shouldRefuseToBePreparedWhileSubmitted() throws Exception {
        IoRequest running = submitHeld();

        refused(ContextStatus.IN_PROGRESS, () -> running.prepareRead(file, 0, record(0), "other"));
        refused(ContextStatus.IN_PROGRESS, () -> running.prepareWrite(file, 0, record(0), "other"));
        refused(ContextStatus.IN_PROGRESS, () -> running.prepareFlush(file, "other"));

        assertSubmitted(running);
        assertThat(running.user()).isEqualTo(0);
    }

    @Test
    void shouldRefuseInvalidArgumentsAndStayAsItWas() throws Exception {
        IoRequest request = write(1);
        ByteBuffer readOnly = record(0).asReadOnlyBuffer();
        ByteBuffer empty = ByteBuffer.allocate(0);

        refused(ContextStatus.INVALID_PARAMETER, () -> request.prepareRead(file, -1, record(0), null));
        refused(ContextStatus.INVALID_PARAMETER, () -> request.prepareWrite(file, -1, record(0), null));
        refused(ContextStatus.INVALID_PARAMETER, () -> request.prepareRead(file, 0, readOnly, null));
        refused(ContextStatus.INVALID_PARAMETER, () -> request.prepareRead(file, 0, empty, null));
        refused(ContextStatus.INVALID_PARAMETER, () -> request.prepareWrite(file, 0, empty, null));
        assertThatNullPointerException().isThrownBy(() -> request.prepareRead(null, 0, record(0), null));
        assertThatNullPointerException().isThrownBy(() -> request.prepareWrite(file, 0, null, null));
        assertThatNullPointerException().isThrownBy(() -> request.prepareFlush(null, null));

        assertPrepared(request);
        assertThat(request.user()).isEqualTo(1);
    }

    @Test
    void shouldWriteFromReadOnlyBuffer() throws Exception {
        IoRequest request = new IoRequest();
        request.prepareWrite(file, 0, record(0).asReadOnlyBuffer(), null);
        context.submit(request);
        context.await(completed, 1);
        assertSucceeded(request, RECORD);
    }

    // ---- result

    @ParameterizedTest
    @CsvSource({
        "No space left on device, DISK_FULL",
        "Disk quota exceeded, DISK_FULL",
        "File too large, FILE_TOO_BIG",
        "Invalid argument, INVALID_PARAMETER",
        "Bad file descriptor, INVALID_HANDLE",
        "Read-only file system, WRITE_PROTECT",
        "Operation not permitted, ACCESS_DENIED",
        "Operation not supported, NOT_SUPPORTED",
        "Illegal seek, SEEK_ON_DEVICE",
        "Cannot allocate memory, NO_MEMORY",
        "Input/output error, DEVICE_ERROR",
    })
    void shouldTellWhyTheTransferFailed(String message, ContextStatus status) throws Exception {
        IOException cause = new IOException(message);
        channel.failWith(cause);
        IoRequest request = write(0);

        context.submit(request);

        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).containsExactly(request);
        assertThat(assertFailed(request, status)).hasRootCause(cause).hasMessageContaining(message);
    }

    @Test
    void shouldForgetTheFailureWhenUsedAgain() throws Exception {
        channel.failWith(new IOException("No space left on device"));
        IoRequest request = write(0);
        context.submit(request);
        context.await(completed, 1);

        request.prepareWrite(file, 0, record(0), null);
        assertThat(refused(ContextStatus.NOT_SUBMITTED, request::result)).hasNoCause();
        channel.failWith(null);
        context.submit(request);
        context.await(completed, 1);

        assertSucceeded(request, RECORD);
    }

    @Test
    void shouldTellItsStateAndStatusAsText() throws Exception {
        assertThat(new IoRequest()).hasToString("request (COMPLETED, SUCCESS)");
        assertThat(write(0)).hasToString("request (PREPARED, NOT_SUBMITTED)");
    }

    // ---- cancel

    @Test
    void shouldSayNotSubmittedWhenThereIsNothingToCancel() throws Exception {
        IoRequest request = new IoRequest();
        assertThat(request.cancel()).isEqualTo(ContextStatus.NOT_SUBMITTED);
        request.prepareWrite(file, 0, record(0), null);
        assertThat(request.cancel()).isEqualTo(ContextStatus.NOT_SUBMITTED);
        assertPrepared(request);
        context.submit(request);
        context.await(completed, 1);
        assertThat(request.cancel()).isEqualTo(ContextStatus.NOT_SUBMITTED);
        assertSucceeded(request, RECORD);
    }

    @Test
    void shouldCancelQueuedRequestWithoutMovingItsBytes() throws Exception {
        submitHeld();
        IoRequest queued = write(1);
        context.submit(queued);

        assertThat(queued.cancel()).isEqualTo(ContextStatus.SUCCESS);

        assertThat(assertFailed(queued, ContextStatus.CANCELED)).hasMessageContaining("cancelled");
        assertThat(context.pending()).isOne();
        channel.letGo();
        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).doesNotContain(queued).hasSize(1);
        assertThat(channel.log()).containsExactly("write 0");
    }

    @Test
    void shouldCancelFlushThatWaitsForItsPredecessors() throws Exception {
        submitHeld();
        IoRequest flush = flush();
        context.submit(flush);

        assertThat(flush.cancel()).isEqualTo(ContextStatus.SUCCESS);

        assertFailed(flush, ContextStatus.CANCELED);
        channel.letGo();
        context.await(completed, 1);
        assertThat(channel.log()).containsExactly("write 0");
    }

    @Test
    void shouldNotCancelRunningRequest() throws Exception {
        IoRequest running = submitHeld();

        assertThat(running.cancel()).isEqualTo(ContextStatus.IN_PROGRESS);

        assertSubmitted(running);
        channel.letGo();
        context.await(completed, 1);
        assertSucceeded(running, RECORD);
    }

    @Test
    void shouldNotCancelRequestThatIsDoneAndNotHandedOut() throws Exception {
        IoRequest request = write(0);
        context.submit(request);
        awaitDone(1);

        assertThat(request.cancel()).isEqualTo(ContextStatus.COMPLETED);

        assertSubmitted(request);
        context.await(completed, 1);
        assertThat(completed).containsExactly(request);
        assertSucceeded(request, RECORD);
    }

    @Test
    void shouldBeUsableAgainWhenCancelled() throws Exception {
        submitHeld();
        IoRequest request = write(1);
        context.submit(request);
        request.cancel();

        request.prepareWrite(file, 16, record(2), null);
        context.submit(request);
        channel.letGo();

        assertThat(context.await(completed, 2)).isEqualTo(ContextStatus.SUCCESS);
        assertSucceeded(request, RECORD);
        assertThat(channel.log()).containsExactly("write 0", "write 16");
    }

    /** A cancel through the engine is not the request's own: the wait reports it. */
    @Test
    void shouldBeHandedOutWhenTheEngineCancelledIt() throws Exception {
        IoRequest running = submitHeld();
        IoRequest queued = write(1);
        context.submit(queued);

        process.cancel(file);
        assertThat(context.await(completed, 1, NOW)).isEqualTo(ContextStatus.SUCCESS);

        assertThat(completed).containsExactly(queued);
        assertFailed(queued, ContextStatus.CANCELED);
        assertSubmitted(running);
    }
}
