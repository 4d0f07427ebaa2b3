package io.heddle.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioSystem;
import io.heddle.aio.Dialect;
import io.heddle.aio.Errno;
import io.heddle.context.CompletionContext.Flag;
import io.heddle.testing.Conditions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Limits, creation, destruction, association, and the effect of the process's exit on a context. */
final class CompletionContextTest extends ContextTest {

    // ---- limits

    @ParameterizedTest
    @EnumSource(value = Dialect.class, names = "POSIX", mode = EnumSource.Mode.EXCLUDE)
    void shouldRefuseAProcessOfAKernelsDialect(Dialect dialect) throws Exception {
        try (AioProcess other =
                AioProcess.configure().system(new AioSystem(dialect)).open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> CompletionContext.open(other))
                    .withMessageContaining("dialect " + dialect);
        }
    }

    @Test
    void shouldTellTheLimitsOfTheProcess() throws Exception {
        try (AioProcess small = AioProcess.configure().maxOutstanding(7).open()) {
            assertThat(ContextLimits.of(small)).isEqualTo(new ContextLimits(7, 0));
        }
        assertThat(ContextLimits.of(process).maxOutstanding()).isEqualTo(65_536);
    }

    // ---- create

    @Test
    void shouldBeUnlimitedUnlessToldOtherwise() throws Exception {
        assertThat(context.maximum()).isEqualTo(CompletionContext.UNLIMITED);
        assertThat(context.process()).isSameAs(process);
        try (CompletionContext limited = CompletionContext.open(process, 5, Flag.WAIT_WITHOUT_PENDING_REQUESTS)) {
            assertThat(limited.maximum()).isEqualTo(5);
        }
    }

    @Test
    void shouldRefuseMaximumBelowOne() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CompletionContext.open(process, 0))
                .withMessageContaining("maximum is 0");
        assertThatNullPointerException().isThrownBy(() -> CompletionContext.open(null));
    }

    @Test
    void shouldRefuseRoomForNoCompletions() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Completions(0));
    }

    // ---- destroy

    @Test
    void shouldRefuseToBeDestroyedWhileRequestsAreOut() throws Exception {
        submitHeld();

        assertThat(refused(ContextStatus.BUSY, context::close)).hasMessageContaining("1 requests pending");

        channel.letGo();
        awaitDone(1);
        refused(ContextStatus.BUSY, context::close); // completed, but not handed out
        context.await(completed, 1);
        context.close();
    }

    @Test
    void shouldRefuseEverythingWhenDestroyed() throws Exception {
        IoRequest request = write(0);
        context.close();
        context.close();

        refused(ContextStatus.INVALID_HANDLE, () -> context.submit(request));
        refused(ContextStatus.INVALID_HANDLE, () -> context.await(completed, 1, NOW));
        refused(ContextStatus.INVALID_HANDLE, context::wakeup);
        refused(ContextStatus.INVALID_HANDLE, () -> context.associate(file));
        assertPrepared(request);
        assertThat(context.pending()).isZero();
    }

    @Test
    void shouldEndTheWaitWithInvalidHandleWhenDestroyed() throws Exception {
        CompletionContext patient =
                CompletionContext.open(process, CompletionContext.UNLIMITED, Flag.WAIT_WITHOUT_PENDING_REQUESTS);
        FutureTask<ContextStatus> wait = startWait(() -> patient.await(completed, 1));

        patient.close();

        assertThatThrownBy(wait::get)
                .cause()
                .isInstanceOfSatisfying(
                        ContextException.class,
                        closed -> assertThat(closed.status()).isEqualTo(ContextStatus.INVALID_HANDLE));
    }

    // ---- associate

    @Test
    void shouldAcceptFilesOfItsProcessOnly() throws Exception {
        context.associate(file);
        try (AioProcess other = AioProcess.open()) {
            AioFile foreign = other.open(folder.resolve("data"));
            refused(ContextStatus.INVALID_HANDLE, () -> context.associate(foreign));
        }
    }

    // ---- the process's exit

    /**
     * An exit notifies no waiting thread: it needs a wake-up, and then finds that no completion can arrive any more.
     */
    @Test
    void shouldLetGoOfRequestsThatAnExitHasTaken() throws Exception {
        IoRequest running = submitHeld();
        IoRequest queued = write(1);
        context.submit(queued);
        FutureTask<ContextStatus> wait = startWait(() -> context.await(completed, 2));
        Thread exit = start(() -> assertThat(exit()).isTrue());
        Conditions.await("the exit to begin", () -> !process.isOpen());
        channel.letGo();
        exit.join();

        context.wakeup();

        assertThat(wait.get()).isEqualTo(ContextStatus.INTERRUPTED);
        assertThat(completed).isEmpty();
        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.NO_REQUEST);
        context.close();
        assertFailed(running, ContextStatus.CANCELED);
        assertFailed(queued, ContextStatus.CANCELED);
        assertThat(context.pending()).isZero();
    }

    private boolean exit() {
        try {
            return process.exit(Duration.ofDays(1)).isComplete();
        } catch (AioException e) {
            throw new AssertionError(e);
        }
    }

    /** After an exec the process continues, and so does the context; the first query of a lost request settles it. */
    @Test
    void shouldGoOnAfterAnExec() throws Exception {
        IoRequest first = submitHeld();
        IoRequest lost = write(1);
        IoRequest alsoLost = write(2);
        context.submit(lost, alsoLost);
        channel.letGo();
        awaitDone(3);

        process.exec(Duration.ofDays(1));

        assertThat(context.pending()).isEqualTo(3);
        assertThat(lost.cancel()).isEqualTo(ContextStatus.COMPLETED);
        assertFailed(lost, ContextStatus.CANCELED);
        assertFailed(first, ContextStatus.CANCELED);
        alsoLost.prepareWrite(file, 0, record(0), null);
        assertThat(context.pending()).isZero();
        context.submit(alsoLost);
        assertThat(context.await(completed, 1)).isEqualTo(ContextStatus.SUCCESS);
        assertThat(completed).containsExactly(alsoLost);
    }

    /**
     * Whether the wait or the exec is first, each request is handed out or cancelled, and none fails because the engine
     * no longer knows it.
     */
    @Test
    void shouldEndEachRequestOnceWhenAnExecReapsWhatAWaitHandsOut() throws Exception {
        int handedOut = 0;
        for (int round = 0; round < 1_000; round++) {
            List<IoRequest> requests = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                requests.add(write(i));
            }
            context.submit(requests.toArray(IoRequest[]::new));
            awaitDone(requests.size());
            CyclicBarrier together = new CyclicBarrier(2);
            FutureTask<Boolean> exec = new FutureTask<>(() -> {
                together.await();
                return process.exec(Duration.ofDays(1)).isComplete();
            });
            start(exec);
            together.await();
            context.await(completed, 20, NOW);
            handedOut += completed.size();
            assertThat(exec.get()).isTrue();
            for (IoRequest request : requests) {
                assertThat(request.status()).isIn(ContextStatus.SUCCESS, ContextStatus.CANCELED);
            }
            assertThat(context.pending()).isZero();
        }
        System.out.println("CompletionContextTest: " + handedOut + " of 20,000 handed out");
    }

    @Test
    void shouldRefuseSubmissionsAfterTheExit() throws Exception {
        IoRequest request = write(0);
        process.close();

        ContextException refused = refused(ContextStatus.PROCESS_NOT_FOUND, () -> context.submit(request));

        assertThat(refused).hasCauseInstanceOf(AioException.class);
        assertFailed(request, ContextStatus.PROCESS_NOT_FOUND);
        assertThat(context.pending()).isZero();
    }

    // ---- the values of the types

    @ParameterizedTest
    @EnumSource
    void shouldHaveStatusForEveryErrno(Errno errno) {
        ContextStatus status = ContextStatus.of(errno);

        assertThat(status == ContextStatus.SUCCESS).isEqualTo(errno == Errno.OK);
        assertThat(status.description()).isNotBlank();
    }

    @Test
    void shouldIterateOverWhatWasHandedOut() throws Exception {
        IoRequest[] requests = writes(3);
        context.submit(requests);
        context.await(completed, 3);

        assertThat(completed).containsExactly(requests).hasToString("3 of at most 100 completed requests");
        assertThat(completed.capacity()).isEqualTo(100);
        assertThatThrownBy(() -> completed.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        Iterator<IoRequest> iterator = completed.iterator();
        iterator.next();
        iterator.next();
        iterator.next();
        assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class);
    }
}
