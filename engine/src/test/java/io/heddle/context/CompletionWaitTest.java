package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.context.CompletionContext.Flag;
import io.heddle.testing.Conditions;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

final class CompletionWaitTest extends ContextTest {
    private static final Duration TIMEOUT = Duration.ofNanos(777);

    // ---- arguments, in the order in which they are checked

    @Test
    void shouldRefuseMinimumThatIsOutOfRange() {
        refused(ContextStatus.OUT_OF_RANGE, () -> context.await(completed, 101));
        refused(ContextStatus.OUT_OF_RANGE, () -> context.await(completed, -1));
    }

    @Test
    void shouldSayNoRequestWhenNothingIsPending() throws Exception {
        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.NO_REQUEST);
        assertThat(context.await(completed, 1, TIMEOUT)).isEqualTo(ContextStatus.NO_REQUEST);
    }

    /** Completions that the last wait has handed out are not handed out again. */
    @Test
    void shouldEmptyTheCompletionsHoweverTheWaitEnds() throws Exception {
        context.submit(writes(2));
        context.await(completed, 2);
        assertThat(completed).hasSize(2);

        context.await(completed, 1);

        assertThat(completed).isEmpty();
    }

    // ---- minimum and maximum

    @Test
    void shouldTakeMinimumZeroForOne() throws Exception {
        submitHeld();
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 0));
        assertThat(wait.isDone()).isFalse();

        channel.letGo();

        assertThat(wait.get()).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).hasSize(1);
    }

    @Test
    void shouldWaitUntilTheMinimumIsThere() throws Exception {
        submitHeld();
        context.submit(write(1), write(2), write(3));
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 3));

        channel.letGo();

        assertThat(wait.get()).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed.size()).isBetween(3, 4);
    }

    @Test
    void shouldWaitForRequestsOfOthersUntilTheMinimumIsThere() throws Exception {
        try (CompletionContext patient =
                CompletionContext.open(process, CompletionContext.UNLIMITED, Flag.WAIT_WITHOUT_PENDING_REQUESTS)) {
            FutureTask<ContextStatus> wait = startWait(() -> patient.await(completed, 3));
            patient.submit(writes(2));
            awaitDone(2);
            assertThat(wait.isDone()).isFalse();

            patient.submit(write(2));

            assertThat(wait.get()).isEqualTo(ContextStatus.SUCCESS);
            assertThat(completed).hasSize(3);
        }
    }

    @Test
    void shouldHandOutMoreThanTheMinimumWhenMoreHaveCompleted() throws Exception {
        context.submit(writes(5));
        awaitDone(5);

        assertThat(context.await(completed, 2)).isEqualTo(ContextStatus.SUCCESS);

        assertThat(completed).hasSize(5);
    }

    @Test
    void shouldHandOutNoMoreThanThereIsRoomFor() throws Exception {
        IoRequest[] requests = writes(5);
        context.submit(requests);
        awaitDone(5);
        Completions two = new Completions(2);

        assertThat(context.await(two, 1)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(two).containsExactly(requests[0], requests[1]);
        assertSubmitted(requests[2]); // completed, but not handed out
        assertThat(context.pending()).isEqualTo(3);
        assertThat(context.await(two, 2)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(context.await(two, 1)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(two).containsExactly(requests[4]);
    }

    // ---- time

    @Test
    void shouldSayTimeoutAndHandOutWhatCame() throws Exception {
        submitHeld();
        IoRequest queued = write(1);
        context.submit(queued);
        process.cancel(file); // completes the queued one; the running one is still to complete
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 2, TIMEOUT));
        ticker.awaitSleeperDueIn(TIMEOUT.toNanos());

        ticker.advance(TIMEOUT.toNanos() - 1);
        ticker.awaitSleeperDueIn(1);
        assertThat(wait.isDone()).isFalse();
        ticker.advance(1);

        assertThat(wait.get()).isEqualTo(ContextStatus.TIMEOUT);
        assertThat(completed).containsExactly(queued);
    }

    @Test
    void shouldOnlyLookWhenThereIsNoTime() throws Exception {
        submitHeld();
        assertThat(context.await(completed, 1, NOW)).isEqualTo(ContextStatus.TIMEOUT);
        assertThat(context.await(completed, 1, Duration.ofNanos(-1))).isEqualTo(ContextStatus.TIMEOUT);
        channel.letGo();
        awaitDone(1);
        assertThat(context.await(completed, 1, NOW)).isEqualTo(ContextStatus.SUCCESS);
    }

    /** The timeout is that of the complete wait, however often it is woken in between. */
    @Test
    void shouldNotWaitAnewAfterCancelledRequest() throws Exception {
        submitHeld();
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 1, TIMEOUT));
        ticker.awaitSleeperDueIn(TIMEOUT.toNanos());
        ticker.advance(700);
        IoRequest queued = write(1);
        context.submit(queued);
        assertThat(queued.cancel()).isEqualTo(ContextStatus.SUCCESS);
        ticker.awaitSleeperDueIn(77);

        ticker.advance(77);

        assertThat(wait.get()).isEqualTo(ContextStatus.TIMEOUT);
    }

    // ---- waiting without pending requests

    @Test
    void shouldWaitForRequestsOfOthersWhenFlagged() throws Exception {
        try (CompletionContext patient =
                CompletionContext.open(process, CompletionContext.UNLIMITED, Flag.WAIT_WITHOUT_PENDING_REQUESTS)) {
            assertThat(patient.await(completed, 1, NOW)).isEqualTo(ContextStatus.TIMEOUT);
            FutureTask<ContextStatus> wait = startWait(() -> patient.await(completed, 1));
            IoRequest late = write(0);

            patient.submit(late);

            assertThat(wait.get()).isEqualTo(ContextStatus.SUCCESS);
            assertThat(completed).containsExactly(late);
        }
    }

    @Test
    void shouldWaitOnWhenTheLastRequestIsCancelledAndTheFlagAllowsIt() throws Exception {
        submitHeld();
        try (CompletionContext patient =
                CompletionContext.open(process, CompletionContext.UNLIMITED, Flag.WAIT_WITHOUT_PENDING_REQUESTS)) {
            IoRequest queued = write(1);
            patient.submit(queued);
            FutureTask<ContextStatus> wait = startWait(() -> patient.await(completed, 1, TIMEOUT));
            ticker.awaitSleeperDueIn(TIMEOUT.toNanos());

            queued.cancel();
            ticker.awaitSleeperDueIn(TIMEOUT.toNanos());
            ticker.advance(TIMEOUT.toNanos());

            assertThat(wait.get()).isEqualTo(ContextStatus.TIMEOUT);
            assertThat(completed).isEmpty();
        }
    }

    // ---- wake-up

    @Test
    void shouldInterruptTheCurrentWaitOnce() throws Exception {
        submitHeld();
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 1));

        context.wakeup();

        assertThat(wait.get()).isEqualTo(ContextStatus.INTERRUPTED);
        assertThat(completed).isEmpty();
        assertThat(context.await(completed, 1, NOW)).isEqualTo(ContextStatus.TIMEOUT);
    }

    @Test
    void shouldHandOutWhatCameWhenInterrupted() throws Exception {
        submitHeld();
        IoRequest queued = write(1);
        context.submit(queued);
        process.cancel(file);
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 2));

        context.wakeup();

        assertThat(wait.get()).isEqualTo(ContextStatus.INTERRUPTED);
        assertThat(completed).containsExactly(queued);
    }

    /** As in the original, a wait that was woken reports that even if its minimum was reached. */
    @Test
    void shouldSayInterruptedEvenWhenTheMinimumIsThere() throws Exception {
        context.submit(writes(2));
        awaitDone(2);
        context.wakeup();

        assertThat(context.await(completed, 2)).isEqualTo(ContextStatus.INTERRUPTED);
        assertThat(completed).hasSize(2);
    }

    /** The check for pending requests comes before the wait; a wait that never began consumes no wake-up. */
    @Test
    void shouldKeepTheWakeupWhenTheWaitIsRefused() throws Exception {
        context.wakeup();
        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.NO_REQUEST);
        submitHeld();

        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.INTERRUPTED);
    }

    // ---- the waiting thread

    @Test
    void shouldRefuseSecondWaiterAtOneTime() throws Exception {
        submitHeld();
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 1));
        Completions mine = new Completions(1);

        ContextException refused = refused(ContextStatus.BUSY, () -> context.await(mine, 1));

        assertThat(refused).hasMessageContaining("waits already");
        channel.letGo();
        assertThat(wait.get()).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).hasSize(1);
        assertThat(context.await(mine, 1)).isEqualTo(ContextStatus.NO_REQUEST); // the place is free again
    }

    @Test
    void shouldThrowWhenInterruptedAndLoseNothing() throws Exception {
        submitHeld();
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 1));

        lastThread().interrupt();

        assertThatThrownBy(wait::get).hasCauseInstanceOf(InterruptedException.class);
        assertThat(completed).isEmpty();
        channel.letGo();
        Conditions.await("its end", () -> process.statistics().done() == 1);
        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).hasSize(1);
    }
}
