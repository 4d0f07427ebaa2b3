package io.heddle.aio;

import static io.heddle.aio.Kevent.Flag.CLEAR;
import static io.heddle.aio.Kevent.Flag.DISPATCH;
import static io.heddle.aio.Kevent.Flag.EOF;
import static io.heddle.aio.Kevent.Flag.ONESHOT;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.Kevent.Flag;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** How often an event is delivered: the flags, in the dialects and on queues that reap or keep. */
final class KeventFlagTest extends CompletionQueueFixture {
    private AioProcess process(Dialect dialect) {
        return open(settings().system(new AioSystem(dialect)));
    }

    /** Returns a FreeBSD request that is done and not reaped, and has its event in the queue. */
    private ControlBlock done(Dialect dialect, CompletionQueue target, Flag... flags) throws Exception {
        AioFile where = newFile(process(dialect));
        ControlBlock block = block(where, 1).sigevent(Sigevent.kevent(target, "mine", flags));
        where.process().write(block);
        awaitDone(block);
        return block;
    }

    private static AioProcess processOf(ControlBlock block) {
        return block.file().process();
    }

    private static int look(CompletionQueue target) throws Exception {
        return target.await(events(5), 0);
    }

    private static void assertCannotBeEnabled(CompletionQueue target, ControlBlock block) {
        assertFails(Errno.ENOENT, () -> target.enable(block)).withMessageContaining(target.toString());
    }

    // ---- without a flag

    @Test
    @DisplayName("FreeBSD's filters are level-triggered: an event stays until its request is reaped")
    void shouldDeliverTheEventAgainUntilItsRequestIsReaped() throws Exception {
        ControlBlock block = done(Dialect.FREEBSD, queue);
        Kevent[] events = events(3);
        for (int round = 0; round < 3; round++) {
            assertThat(queue.await(events, 1)).as("once in each await").isEqualTo(1);
            assertThat(events[0].block()).isSameAs(block);
            assertThat(events[0].udata()).isEqualTo("mine");
            assertThat(events[0].data()).isEqualTo(8);
            assertThat(queue.pending()).isEqualTo(1);
        }
        assertThat(processOf(block).reap(block)).isEqualTo(8);
        assertThat(look(queue)).isZero();
        assertThat(queue.pending()).isZero();
    }

    @Test
    void shouldDeliverTheOthersBeforeAnEventIsDeliveredAgain() throws Exception {
        ControlBlock first = done(Dialect.FREEBSD, queue);
        ControlBlock second = done(Dialect.FREEBSD, queue);
        ControlBlock third = done(Dialect.FREEBSD, queue);
        Kevent[] events = events(2);
        assertThat(queue.await(events, 2)).isEqualTo(2);
        assertThat(blocks(events)).containsExactly(first, second);
        assertThat(queue.await(events, 2)).isEqualTo(2);
        assertThat(blocks(events)).containsExactly(third, first);
        for (ControlBlock block : List.of(first, second, third)) {
            processOf(block).reap(block);
        }
    }

    private static List<ControlBlock> blocks(Kevent[] events) {
        return Arrays.stream(events).map(Kevent::block).toList();
    }

    @Test
    void shouldTellEveryWaiterOfAnEventThatStays() throws Exception {
        List<Call<Integer>> waiting = List.of(await(1, 1), await(1, 1), await(1, 1));
        waiting.forEach(Call::awaitParked);
        ControlBlock block = done(Dialect.FREEBSD, queue);
        for (Call<Integer> call : waiting) {
            assertThat(call.result()).isEqualTo(1);
        }
        processOf(block).reap(block);
    }

    @Test
    void shouldWithdrawEventsThatStayWhenTheirProcessExits() throws Exception {
        ControlBlock block = done(Dialect.FREEBSD, queue);
        assertThat(look(queue)).isEqualTo(1);
        processOf(block).exit(FOR_EVER);
        assertThat(look(queue)).isZero();
    }

    /**
     * A registration belongs to the request permanently, but the rules are those of the process to which it is
     * submitted.
     */
    @Test
    void shouldFollowTheDialectOfEachSubmission() throws Exception {
        ControlBlock block = write(1);
        assertThat(queue.await(events(1), 1)).isEqualTo(1);
        AioProcess bsd = process(Dialect.FREEBSD);
        bsd.write(block.file(newFile(bsd)));
        awaitDone(block);
        assertThat(look(queue)).isEqualTo(1);
        assertThat(bsd.error(block)).as("not reaped").isEqualTo(Errno.OK);
        bsd.reap(block);
        process.write(block.file(file));
        assertThat(queue.await(events(1), 1)).isEqualTo(1);
        assertFails(Errno.EINVAL, () -> process.reap(block));
    }

    // ---- one flag

    @Test
    void shouldDeliverOnceAndForgetWithOneshot() throws Exception {
        for (Dialect dialect : List.of(Dialect.FREEBSD, Dialect.POSIX)) {
            CompletionQueue keeping = CompletionQueue.keeping(ticker);
            ControlBlock block = done(dialect, keeping, ONESHOT);
            assertThat(look(keeping)).isEqualTo(1);
            assertThat(look(keeping)).isZero();
            assertCannotBeEnabled(keeping, block);
            assertThat(processOf(block).reap(block)).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"CLEAR", "DISPATCH"})
    void shouldDeliverOnceAndAgainWhenEnabled(Flag flag) throws Exception {
        for (Dialect dialect : List.of(Dialect.FREEBSD, Dialect.POSIX)) {
            CompletionQueue keeping = CompletionQueue.keeping(ticker);
            ControlBlock block = done(dialect, keeping, flag);
            Kevent[] events = events(2);
            for (int round = 0; round < 3; round++) {
                assertThat(keeping.await(events, 1)).isEqualTo(1);
                assertThat(events[0].block()).isSameAs(block);
                assertThat(events[0].udata()).isEqualTo("mine");
                assertThat(events[0].data()).isEqualTo(8);
                assertThat(events[0].has(flag)).isTrue();
                assertThat(look(keeping)).isZero();
                keeping.enable(block);
            }
            assertThat(keeping.pending()).isEqualTo(1);
            processOf(block).reap(block);
            assertThat(keeping.pending()).as("withdrawn").isZero();
            assertCannotBeEnabled(keeping, block);
        }
    }

    @Test
    void shouldWakeAWaiterWhenEnabled() throws Exception {
        ControlBlock block = done(Dialect.FREEBSD, queue, DISPATCH);
        assertThat(look(queue)).isEqualTo(1);
        Call<Integer> waiting = await(1, 1).awaitParked();
        queue.enable(block);
        assertThat(waiting.result()).isEqualTo(1);
        processOf(block).reap(block);
    }

    @Test
    void shouldChangeNothingWhenEnabledAlready() throws Exception {
        AioProcess bsd = process(Dialect.FREEBSD);
        backend.hold();
        ControlBlock block = block(newFile(bsd), 1).sigevent(Sigevent.kevent(queue, null, DISPATCH));
        bsd.write(block);
        queue.enable(block);
        assertThat(look(queue)).as("of a request in flight").isZero();
        backend.releaseAll();
        awaitDone(block);
        queue.enable(block);
        queue.enable(block);
        assertThat(look(queue)).isEqualTo(1);
        bsd.reap(block);
    }

    @ParameterizedTest
    @EnumSource(names = {"POSIX", "XNU"})
    @DisplayName("enabling the event of a request in flight: refused with ENOTSUP in POSIX and XNU")
    void shouldRefuseToEnableTheEventOfARequestInFlight(Dialect dialect) throws Exception {
        AioProcess process = process(dialect);
        backend.hold();
        CompletionQueue keeping = CompletionQueue.keeping(ticker);
        for (CompletionQueue target : List.of(queue, keeping)) {
            ControlBlock block = block(newFile(process), 1).sigevent(Sigevent.kevent(target, null));
            process.write(block);
            assertFails(Errno.ENOTSUP, () -> target.enable(block)).withMessageContaining("in flight");
            assertCannotBeEnabled(target == queue ? keeping : queue, block);
        }
        keeping.close();
    }

    @Test
    void shouldRefuseToEnableWhatItDoesNotKnow() throws Exception {
        assertCannotBeEnabled(queue, new ControlBlock());
        ControlBlock silent = write(file, 1);
        awaitDone(silent);
        assertCannotBeEnabled(queue, silent);
        process.reap(silent);
        ControlBlock elsewhere = done(Dialect.FREEBSD, new CompletionQueue(ticker), CLEAR);
        assertCannotBeEnabled(queue, elsewhere);
        processOf(elsewhere).reap(elsewhere);
        ControlBlock mine = done(Dialect.FREEBSD, queue, CLEAR);
        queue.close();
        assertFails(Errno.EBADF, () -> queue.enable(mine)).withMessageContaining(queue + " is closed");
        processOf(mine).reap(mine);
    }

    @Test
    void shouldNotEnableWhatFetchingHasReaped() throws Exception {
        ControlBlock block = done(Dialect.POSIX, queue, CLEAR);
        assertThat(look(queue)).isEqualTo(1);
        assertCannotBeEnabled(queue, block);
    }

    // ---- what the dialects set and refuse

    @ParameterizedTest
    @CsvSource({
        "POSIX,   false, '',               ONESHOT CLEAR",
        "POSIX,   true,  '',               CLEAR",
        "POSIX,   true,  ONESHOT,          ONESHOT CLEAR",
        "POSIX,   true,  DISPATCH CLEAR,   CLEAR DISPATCH",
        "XNU,     false, '',               ONESHOT CLEAR",
        "XNU,     true,  CLEAR ONESHOT,    ONESHOT CLEAR",
        "FREEBSD, false, '',               EOF",
        "FREEBSD, true,  CLEAR,            CLEAR EOF",
        "FREEBSD, false, ONESHOT DISPATCH, ONESHOT DISPATCH EOF"
    })
    void shouldTellTheFlagsOfTheEvent(Dialect dialect, boolean keeps, String asked, String told) throws Exception {
        CompletionQueue target = keeps ? CompletionQueue.keeping(ticker) : queue;
        ControlBlock block = done(dialect, target, flags(asked));
        Kevent[] events = events(1);
        assertThat(target.await(events, 1)).isEqualTo(1);
        Set<Flag> has = Arrays.stream(Flag.values()).filter(events[0]::has).collect(Collectors.toSet());
        assertThat(has).containsExactlyInAnyOrder(flags(told));
        if (keeps || dialect == Dialect.FREEBSD) {
            processOf(block).reap(block);
        }
    }

    private static Flag[] flags(String names) {
        return Arrays.stream(names.split(" "))
                .filter(name -> !name.isEmpty())
                .map(Flag::valueOf)
                .toArray(Flag[]::new);
    }

    /** In XNU every refusal is reported as EAGAIN. */
    @ParameterizedTest
    @CsvSource({
        "POSIX,   EINVAL, false, DISPATCH,            keeping",
        "POSIX,   EINVAL, true,  ONESHOT DISPATCH,    ONESHOT removes",
        "POSIX,   EINVAL, true,  EOF,                 EOF cannot",
        "XNU,     EAGAIN, true,  CLEAR DISPATCH,      nothing else",
        "XNU,     EAGAIN, false, EOF,                 nothing else",
        "FREEBSD, EINVAL, false, ONESHOT CLEAR EOF,   they must be"
    })
    void shouldRefuseFlags(Dialect dialect, Errno errno, boolean keeps, String asked, String rule) throws Exception {
        AioProcess mine = process(dialect);
        CompletionQueue target = keeps ? CompletionQueue.keeping(ticker) : queue;
        ControlBlock block = block(newFile(mine), 1).sigevent(Sigevent.kevent(target, null, flags(asked)));
        assertFails(errno, () -> mine.write(block))
                .withMessageContaining("flags of the kevent are " + asked.replace(" ", ", "))
                .withMessageContaining(rule);
        assertThat(mine.statistics().submitted()).isZero();
        mine.write(block.sigevent(Sigevent.none()));
        reap(mine, block);
    }

    @Test
    void shouldNameTheFlagsInTheSigevent() {
        assertThat(Sigevent.kevent(queue, null, DISPATCH, EOF))
                .hasToString("kevent on " + queue + " with DISPATCH, EOF");
        assertThat(Sigevent.kevent(queue, null)).hasToString("kevent on " + queue);
    }
}
