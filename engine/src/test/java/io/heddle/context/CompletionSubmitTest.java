package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioProcessBuilder;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;

final class CompletionSubmitTest extends ContextTest {
    private static final int LIMIT = 3;

    @Override
    AioProcessBuilder configure(AioProcessBuilder settings) {
        return settings.maxOutstanding(LIMIT);
    }

    // ---- batches

    @Test
    void shouldSubmitBatchInItsOrder() throws Exception {
        IoRequest[] batch = writes(3);

        context.submit(batch);

        assertThat(context.pending()).isEqualTo(3);
        assertThat(context.await(completed, 3)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).containsExactly(batch);
        assertThat(channel.log()).containsExactly("write 0", "write 8", "write 16");
    }

    @Test
    void shouldSubmitOnlyTheFirstOnesWhenCountIsGiven() throws Exception {
        IoRequest[] batch = writes(3);

        context.submit(batch, 2);

        assertThat(context.pending()).isEqualTo(2);
        assertPrepared(batch[2]);
    }

    /** A flush among writes runs after the writes before it; those after it need not wait. */
    @Test
    void shouldFlushWhatStandsBeforeIt() throws Exception {
        submitHeld();
        IoRequest flush = flush();
        IoRequest after = write(1);

        context.submit(flush, after);
        channel.letGo();

        assertThat(context.await(completed, 3)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).contains(flush, after);
        assertThat(channel.log().indexOf("force")).isGreaterThan(channel.log().indexOf("write 0"));
    }

    @Test
    void shouldSubmitBatchOfFlushesAlone() throws Exception {
        context.submit(flush(), flush());

        assertThat(context.await(completed, 2)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(channel.log()).as("one may serve both").hasSizeBetween(1, 2).containsOnly("force");
    }

    // ---- errors of the batch: nothing is submitted

    @Test
    void shouldRefuseEmptyBatch() throws Exception {
        refused(ContextStatus.INVALID_PARAMETER, () -> context.submit());
        refused(ContextStatus.INVALID_PARAMETER, () -> context.submit(writes(1), 0));
        refused(ContextStatus.INVALID_PARAMETER, () -> context.submit(writes(1), 2));
    }

    @Test
    void shouldSubmitNothingWhenOneRequestIsNull() throws Exception {
        IoRequest good = write(0);

        refused(ContextStatus.INVALID_HANDLE, () -> context.submit(good, null));

        assertNothingSubmitted(good);
    }

    @Test
    void shouldSubmitNothingWhenOneRequestIsDestroyed() throws Exception {
        IoRequest good = write(0);
        IoRequest destroyed = write(1);
        destroyed.close();

        refused(ContextStatus.INVALID_HANDLE, () -> context.submit(good, destroyed));

        assertNothingSubmitted(good);
    }

    @Test
    void shouldSubmitNothingWhenOneRequestIsNotPrepared() throws Exception {
        IoRequest good = write(0);

        refused(ContextStatus.NOT_PREPARED, () -> context.submit(good, new IoRequest()));

        assertNothingSubmitted(good);
    }

    private void assertNothingSubmitted(IoRequest good) {
        assertPrepared(good);
        assertThat(context.pending()).isZero();
        assertThat(process.statistics().submitted()).isZero();
    }

    @Test
    void shouldRefuseRequestThatIsSubmitted() throws Exception {
        IoRequest running = submitHeld();
        IoRequest good = write(1);

        refused(ContextStatus.IN_PROGRESS, () -> context.submit(good, running));

        assertPrepared(good);
        assertSubmitted(running);
        assertThat(context.pending()).isOne();
    }

    @Test
    void shouldRefuseRequestThatHasCompletedAndWasNotPreparedAgain() throws Exception {
        IoRequest request = write(0);
        context.submit(request);
        context.await(completed, 1);

        refused(ContextStatus.NOT_PREPARED, () -> context.submit(request));

        assertSucceeded(request, RECORD);
    }

    @Test
    void shouldSubmitRequestOnceWhenItStandsTwiceInTheBatch() throws Exception {
        channel.hold();
        IoRequest twice = write(0);

        refused(ContextStatus.IN_PROGRESS, () -> context.submit(twice, twice));

        assertSubmitted(twice);
        assertThat(context.pending()).isOne();
    }

    // ---- refusals in the middle of the batch: each request reports its state

    @Test
    void shouldKeepTheRestPreparedWhenTheProcessIsAtItsLimit() throws Exception {
        channel.hold();
        IoRequest[] batch = writes(LIMIT + 2);

        ContextException refused = refused(ContextStatus.INSUFFICIENT_RESOURCES, () -> context.submit(batch));

        assertThat(refused).hasCauseInstanceOf(AioException.class);
        for (int i = 0; i < batch.length; i++) {
            if (i < LIMIT) {
                assertSubmitted(batch[i]);
            } else {
                assertPrepared(batch[i]);
            }
        }
        assertThat(context.pending()).isEqualTo(LIMIT);

        channel.letGo();
        context.await(completed, LIMIT);
        context.submit(batch[LIMIT], batch[LIMIT + 1]);
        assertThat(context.await(completed, 2)).isEqualTo(ContextStatus.SUCCESS);
    }

    @Test
    void shouldKeepTheRestPreparedWhenTheContextIsAtItsMaximum() throws Exception {
        channel.hold();
        try (CompletionContext small = CompletionContext.open(process, 1)) {
            IoRequest[] batch = writes(3);

            ContextException refused = refused(ContextStatus.INSUFFICIENT_RESOURCES, () -> small.submit(batch));

            assertThat(refused).hasMessageContaining("its maximum");
            assertSubmitted(batch[0]);
            assertPrepared(batch[1]);
            assertPrepared(batch[2]);
            assertThat(process.statistics().outstanding()).isOne();
            channel.letGo();
            small.await(completed, 1);
            small.submit(batch[1]);
            small.await(completed, 1);
        }
    }

    @Test
    void shouldCompleteTheRefusedRequestWhenItsFileIsNotOpenForIt() throws Exception {
        AioFile readOnly = process.open(folder.resolve("data"), StandardOpenOption.READ);
        IoRequest[] batch = writes(3);
        batch[1].prepareWrite(readOnly, 0, record(0), null);

        refused(ContextStatus.INVALID_HANDLE, () -> context.submit(batch));

        assertFailed(batch[1], ContextStatus.INVALID_HANDLE);
        assertPrepared(batch[2]);
        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).containsExactly(batch[0]);
    }

    @Test
    void shouldCompleteTheRefusedRequestWhenItsFileIsClosed() throws Exception {
        IoRequest write = write(0);
        IoRequest flush = flush();
        file.close();

        refused(ContextStatus.INVALID_HANDLE, () -> context.submit(write));
        refused(ContextStatus.INVALID_HANDLE, () -> context.submit(flush));

        assertFailed(write, ContextStatus.INVALID_HANDLE);
        assertFailed(flush, ContextStatus.INVALID_HANDLE);
        assertThat(context.pending()).isZero();
    }

    @Test
    void shouldCompleteTheRefusedRequestWhenItsFileIsAnotherProcesss() throws Exception {
        IoRequest request = new IoRequest();
        try (AioProcess other = AioProcess.open()) {
            request.prepareRead(other.open(folder.resolve("data")), 0, record(0), null);
            refused(ContextStatus.INVALID_HANDLE, () -> context.submit(request));
        }
        assertFailed(request, ContextStatus.INVALID_HANDLE);
    }

    /**
     * The bytes between position and limit at submission count, not those at the time when the request was prepared.
     */
    @Test
    void shouldSubmitTheBufferAsItIsAtSubmission() throws Exception {
        IoRequest request = new IoRequest();
        ByteBuffer buffer = record(0);
        request.prepareWrite(file, 0, buffer, null);
        buffer.limit(3);

        context.submit(request);
        context.await(completed, 1);

        assertSucceeded(request, 3);
    }
}
