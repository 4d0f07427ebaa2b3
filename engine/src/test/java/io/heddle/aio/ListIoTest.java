package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many requests in one call: what is submitted, what is refused, and what the call returns. */
final class ListIoTest extends AioTest {
    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open();
        file = newFile(process);
    }

    private ControlBlock entry(Opcode opcode, long offset) {
        return block(file, offset).opcode(opcode);
    }

    private ControlBlock write(long offset) {
        return entry(Opcode.WRITE, offset);
    }

    private void listio(ListMode mode, ControlBlock... blocks) throws AioException, InterruptedException {
        process.listio(mode, Arrays.asList(blocks), Sigevent.none());
    }

    private Call<Boolean> listioWait(ControlBlock... blocks) {
        return call(() -> {
            listio(ListMode.WAIT, blocks);
            return true;
        });
    }

    // ---- what is submitted

    @Test
    void shouldReturnWhenAllAreDoneWhenToldToWait() throws Exception {
        backend.hold();
        ControlBlock first = write(1);
        ControlBlock second = entry(Opcode.READ, 2);
        Call<Boolean> waiting = listioWait(first, second);
        backend.awaitStarted(1, 2);
        backend.release(1);
        awaitDone(first);
        waiting.awaitParked();
        backend.releaseAll();
        assertThat(waiting.result()).isTrue();
        assertThat(process.error(second)).isEqualTo(Errno.OK);
        assertThat(process.reap(first)).isEqualTo(8);
    }

    @Test
    void shouldReturnAtOnceWhenToldNotToWait() throws Exception {
        backend.hold();
        ControlBlock block = write(1);
        listio(ListMode.NOWAIT, block);
        assertThat(process.error(block)).isEqualTo(Errno.EINPROGRESS);
    }

    @Test
    void shouldReadAndWriteByOpcode() throws Exception {
        ControlBlock write = new ControlBlock(file, ByteBuffer.wrap(new byte[] {1, 2, 3}), 0).opcode(Opcode.WRITE);
        listio(ListMode.WAIT, write);
        ControlBlock read = new ControlBlock(file, ByteBuffer.allocate(3), 0).opcode(Opcode.READ);
        listio(ListMode.WAIT, read);
        assertThat(process.reap(read)).isEqualTo(3);
        assertThat(read.buffer().array()).containsExactly(1, 2, 3);
    }

    @ParameterizedTest
    @EnumSource(ListMode.class)
    @DisplayName("list: NOP entries: ignored")
    void shouldIgnoreNopsAndNulls(ListMode mode) throws Exception {
        ControlBlock nop = entry(Opcode.NOP, 1);
        ControlBlock write = write(2);
        listio(mode, null, nop, write, null);
        assertThat(reap(process, write)).isEqualTo(8);
        assertFails(Errno.EINVAL, () -> process.error(nop));
        listio(mode, nop);
        listio(mode, null, null);
        assertThat(process.statistics().submitted()).isEqualTo(1);
        assertThat(backend.starts()).containsExactly(2L);
    }

    // ---- refusals of the call

    @Test
    @DisplayName("entries in one list: per-process quota")
    void shouldRefuseListThatIsTooLong() throws IOException {
        AioProcess small = open(settings().maxOutstanding(2));
        assertFails(Errno.EINVAL, () -> small.listio(ListMode.WAIT, Collections.nCopies(3, null), Sigevent.none()))
                .withMessageContaining("3 entries")
                .withMessageContaining("0 to 2");
    }

    @Test
    void shouldSubmitNothingWhenTheListsSigeventIsInvalid() {
        List<ControlBlock> blocks = List.of(write(1));
        assertFails(Errno.EINVAL, () -> process.listio(ListMode.NOWAIT, blocks, Sigevent.signal(9, null)))
                .withMessageContaining("signal is 9");
        CompletionQueue closed = new CompletionQueue();
        closed.close();
        assertFails(Errno.EBADF, () -> process.listio(ListMode.NOWAIT, blocks, Sigevent.kevent(closed, null)))
                .withMessageContaining(closed.toString());
        assertThat(process.statistics().submitted()).isZero();
        assertFails(Errno.EINVAL, () -> process.error(blocks.getFirst()));
    }

    // ---- refusals of entries

    @Test
    @DisplayName("list: an invalid entry: EIO, the valid ones run")
    void shouldRunAndWaitForTheOthersWhenAnEntryIsInvalid() throws Exception {
        AioFile readOnly = fileWith(process, new byte[8], StandardOpenOption.READ);
        ControlBlock first = write(1);
        ControlBlock invalid = write(-1);
        ControlBlock unwritable = block(readOnly, 2).opcode(Opcode.WRITE);
        ControlBlock last = write(3);
        backend.hold();
        Call<Boolean> waiting = listioWait(first, invalid, unwritable, last);
        backend.awaitStarted(1, 3);
        waiting.awaitParked();
        backend.releaseAll();
        assertFails(Errno.EIO, waiting::result)
                .withMessageContaining("2 of 4 entries were refused")
                .withMessageContaining("offset is -1");
        assertThat(process.error(first)).isEqualTo(Errno.OK);
        assertThat(process.error(last)).isEqualTo(Errno.OK);
        assertThat(process.error(invalid)).isEqualTo(Errno.EINVAL);
        assertThat(process.error(unwritable)).isEqualTo(Errno.EBADF);
        assertFails(Errno.EINVAL, () -> process.reap(invalid));
    }

    @Test
    void shouldForgetRefusalWhenBlockIsUsedAgain() throws Exception {
        ControlBlock block = write(-1);
        assertFails(Errno.EIO, () -> listio(ListMode.NOWAIT, block));
        block.offset(1);
        process.write(block);
        awaitDone(block);
        assertThat(process.error(block)).isEqualTo(Errno.OK);
        process.reap(block);
        assertFails(Errno.EINVAL, () -> process.error(block));
    }

    @Test
    @DisplayName("list: quota reached half-way: EAGAIN, the others run and are waited for")
    void shouldRunAndWaitForTheOthersWhenQuotaIsReached() throws Exception {
        process = open(settings().maxOutstanding(3));
        file = newFile(process);
        ControlBlock before = write(1);
        process.write(before);
        ControlBlock first = write(2);
        ControlBlock second = write(3);
        ControlBlock third = write(4);
        backend.hold();
        Call<Boolean> waiting = listioWait(first, second, third);
        backend.awaitStarted(2, 3);
        waiting.awaitParked();
        backend.releaseAll();
        assertFails(Errno.EAGAIN, waiting::result)
                .withMessageContaining("1 of 3 entries were refused")
                .withMessageContaining("3 requests outstanding");
        assertThat(process.error(first)).isEqualTo(Errno.OK);
        assertThat(process.error(second)).isEqualTo(Errno.OK);
        assertThat(process.error(third)).isEqualTo(Errno.EAGAIN);
        assertThat(backend.hasSeen(4)).isFalse();
    }

    @Test
    void shouldSayEioWhenEntriesAreInvalidAndOthersMeetALimit() throws Exception {
        process = open(settings().maxOutstanding(3));
        file = newFile(process);
        process.write(write(1));
        process.write(write(2));
        assertFails(Errno.EIO, () -> listio(ListMode.NOWAIT, write(3), write(4), write(-1)))
                .withMessageContaining("2 of 3 entries were refused");
    }

    @Test
    void shouldRunBlockOnceWhenItIsInTheListTwice() throws Exception {
        ControlBlock block = write(1);
        assertFails(Errno.EAGAIN, () -> listio(ListMode.WAIT, block, block))
                .withMessageContaining("1 of 2 entries were refused")
                .withMessageContaining("in flight");
        assertThat(process.error(block)).isEqualTo(Errno.OK);
        assertThat(process.reap(block)).isEqualTo(8);
        assertThat(backend.starts()).containsExactly(1L);
    }

    // ---- when requests fail

    @Test
    @DisplayName("list: a request that completes with an error: EIO in LIO_WAIT")
    void shouldSayEioWhenRequestFails() throws Exception {
        backend.fail(1, new IOException("broken"));
        ControlBlock failing = write(1);
        ControlBlock good = write(2);
        assertFails(Errno.EIO, () -> listio(ListMode.WAIT, failing, good)).withMessageContaining("failed");
        assertThat(process.error(good)).isEqualTo(Errno.OK);
        assertFails(Errno.EIO, () -> process.reap(failing));
        listio(ListMode.NOWAIT, failing);
    }

    @Test
    void shouldSayEioWhenRequestIsCancelled() throws Exception {
        process = open(settings().maxWorkers(1));
        file = newFile(process);
        occupyWorker(process);
        ControlBlock queued = write(1);
        Call<Boolean> waiting = listioWait(queued);
        waiting.awaitParked();
        assertThat(process.cancel(queued)).isEqualTo(CancelResult.CANCELED);
        assertFails(Errno.EIO, waiting::result);
        assertThat(process.error(queued)).isEqualTo(Errno.ECANCELED);
    }

    // ---- interrupts

    @Test
    void shouldLetRequestsGoOnWhenWaitIsInterrupted() throws Exception {
        CountDownLatch notified = new CountDownLatch(1);
        backend.hold();
        ControlBlock block = write(1).sigevent(Sigevent.thread(value -> notified.countDown(), null));
        Call<Boolean> waiting = listioWait(block);
        waiting.awaitParked().interrupt();
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(waiting::result);
        assertThat(process.error(block)).isEqualTo(Errno.EINPROGRESS);
        backend.releaseAll();
        notified.await();
        assertThat(process.reap(block)).isEqualTo(8);
    }

    // ---- notifications

    @Test
    @DisplayName("list: notifications: each entry's own, and one for the list")
    void shouldSignalOnceAfterTheLast() throws Exception {
        List<Object> signals = new CopyOnWriteArrayList<>();
        CountDownLatch all = new CountDownLatch(4);
        process.onSignal(10, (signal, value) -> {
            signals.add(String.valueOf(value));
            all.countDown();
        });
        backend.hold();
        ControlBlock[] blocks = new ControlBlock[3];
        for (int i = 0; i < 3; i++) {
            blocks[i] = write(i).sigevent(Sigevent.signal(10, "entry " + i));
        }
        process.listio(ListMode.NOWAIT, List.of(blocks), Sigevent.signal(10, "list"));
        backend.release(2);
        awaitDone(blocks[2]);
        backend.release(0);
        awaitDone(blocks[0]);
        backend.releaseAll();
        all.await();
        assertThat(signals).containsExactlyInAnyOrder("entry 0", "entry 1", "entry 2", "list");
        assertThat(signals).endsWith("list");
    }

    @Test
    void shouldCallBackOnceAfterTheLast() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        List<Errno> errors = new CopyOnWriteArrayList<>();
        ControlBlock first = write(1);
        ControlBlock second = write(2);
        process.listio(
                ListMode.NOWAIT,
                Arrays.asList(first, null, second),
                Sigevent.thread(
                        value -> {
                            errors.add(first.request.error());
                            errors.add(second.request.error());
                            called.countDown();
                        },
                        null));
        called.await();
        assertThat(errors).containsExactly(Errno.OK, Errno.OK);
    }

    @Test
    @DisplayName("list: with WAIT the list's sigevent is ignored, as POSIX says of lio_listio")
    void shouldIgnoreTheListsSigeventWhenItWaits() throws Exception {
        CompletionQueue queue = new CompletionQueue();
        ControlBlock own = write(1).sigevent(Sigevent.kevent(queue, "own"));
        process.listio(ListMode.WAIT, List.of(own), Sigevent.kevent(queue, "list"));
        assertThat(queue.pending()).isEqualTo(1);
        process.listio(ListMode.WAIT, List.of(write(2)), Sigevent.signal(99, "ignored, though it is no signal"));
    }

    @Test
    void shouldPostOneEventWithoutBlockAfterTheLast() throws Exception {
        CompletionQueue queue = new CompletionQueue();
        backend.fail(2, new IOException("broken"));
        ControlBlock own = write(1).sigevent(Sigevent.kevent(queue, "own"));
        process.listio(ListMode.NOWAIT, List.of(own, write(2)), Sigevent.kevent(queue, "list"));
        Kevent[] events = {new Kevent(), new Kevent()};
        assertThat(queue.await(events, 2)).isEqualTo(2);
        assertThat(events[0].block()).isSameAs(own);
        assertThat(events[0].udata()).isEqualTo("own");
        assertThat(events[1].block()).isNull();
        assertThat(events[1].udata()).isEqualTo("list");
        assertThat(events[1].error()).as("an entry has failed").isEqualTo(Errno.EIO);
    }

    @Test
    void shouldNotifyAtOnceWhenNothingWasSubmitted() throws Exception {
        CompletionQueue queue = new CompletionQueue();
        process.listio(ListMode.NOWAIT, List.of(entry(Opcode.NOP, 1)), Sigevent.kevent(queue, null));
        assertThat(queue.pending()).isEqualTo(1);
    }
}
