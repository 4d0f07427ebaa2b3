package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/**
 * Events of completed requests: their content, and what becomes of those that are never fetched. For which waiter gets
 * them, and when, see {@link CompletionQueueWaitTest}; for how often, {@link KeventFlagTest}.
 */
final class CompletionQueueTest extends CompletionQueueFixture {
    // ---- the content of an event

    @Test
    void shouldTellWhichRequestEndedAndHow() throws Exception {
        ControlBlock block = write(1);
        Kevent[] events = events(1);
        assertThat(queue.await(events, 1)).isEqualTo(1);
        assertThat(events[0].block()).isSameAs(block);
        assertThat(events[0].error()).isEqualTo(Errno.OK);
        assertThat(events[0].data()).isEqualTo(8);
        assertThat(events[0].udata()).isEqualTo("udata 1");
    }

    @Test
    void shouldTellTheErrorOfFailedRequest() throws Exception {
        backend.fail(1, new IOException("No space left on device"));
        write(1);
        Kevent[] events = events(1);
        assertThat(queue.await(events, 1)).isEqualTo(1);
        assertThat(events[0].error()).isEqualTo(Errno.ENOSPC);
        assertThat(events[0].data()).isEqualTo(-1);
    }

    @Test
    @DisplayName("fetching a kevent: reaps the request")
    void shouldReapTheRequestWhoseEventIsFetched() throws Exception {
        ControlBlock block = write(1);
        Kevent[] events = events(1);
        assertThat(queue.await(events, 1)).isEqualTo(1);
        assertThat(events[0].error()).isEqualTo(Errno.OK);
        assertThat(events[0].data()).isEqualTo(8);
        assertThat(process.statistics().outstanding()).isZero();
        assertFails(Errno.EINVAL, () -> process.reap(block));
    }

    @Test
    void shouldLeaveTheRequestToBeReapedByItsUserWhenTheQueueKeeps() throws Exception {
        CompletionQueue keeping = CompletionQueue.keeping(ticker);
        ControlBlock block = block(file, 1).sigevent(Sigevent.kevent(keeping, null));
        process.write(block);
        assertThat(keeping.await(events(1), 1)).isEqualTo(1);
        assertThat(process.error(block)).isEqualTo(Errno.OK);
        assertThat(process.statistics().outstanding()).isEqualTo(1);
        assertThat(process.reap(block)).isEqualTo(8);
    }

    /** A thread that has fetched the event of a request can reuse its block immediately. */
    @Test
    void shouldBeFreeWhenItsEventIsFetched() throws Exception {
        Kevent[] events = events(1);
        ControlBlock block = block(file, 1).sigevent(Sigevent.kevent(queue, null));
        for (int round = 0; round < 5_000; round++) {
            block.buffer().clear();
            process.write(block);
            while (takeNow(events) == 0) {
                Thread.onSpinWait();
            }
            assertThat(events[0].error()).isEqualTo(Errno.OK);
        }
    }

    @Test
    void shouldTakeEventsOfSeveralProcesses() throws Exception {
        AioProcess other = open();
        ControlBlock mine = write(1);
        ControlBlock theirs = writeTo(newFile(other), 2);
        Kevent[] events = events(2);
        assertThat(queue.await(events, 2)).isEqualTo(2);
        assertThat(List.of(events[0].block(), events[1].block())).containsExactlyInAnyOrder(mine, theirs);
    }

    // ---- withdrawal

    @Test
    @DisplayName("an event that waits when its request is reaped is withdrawn")
    void shouldWithdrawEventWhenItsRequestIsReaped() throws Exception {
        ControlBlock first = write(1);
        awaitDone(first);
        ControlBlock second = write(2);
        awaitDone(second);
        ControlBlock third = write(3);
        awaitDone(third);
        process.reap(second);
        Kevent[] events = events(3);
        assertThat(takeNow(events)).isEqualTo(2);
        assertThat(events[0].block()).isSameAs(first);
        assertThat(events[1].block()).isSameAs(third);
    }

    @Test
    void shouldWithdrawEventsWhenProcessExits() throws Exception {
        awaitDone(write(1), write(2));
        process.close();
        assertThat(queue.pending()).isZero();
    }

    @Test
    void shouldPostAgainWhenBlockIsUsedAgain() throws Exception {
        ControlBlock block = write(1);
        Kevent[] events = events(2);
        for (int round = 0; round < 100; round++) {
            assertThat(queue.await(events, 1)).isEqualTo(1);
            assertThat(events[0].block()).isSameAs(block);
            block.buffer().clear();
            process.write(block);
        }
    }

    // ---- close

    @Test
    void shouldDropWhatIsPendingWhenClosed() throws Exception {
        ControlBlock block = write(1);
        awaitDone(block);
        queue.close();
        assertThat(queue.pending()).isZero();
        assertThat(process.reap(block)).isEqualTo(8);
    }

    @Test
    void shouldLetRequestsCompleteWithoutEventWhenClosedAfterTheirSubmission() throws Exception {
        backend.hold();
        ControlBlock block = write(1);
        queue.close();
        backend.releaseAll();
        assertThat(reap(process, block)).isEqualTo(8);
        assertThat(queue.pending()).isZero();
    }

    /** A queue serves many processes: the end of one does not concern a thread that waits for all. */
    @Test
    void shouldLetWaitersWaitWhenAProcessExits() throws Exception {
        AioProcess other = open();
        AioFile theirs = newFile(other);
        Call<Integer> waiting = await(1, 1).awaitParked();
        assertThat(process.exit(FOR_EVER).isComplete()).isTrue();
        waiting.awaitParked();
        writeTo(theirs, 1);
        assertThat(waiting.result()).isEqualTo(1);
    }

    // ---- traces

    private static final class KeventTracer implements Tracer {
        final List<String> told = new CopyOnWriteArrayList<>();

        @Override
        public void completionKevent(long processId, long requestId, long queue, int pending) {
            told.add("process " + processId + ", request " + requestId + ", queue " + queue);
        }
    }

    @Test
    void shouldTraceTheEventsThatWerePostedAndNoOthers() throws Exception {
        KeventTracer tracer = new KeventTracer();
        Tracer before = Trace.tracer();
        Trace.install(tracer);
        try {
            ControlBlock told = write(1);
            long id = told.requestId();
            assertThat(queue.await(events(1), 1)).isEqualTo(1);
            cancelInXnu();
            backend.hold();
            write(3);
            queue.close();
            backend.releaseAll();
            process.exit(FOR_EVER); // so that all traces are complete
            assertThat(tracer.told)
                    .containsExactly("process " + process.id() + ", request " + id + ", queue " + queue.id());
        } finally {
            Trace.install(before);
        }
    }

    private void cancelInXnu() throws Exception {
        AioProcess xnu = open(settings().maxWorkers(1).system(new AioSystem(Dialect.XNU)));
        ControlBlock occupier = occupyWorker(xnu);
        ControlBlock cancelled = writeTo(newFile(xnu), 2);
        assertThat(xnu.cancel(cancelled)).isEqualTo(CancelResult.CANCELED);
        backend.releaseAll();
        reap(xnu, occupier);
    }

    @Test
    void shouldHaveANumber() {
        CompletionQueue another = new CompletionQueue();
        assertThat(another.id()).isGreaterThan(queue.id());
        assertThat(queue).hasToString("completion queue " + queue.id());
    }

    // ---- registration

    @Test
    @DisplayName(
            "EVFILT_AIO by hand: the kernels answer EPERM; here nothing public makes an event or puts it in a queue")
    void shouldLetNobodyButTheEngineRegisterAnEvent() {
        assertThat(publicCallsOf(CompletionQueue.class))
                .containsExactlyInAnyOrder(
                        "await(Kevent[], int)",
                        "await(Kevent[], int, Duration)",
                        "close()",
                        "enable(ControlBlock)",
                        "id()",
                        "keeping(Ticker)",
                        "pending()",
                        "toString()",
                        "wakeup()");
        assertThat(publicCallsOf(Kevent.class))
                .containsExactlyInAnyOrder(
                        "block()", "data()", "error()", "filter()", "has(Flag)", "list()", "udata()");
        assertThat(Kevent.class.getFields()).isEmpty();
        assertThat(Kevent.class.getConstructors())
                .singleElement()
                .satisfies(made -> assertThat(made.getParameterCount()).isZero());
        assertThat(Modifier.isPublic(Knote.class.getModifiers())).isFalse();
    }

    private static List<String> publicCallsOf(Class<?> type) {
        return Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                .map(method -> method.getName()
                        + Arrays.stream(method.getParameterTypes())
                                .map(Class::getSimpleName)
                                .collect(Collectors.joining(", ", "(", ")")))
                .toList();
    }
}
