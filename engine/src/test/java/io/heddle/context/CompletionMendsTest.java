package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.AioProcessBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** The defects of the original that, according to the package's page, are not repeated, in its order. */
final class CompletionMendsTest extends ContextTest {
    private static final int MANY = 1000;

    @Override
    AioProcessBuilder configure(AioProcessBuilder settings) {
        return settings.maxOutstanding(MANY);
    }

    @Test
    void shouldHandOutThousandRequestsAtOnce() throws Exception {
        Completions thousand = new Completions(MANY);
        IoRequest[] requests = writes(MANY);
        context.submit(requests);

        assertThat(context.await(thousand, MANY)).isEqualTo(ContextStatus.SUCCESS);

        assertThat(thousand).containsExactly(requests);
        for (IoRequest request : thousand) {
            assertSucceeded(request, RECORD);
        }
    }

    @Test
    void shouldHandOutThousandRequestsInPartsWhenThereIsLittleRoom() throws Exception {
        IoRequest[] requests = writes(MANY);
        context.submit(requests);
        Set<IoRequest> handedOut = new HashSet<>();
        for (int left = MANY; left > 0; left -= completed.size()) {
            assertThat(context.await(completed, Math.min(65, left))).isEqualTo(ContextStatus.SUCCESS);
            completed.forEach(handedOut::add);
        }
        assertThat(handedOut).containsExactlyInAnyOrder(requests);
    }

    @Test
    void shouldSayInsufficientResourcesOfFlush() throws Exception {
        channel.hold();
        context.submit(writes(MANY));
        IoRequest flush = flush();

        refused(ContextStatus.INSUFFICIENT_RESOURCES, () -> context.submit(flush));

        assertPrepared(flush);
        assertThat(context.pending()).isEqualTo(MANY);
        channel.letGo();
        context.await(completed, 1);
        context.submit(flush);
    }

    @Test
    void shouldTellTheErrorOfTheTransferAndNotOfItsReturnValue() throws Exception {
        channel.failWith(new IOException("No space left on device"));
        IoRequest write = write(0);
        IoRequest flush = flush();

        context.submit(write, flush);
        context.await(completed, 2);

        assertFailed(write, ContextStatus.DISK_FULL);
        assertFailed(flush, ContextStatus.DISK_FULL);
    }

    @Test
    void shouldCountWhatWasSubmittedBeforeTheBatchFailed() throws Exception {
        IoRequest before = write(0);
        IoRequest refused = new IoRequest();
        refused.prepareWrite(process.open(folder.resolve("data")), 0, record(0), null); // open for reading

        refused(ContextStatus.INVALID_HANDLE, () -> context.submit(before, refused));

        assertThat(context.pending()).isOne();
        refused(ContextStatus.BUSY, context::close);
        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).containsExactly(before);
        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.NO_REQUEST);
    }

    @Test
    void shouldGiveTheQuotaBackWhenCancelled() throws Exception {
        IoRequest running = submitHeld();
        IoRequest queued = write(1);
        for (int i = 0; i < 2 * MANY; i++) {
            context.submit(queued);
            assertThat(queued.cancel()).isEqualTo(ContextStatus.SUCCESS);
            queued.prepareWrite(file, 0, record(1), null);
        }
        assertThat(process.statistics().outstanding()).isOne();
        assertSubmitted(running);
        assertPrepared(queued);
    }

    @Test
    void shouldNotSleepWhenWokenUpBefore() throws Exception {
        submitHeld();
        context.wakeup();
        context.wakeup();

        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.INTERRUPTED);
        assertThat(completed).isEmpty();
    }

    /** Several wake-ups before a wait count as one, and one that has ended a wait is used up. */
    @Test
    void shouldReportEachWakeupOnce() throws Exception {
        submitHeld();
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 1));
        context.wakeup();
        assertThat(wait.get()).isEqualTo(ContextStatus.INTERRUPTED);
        channel.letGo();

        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.SUCCESS);
    }

    @Test
    void shouldEndTheWaitWhenItsLastRequestIsCancelled() throws Exception {
        submitHeld();
        try (CompletionContext other = CompletionContext.open(process)) {
            IoRequest first = write(1);
            IoRequest last = write(2);
            other.submit(first, last);
            FutureTask<ContextStatus> wait = startWait(() -> other.await(completed, 1, Duration.ofNanos(777)));
            first.cancel();
            ticker.awaitSleeperDueIn(777);

            last.cancel();

            assertThat(wait.get()).isEqualTo(ContextStatus.NO_REQUEST);
            assertThat(completed).isEmpty();
        }
    }

    @Test
    void shouldEndTheWaitForMoreThanIsPendingWhenAllHaveCome() throws Exception {
        submitHeld();
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 3));
        context.submit(write(1));

        channel.letGo();

        assertThat(wait.get()).isEqualTo(ContextStatus.NO_REQUEST);
        assertThat(completed.size()).isBetween(1, 2);
    }

    /** Hands out the requests that completed before the rest was cancelled. */
    @Test
    void shouldHandOutWhatCameWhenTheRestIsCancelled() throws Exception {
        IoRequest done = write(0);
        try (CompletionContext other = CompletionContext.open(process)) {
            other.submit(done);
            awaitDone(1);
            submitHeld();
            IoRequest queued = write(1);
            other.submit(queued);
            FutureTask<ContextStatus> wait = startWait(() -> other.await(completed, 2, Duration.ofNanos(777)));
            ticker.awaitSleeperDueIn(777);

            queued.cancel();

            assertThat(wait.get()).isEqualTo(ContextStatus.NO_REQUEST);
            assertThat(completed).containsExactly(done);
        }
    }
}
