package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The event of a list, {@code EVFILT_LIO}. */
final class KeventListTest extends CompletionQueueFixture {
    private ControlBlock entry(long offset) {
        return block(file, offset).opcode(Opcode.WRITE);
    }

    private void useFreeBsd() throws IOException {
        process = open(settings().system(new AioSystem(Dialect.FREEBSD)));
        file = newFile(process);
    }

    private void submit(List<ControlBlock> list, Kevent.Flag... flags) throws Exception {
        process.listio(ListMode.NOWAIT, list, Sigevent.kevent(queue, "of the list", flags));
    }

    @Test
    void shouldTellOfTheListThatWasGiven() throws Exception {
        List<ControlBlock> list = List.of(entry(1), entry(2).sigevent(Sigevent.kevent(queue, "its own")));
        submit(list);
        Kevent[] events = events(2);
        assertThat(queue.await(events, 2)).isEqualTo(2);
        Kevent own = events[0];
        Kevent all = events[1];
        assertThat(own.filter()).isEqualTo(Kevent.Filter.AIO);
        assertThat(own.block()).isSameAs(list.get(1));
        assertThat(own.list()).isNull();
        assertThat(all.filter()).isEqualTo(Kevent.Filter.LIO);
        assertThat(all.block()).isNull();
        assertThat(all.list()).isSameAs(list);
        assertThat(all.udata()).isEqualTo("of the list");
        assertThat(all.error()).isEqualTo(Errno.OK);
        assertThat(all.data()).isZero();
        reap(process, list.getFirst());
    }

    /** A reused event object retains nothing of its previous use. */
    @Test
    void shouldForgetTheListWhenTheEventIsUsedAgain() throws Exception {
        submit(List.of(entry(1).sigevent(Sigevent.none())));
        Kevent[] events = events(1);
        assertThat(queue.await(events, 1)).isEqualTo(1);
        assertThat(events[0].filter()).isEqualTo(Kevent.Filter.LIO);
        write(2);
        assertThat(queue.await(events, 1)).isEqualTo(1);
        assertThat(events[0].filter()).isEqualTo(Kevent.Filter.AIO);
        assertThat(events[0].list()).isNull();
        process.exit(FOR_EVER);
    }

    @Test
    void shouldBeDeliveredOnceAndSurviveItsRequests() throws Exception {
        ControlBlock only = entry(1);
        submit(List.of(only), Kevent.Flag.CLEAR);
        assertThat(queue.await(events(0), 0)).isZero();
        reap(process, only);
        Kevent[] events = events(2);
        assertThat(queue.await(events, 1)).isEqualTo(1);
        assertThat(events[0].filter()).isEqualTo(Kevent.Filter.LIO);
        assertThat(takeNow(events)).isZero();
    }

    @Test
    void shouldRefuseDispatch() throws Exception {
        CompletionQueue keeping = CompletionQueue.keeping(ticker);
        List<ControlBlock> list = List.of(entry(1));
        Sigevent dispatched = Sigevent.kevent(keeping, null, Kevent.Flag.DISPATCH);
        assertFails(Errno.EINVAL, () -> process.listio(ListMode.NOWAIT, list, dispatched))
                .withMessageContaining("DISPATCH");
        assertThat(process.statistics().submitted()).isZero();
    }

    // ---- FreeBSD

    @Test
    @DisplayName("list kevent in FreeBSD: stays until the last request is reaped, whatever its flags; tells no error")
    void shouldStayUntilTheLastRequestIsReaped() throws Exception {
        useFreeBsd();
        backend.fail(2, new IOException("broken"));
        List<ControlBlock> list = List.of(entry(1), entry(2));
        submit(list, Kevent.Flag.ONESHOT);
        Kevent[] events = events(2);
        for (int round = 0; round < 3; round++) {
            assertThat(queue.await(events, 1)).isEqualTo(1);
            assertThat(events[0].list()).isSameAs(list);
            assertThat(events[0].error()).isEqualTo(Errno.OK);
            assertThat(events[0].has(Kevent.Flag.ONESHOT)).isFalse();
        }
        reap(process, list.get(0));
        assertThat(takeNow(events)).isEqualTo(1);
        assertFails(Errno.EIO, () -> process.reap(list.get(1)));
        assertThat(takeNow(events)).isZero();
    }

    @Test
    void shouldGoWithAListOfWhichNothingIsLeftInFreeBsd() throws Exception {
        useFreeBsd();
        submit(List.of(block(file, 1)));
        assertThat(queue.pending()).as("of a NOP").isZero();
        submit(List.of(entry(1)));
        assertThat(queue.await(events(1), 1)).isEqualTo(1);
        process.exit(FOR_EVER);
        assertThat(queue.pending()).as("after the exit").isZero();
    }
}
