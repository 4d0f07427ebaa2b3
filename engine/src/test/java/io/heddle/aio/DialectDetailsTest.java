package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.backend.ShortTransferException;
import io.heddle.testing.Conditions;
import java.io.IOException;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rare details of the seeds, each of which {@link ModelTest} found. */
final class DialectDetailsTest extends AioTest {
    private AioProcess process(Dialect dialect) {
        return open(settings().maxWorkers(1).system(new AioSystem(dialect)));
    }

    private static ControlBlock listed(AioFile file, Opcode opcode, long offset) {
        return block(file, offset).opcode(opcode);
    }

    @Test
    @DisplayName("FreeBSD's error() tells what was stored last: nothing but 0 for a bad signal and for a NOP")
    void shouldTellWhatFreeBsdHasStored() throws Exception {
        AioProcess bsd = process(Dialect.FREEBSD);
        AioFile file = newFile(bsd);
        ControlBlock block = block(file, -1);
        assertFails(Errno.EINVAL, () -> bsd.write(block));
        assertThat(bsd.error(block)).isEqualTo(Errno.EINVAL);
        block.offset(0).sigevent(Sigevent.signal(129, null));
        assertFails(Errno.EINVAL, () -> bsd.write(block));
        assertThat(bsd.error(block)).as("after a bad signal").isEqualTo(Errno.OK);
        block.sigevent(Sigevent.none());
        bsd.write(block);
        reap(bsd, block);
        assertThat(bsd.error(block)).as("after a success").isEqualTo(Errno.EINVAL);
        bsd.listio(ListMode.WAIT, List.of(block), Sigevent.none());
        assertThat(bsd.error(block)).as("of a NOP").isEqualTo(Errno.OK);
        backend.fail(7, new IOException("broken"));
        ControlBlock failing = write(file, 7);
        Kevent event = new Kevent();
        assertThat(bsd.waitComplete(event, FOR_EVER)).isTrue();
        assertThat(bsd.error(failing)).as("after waitcomplete").isEqualTo(Errno.EIO);
    }

    @Test
    @DisplayName("FreeBSD's error() of a block that ran twice tells of the one that was reaped last")
    void shouldTellOfTheLastOfTwo() throws Exception {
        AioProcess bsd = process(Dialect.FREEBSD);
        backend.hold();
        ControlBlock twice = write(newFile(bsd), 1);
        backend.awaitStarted(1);
        bsd.write(twice);
        assertThat(bsd.cancel(twice)).as("the first runs").isEqualTo(CancelResult.NOTCANCELED);
        backend.releaseAll();
        assertThat(reap(bsd, twice)).isEqualTo(8);
        Conditions.await("the second", () -> bsd.statistics().done() == 1);
        assertThat(bsd.reap(twice)).isEqualTo(8);
        assertThat(bsd.error(twice)).as("of a success").isEqualTo(Errno.EINVAL);
        ControlBlock running = occupyWorker(bsd);
        backend.fail(2, new IOException("broken"));
        twice.offset(2);
        bsd.write(twice);
        bsd.write(twice);
        backend.releaseAll();
        reap(bsd, running);
        Conditions.await("both", () -> bsd.statistics().done() == 2);
        assertFails(Errno.EIO, () -> bsd.reap(twice));
        assertFails(Errno.EIO, () -> bsd.reap(twice));
        assertThat(bsd.error(twice)).as("of a failure").isEqualTo(Errno.EIO);
    }

    @Test
    @DisplayName("FreeBSD looks at the file before the offset; a closed file is told before the quota everywhere else")
    void shouldLookAtTheFileBeforeTheOffset() throws Exception {
        AioProcess bsd = process(Dialect.FREEBSD);
        AioFile readOnly = fileWith(bsd, new byte[1], StandardOpenOption.READ);
        assertFails(Errno.EBADF, () -> bsd.write(block(readOnly, -1)));
        readOnly.close();
        assertFails(Errno.EBADF, () -> bsd.read(block(readOnly, -1)));
        AioProcess posix = open(settings().maxOutstanding(1));
        AioFile closed = newFile(posix);
        closed.close();
        ControlBlock only = write(newFile(posix), 0);
        assertFails(Errno.EBADF, () -> posix.write(block(closed, 1)));
        reap(posix, only);
    }

    @Test
    @DisplayName("XNU: error() knows nothing of a list's entry that was refused; a cancel of a file finds its NOPs")
    void shouldKeepRefusedEntriesAndNopsAsXnu() throws Exception {
        AioProcess xnu = open(settings().maxWorkers(1).maxOutstanding(2).system(new AioSystem(Dialect.XNU)));
        AioFile file = newFile(xnu);
        ControlBlock running = occupyWorker(xnu);
        ControlBlock nop = listed(file, Opcode.NOP, 0);
        ControlBlock refused = listed(file, Opcode.WRITE, 1);
        assertFails(Errno.EAGAIN, () -> xnu.listio(ListMode.WAIT, List.of(nop, refused), Sigevent.none()));
        assertFails(Errno.EINVAL, () -> xnu.error(refused));
        assertThat(xnu.cancel(file)).isEqualTo(CancelResult.ALLDONE);
        assertThat(xnu.error(nop)).isEqualTo(Errno.ECANCELED);
        backend.releaseAll();
        reap(xnu, running);
    }

    @Test
    @DisplayName("cancel(file): in the order of submission, syncs among the others")
    void shouldCancelInTheOrderOfSubmission() throws Exception {
        for (Dialect dialect : Dialect.values()) {
            AioProcess process = process(dialect);
            List<Object> told = Collections.synchronizedList(new ArrayList<>());
            process.onSignal(5, (signal, value) -> told.add(value));
            AioFile file = newFile(process);
            ControlBlock running = occupyWorker(process);
            process.fsync(SyncMode.SYNC, block(file, 1).sigevent(Sigevent.signal(5, 1)));
            process.write(block(file, 2).sigevent(Sigevent.signal(5, 2)));
            process.fsync(SyncMode.SYNC, block(file, 3).sigevent(Sigevent.signal(5, 3)));
            process.write(block(file, 4).sigevent(Sigevent.signal(5, 4)));
            process.cancel(file);
            assertThat(told).as("of %s", dialect).containsExactly(1, 2, 3, 4);
            backend.releaseAll();
            reap(process, running);
        }
    }

    @Test
    @DisplayName("a list of which no request came: POSIX notifies, FreeBSD takes the notification back")
    void shouldNotifyOfAnEmptyListInPosixOnly() throws Exception {
        for (Dialect dialect : List.of(Dialect.POSIX, Dialect.FREEBSD)) {
            AioProcess process = process(dialect);
            AtomicInteger told = new AtomicInteger();
            process.onSignal(6, (signal, value) -> told.incrementAndGet());
            List<ControlBlock> blocks = List.of(listed(newFile(process), Opcode.NOP, 0));
            process.listio(ListMode.NOWAIT, blocks, Sigevent.signal(6, null));
            assertThat(told).as("of %s", dialect).hasValue(dialect == Dialect.POSIX ? 1 : 0);
        }
    }

    @Test
    @DisplayName("an exit ends waitcomplete with ESRCH, and XNU's suspend on what it has reaped")
    void shouldSendOffWhoWaitsWhenTheProcessExits() throws Exception {
        AioProcess posix = process(Dialect.POSIX);
        Call<Boolean> any = call(() -> posix.waitComplete(new Kevent(), FOR_EVER));
        any.awaitParked();
        posix.exit(Duration.ZERO);
        assertFails(Errno.ESRCH, any::result);
        assertFails(Errno.ESRCH, () -> posix.waitComplete(new Kevent(), FOR_EVER));

        AioProcess xnu = process(Dialect.XNU);
        ControlBlock running = occupyWorker(xnu);
        Call<Boolean> unknown = call(() -> xnu.suspend(List.of(new ControlBlock()), FOR_EVER));
        Call<Boolean> known = call(() -> xnu.suspend(List.of(running), FOR_EVER));
        unknown.awaitParked();
        known.awaitParked();
        backend.releaseAll();
        assertThat(xnu.exec(FOR_EVER).isComplete()).isTrue();
        assertThat(unknown.result()).isTrue();
        assertThat(known.result()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a write that fails after its first bytes: short in POSIX; the error with the count in XNU, alone in "
            + "FreeBSD")
    void shouldEndAShortTransferAsTheDialectDoes(Dialect dialect) throws Exception {
        AioProcess process = process(dialect);
        backend.fail(3, ShortTransferException.after(5, new IOException("No space left on device")));
        ControlBlock block = write(newFile(process), 3);
        awaitDone(block);
        assertThat(process.error(block)).isEqualTo(dialect == Dialect.POSIX ? Errno.OK : Errno.ENOSPC);
        if (dialect == Dialect.FREEBSD) {
            assertFails(Errno.ENOSPC, () -> process.reap(block));
        } else {
            assertThat(process.reap(block)).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a time-out of less than nothing: EINVAL in the kernels, only a look in POSIX")
    void shouldRefuseNegativeTimeoutsAsTheKernelsDo(Dialect dialect) throws Exception {
        AioProcess process = process(dialect);
        ControlBlock running = occupyWorker(process);
        Duration negative = Duration.ofNanos(-1);
        Kevent event = new Kevent();
        if (dialect == Dialect.POSIX) {
            assertThat(process.suspend(List.of(running), negative)).isFalse();
            assertThat(process.waitComplete(event, negative)).isFalse();
        } else {
            assertFails(Errno.EINVAL, () -> process.suspend(List.of(running), negative));
            Errno waiting = dialect == Dialect.XNU ? Errno.ENOTSUP : Errno.EINVAL;
            assertFails(waiting, () -> process.waitComplete(event, negative));
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("LIO_SYNC in a list: not in XNU, whose whole list is refused then")
    void shouldTakeSyncsInListsAsTheDialectDoes(Dialect dialect) throws Exception {
        AioProcess process = process(dialect);
        AioFile file = newFile(process);
        List<ControlBlock> list = List.of(listed(file, Opcode.WRITE, 0), listed(file, Opcode.SYNC, 1));
        if (dialect == Dialect.XNU) {
            assertFails(Errno.EAGAIN, () -> process.listio(ListMode.WAIT, list, Sigevent.none()));
            assertThat(process.statistics().submitted()).isZero();
        } else {
            process.listio(ListMode.WAIT, list, Sigevent.none());
            assertThat(process.reap(list.get(0))).isEqualTo(8);
            assertThat(process.reap(list.get(1))).isZero();
            assertThat(backend.starts()).containsExactly(0L, 1L);
        }
    }

    @Test
    @DisplayName("workers: daemons for all processes in FreeBSD, unless told otherwise")
    void shouldChooseTheWorkersOfTheDialect() throws Exception {
        AtomicReference<String> worker = new AtomicReference<>("");
        for (Dialect dialect : Dialect.values()) {
            AioProcess process = process(dialect);
            process.onSignal(
                    5, (signal, value) -> worker.set(Thread.currentThread().getName()));
            process.write(block(newFile(process), 0).sigevent(Sigevent.signal(5, null)));
            String expected = dialect == Dialect.FREEBSD ? "heddle-aiod-" : "heddle-" + process.name();
            Conditions.await("a worker called " + expected, () -> worker.get().startsWith(expected));
        }
    }
}
