package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.heddle.testing.Conditions;
import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The differences of XNU and FreeBSD from POSIX, row by row. */
class DialectTest extends AioTest {
    /** Returns settings with that many workers, of the kind of workqueue that is being tested. */
    AioProcessBuilder workers(int count) {
        return settings().workqueue(WorkqueueKind.PROCESS).maxWorkers(count);
    }

    private AioProcess process(Dialect dialect) {
        return open(workers(1).system(new AioSystem(dialect)));
    }

    private static ControlBlock listed(AioFile file, Opcode opcode, long offset) {
        return block(file, offset).opcode(opcode);
    }

    @Test
    @DisplayName("submission refused: every such error surfaces as EAGAIN in XNU, the real error in FreeBSD")
    void shouldNameRefusalsAsTheKernelDoes() throws Exception {
        for (Dialect dialect : List.of(Dialect.XNU, Dialect.FREEBSD)) {
            AioProcess process = process(dialect);
            AioFile readOnly = fileWith(process, new byte[8], StandardOpenOption.READ);
            Errno access = dialect == Dialect.XNU ? Errno.EAGAIN : Errno.EBADF;
            Errno offset = dialect == Dialect.XNU ? Errno.EAGAIN : Errno.EINVAL;
            assertFails(access, () -> process.write(block(readOnly, 0)));
            assertFails(offset, () -> process.read(block(readOnly, -1)));
        }
    }

    @Test
    @DisplayName("the same control block submitted again: EAGAIN in XNU, runs twice in FreeBSD")
    void shouldRunABlockTwiceInFreeBsdOnly() throws Exception {
        AioProcess xnu = process(Dialect.XNU);
        occupyWorker(xnu);
        ControlBlock once = write(newFile(xnu), 1);
        assertFails(Errno.EAGAIN, () -> xnu.write(once));

        AioProcess bsd = process(Dialect.FREEBSD);
        ControlBlock twice = write(newFile(bsd), 2);
        bsd.write(twice);
        assertThat(bsd.statistics().outstanding()).isEqualTo(2);
        backend.releaseAll();
        while (bsd.statistics().done() < 2) {
            bsd.suspend(List.of(twice), Duration.ofMillis(1));
        }
        assertThat(bsd.reap(twice) + bsd.reap(twice)).isEqualTo(16);
        assertFails(Errno.EINVAL, () -> bsd.reap(twice));
    }

    @Test
    @DisplayName("quota: 16 a process and 90 in all in XNU, 256 a process and 1024 in all in FreeBSD")
    void shouldLimitProcessesAndSystems() throws Exception {
        assertThat(new AioSystem(Dialect.XNU).processLimit()).isEqualTo(16);
        assertThat(new AioSystem(Dialect.XNU).limit()).isEqualTo(90);
        assertThat(new AioSystem(Dialect.FREEBSD).processLimit()).isEqualTo(256);
        assertThat(new AioSystem(Dialect.FREEBSD).limit()).isEqualTo(1024);
        AioSystem system = new AioSystem(Dialect.XNU);
        backend.hold();
        int accepted = 0;
        for (int i = 0; i < 6; i++) {
            AioProcess process = open(workers(16).system(system));
            AioFile file = newFile(process);
            for (int k = 0; k < 16 && accepted < 90; k++) {
                write(file, k);
                accepted++;
            }
        }
        assertThat(system.outstanding()).isEqualTo(90);
        AioProcess late = open(workers(16).system(system));
        AioFile file = newFile(late);
        assertFails(Errno.EAGAIN, () -> write(file, 1)).withMessageContaining("90");
        backend.releaseAll();
    }

    @Test
    @DisplayName("error() of an unknown block: fails EINVAL in XNU, returns EINVAL in FreeBSD")
    void shouldAnswerForUnknownBlocks() throws Exception {
        ControlBlock unknown = new ControlBlock();
        assertFails(Errno.EINVAL, () -> process(Dialect.XNU).error(unknown));
        assertThat(process(Dialect.FREEBSD).error(unknown)).isEqualTo(Errno.EINVAL);
    }

    @Test
    @DisplayName("return() while queued or running: EINPROGRESS in XNU, EINVAL in FreeBSD")
    void shouldRefuseToReturnWhatRuns() throws Exception {
        AioProcess xnu = process(Dialect.XNU);
        ControlBlock running = occupyWorker(xnu);
        assertFails(Errno.EINPROGRESS, () -> xnu.reap(running));
        AioProcess bsd = process(Dialect.FREEBSD);
        ControlBlock other = write(newFile(bsd), 3);
        assertFails(Errno.EINVAL, () -> bsd.reap(other));
        backend.releaseAll();
    }

    @Test
    @DisplayName("return() after a failed transfer: the count and no error in XNU, the error in FreeBSD")
    void shouldReturnFailuresAsTheKernelDoes() throws Exception {
        backend.fail(4, new IOException("broken"));
        AioProcess xnu = process(Dialect.XNU);
        assertThat(reap(xnu, write(newFile(xnu), 4))).isZero();
        backend.fail(4, new IOException("broken"));
        AioProcess bsd = process(Dialect.FREEBSD);
        ControlBlock failed = write(newFile(bsd), 4);
        assertFails(Errno.EIO, () -> reap(bsd, failed));
        assertThat(bsd.error(failed)).as("what the return call has stored").isEqualTo(Errno.EIO);
    }

    @Test
    @DisplayName("cancel: EBADF without a match in XNU, ALLDONE with nothing in the system; its own answer for all")
    void shouldCancelAsXnu() throws Exception {
        AioProcess xnu = process(Dialect.XNU);
        AioFile file = newFile(xnu);
        assertThat(xnu.cancel(file)).isEqualTo(CancelResult.ALLDONE);
        ControlBlock running = occupyWorker(xnu);
        assertFails(Errno.EBADF, () -> xnu.cancel(file));
        assertFails(Errno.EBADF, () -> xnu.cancel(file, running));
        ControlBlock queued = write(file, 5);
        assertThat(xnu.cancel(file)).as("it rescans").isEqualTo(CancelResult.ALLDONE);
        assertThat(xnu.error(queued)).isEqualTo(Errno.ECANCELED);
        assertThat(xnu.reap(queued)).isEqualTo(-1);
        AioProcess bsd = process(Dialect.FREEBSD);
        AioFile other = newFile(bsd);
        assertThat(bsd.cancel(other, running)).as("ignored").isEqualTo(CancelResult.ALLDONE);
        backend.releaseAll();
    }

    @Test
    @DisplayName(
            "suspend on unknown entries: sleeps in XNU, EINVAL with nothing outstanding; returns at once in FreeBSD")
    void shouldSuspendAsTheKernelDoes() throws Exception {
        AioProcess xnu = process(Dialect.XNU);
        List<ControlBlock> unknown = List.of(new ControlBlock());
        assertFails(Errno.EINVAL, () -> xnu.suspend(unknown));
        ControlBlock running = occupyWorker(xnu);
        assertThat(xnu.suspend(unknown, Duration.ofMillis(1))).isFalse();
        Call<Boolean> waiting = call(() -> xnu.suspend(Arrays.asList(null, running), FOR_EVER));
        waiting.awaitParked();
        backend.releaseAll();
        assertThat(waiting.result()).isTrue();
        AioProcess bsd = process(Dialect.FREEBSD);
        assertThat(bsd.suspend(unknown, Duration.ZERO)).isTrue();
        assertThat(bsd.suspend(List.of(), Duration.ZERO)).isTrue();
    }

    @Test
    @DisplayName(
            "fsync(SYNC): when it is the oldest of the process in XNU; DSYNC: never delayed in XNU, EINVAL in FreeBSD")
    void shouldOrderSyncsAsTheKernelDoes() throws Exception {
        AioProcess xnu = open(workers(4).system(new AioSystem(Dialect.XNU)));
        AioFile file = newFile(xnu);
        backend.hold();
        write(newFile(xnu), 11);
        backend.awaitStarted(11);
        ControlBlock sync = fsync(SyncMode.SYNC, file, 12);
        fsync(SyncMode.DSYNC, file, 13);
        backend.awaitStarted(13);
        assertThat(xnu.error(sync)).isEqualTo(Errno.EINPROGRESS);
        backend.release(11);
        backend.awaitStarted(12);
        backend.releaseAll();
        AioFile readOnly = fileWith(xnu, new byte[1], StandardOpenOption.READ);
        assertFails(Errno.EAGAIN, () -> fsync(SyncMode.SYNC, readOnly, 14));
        AioProcess bsd = process(Dialect.FREEBSD);
        AioFile other = newFile(bsd);
        assertFails(Errno.EINVAL, () -> fsync(SyncMode.DSYNC, other, 15));
    }

    @Test
    @DisplayName("list: an invalid entry refuses the whole list in XNU; NOPs are queued in XNU and vanish in FreeBSD")
    void shouldTreatListsAsTheKernelDoes() throws Exception {
        AioProcess xnu = process(Dialect.XNU);
        AioFile file = newFile(xnu);
        List<ControlBlock> mixed = List.of(listed(file, Opcode.WRITE, 1), listed(file, Opcode.READ, -1));
        assertFails(Errno.EAGAIN, () -> xnu.listio(ListMode.WAIT, mixed, Sigevent.none()));
        assertThat(xnu.statistics().submitted()).isZero();
        ControlBlock nop = new ControlBlock();
        xnu.listio(ListMode.WAIT, List.of(nop), Sigevent.none());
        assertThat(xnu.error(nop)).isEqualTo(Errno.EINVAL);
        xnu.reap(nop);
        AioProcess bsd = process(Dialect.FREEBSD);
        bsd.listio(ListMode.WAIT, List.of(listed(newFile(bsd), Opcode.NOP, 0)), Sigevent.none());
        assertThat(bsd.statistics().submitted()).isZero();
        assertFails(Errno.EIO, () -> bsd.listio(ListMode.WAIT, List.of(nop), Sigevent.none()));
    }

    @Test
    @DisplayName("list: notifications: one signal after the last in XNU, each entry's own and the list's in FreeBSD")
    void shouldSignalListsAsTheKernelDoes() throws Exception {
        for (Dialect dialect : List.of(Dialect.XNU, Dialect.FREEBSD)) {
            AioProcess process = process(dialect);
            AtomicInteger own = new AtomicInteger();
            AtomicInteger ofList = new AtomicInteger();
            process.onSignal(5, (signal, value) -> own.incrementAndGet());
            process.onSignal(6, (signal, value) -> ofList.incrementAndGet());
            AioFile file = newFile(process);
            List<ControlBlock> blocks = List.of(
                    listed(file, Opcode.WRITE, 1).sigevent(Sigevent.signal(5, null)),
                    listed(file, Opcode.WRITE, 2).sigevent(Sigevent.signal(5, null)));
            process.listio(ListMode.NOWAIT, blocks, Sigevent.signal(6, null));
            blocks.forEach(block -> {
                try {
                    reap(process, block);
                } catch (IOException unexpected) {
                    throw new AssertionError(unexpected);
                }
            });
            Conditions.await("the list's signal", () -> ofList.get() == 1);
            assertThat(own).hasValue(dialect == Dialect.XNU ? 0 : 2);
        }
    }

    @Test
    @DisplayName("kevent of a cancelled request: never fires in XNU; fetching reaps in XNU, not in FreeBSD")
    void shouldPostEventsAsTheKernelDoes() throws Exception {
        AioProcess xnu = process(Dialect.XNU);
        CompletionQueue queue = new CompletionQueue(ticker);
        ControlBlock running = occupyWorker(xnu);
        ControlBlock queued = block(newFile(xnu), 1).sigevent(Sigevent.kevent(queue, null));
        xnu.write(queued);
        assertThat(xnu.cancel(queued)).isEqualTo(CancelResult.CANCELED);
        assertThat(queue.pending()).isZero();
        backend.releaseAll();
        reap(xnu, running);
        AioProcess bsd = process(Dialect.FREEBSD);
        ControlBlock block = block(newFile(bsd), 2).sigevent(Sigevent.kevent(queue, null));
        bsd.write(block);
        assertThat(queue.await(new Kevent[] {new Kevent()}, 1)).isEqualTo(1);
        assertThat(bsd.reap(block)).isEqualTo(8);
    }

    @Test
    @DisplayName("close(file): running and queued requests keep the file open in FreeBSD")
    void shouldKeepTheFileOpenInFreeBsd() throws Exception {
        AioProcess bsd = process(Dialect.FREEBSD);
        AioFile file = newFile(bsd);
        backend.hold();
        ControlBlock running = write(file, 1);
        backend.awaitStarted(1);
        ControlBlock queued = write(file, 2);
        file.close();
        assertFails(Errno.EBADF, () -> write(file, 3));
        backend.releaseAll();
        assertThat(reap(bsd, running) + reap(bsd, queued)).isEqualTo(16);
    }

    @Test
    @DisplayName("waitcomplete: not offered by XNU; the next completion of any request; SIGEV_THREAD: EINVAL in XNU")
    void shouldWaitForAnyCompletion() throws Exception {
        AioProcess xnu = process(Dialect.XNU);
        Kevent event = new Kevent();
        assertFails(Errno.ENOTSUP, () -> xnu.waitComplete(event, Duration.ZERO));
        AioFile file = newFile(xnu);
        Sigevent thread = Sigevent.thread(value -> {}, null);
        assertFails(Errno.EAGAIN, () -> xnu.write(block(file, 0).sigevent(thread)));
        for (Dialect dialect : List.of(Dialect.POSIX, Dialect.FREEBSD)) {
            AioProcess process = process(dialect);
            assertThat(process.waitComplete(event, Duration.ZERO)).isFalse();
            Call<Boolean> waiting = call(() -> process.waitComplete(event, FOR_EVER));
            waiting.awaitParked();
            ControlBlock block = new ControlBlock(newFile(process), ByteBuffer.allocate(3), 0);
            process.write(block);
            assertThat(waiting.result()).isTrue();
            assertThat(event.block()).isSameAs(block);
            assertThat(event.data()).isEqualTo(3);
            assertThat(process.statistics().outstanding()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("suspend: a tracer is told of the callers that a completion wakes, in every dialect")
    void shouldTellOfWokenCallers(Dialect dialect) throws Exception {
        AioProcess process = process(dialect);
        ControlBlock running = occupyWorker(process);
        Call<Boolean> waiting = call(() -> process.suspend(List.of(running), FOR_EVER));
        waiting.awaitParked();
        AtomicInteger woken = new AtomicInteger();
        Trace.install(new Tracer() {
            @Override
            public void suspendWake(long processId, long requestId, int waiters) {
                woken.addAndGet(processId == process.id() ? waiters : 0);
            }
        });
        try {
            backend.releaseAll();
            assertThat(waiting.result()).isTrue();
            Conditions.await("the trace", () -> woken.get() == 1);
        } finally {
            Trace.install(null);
        }
    }

    @Test
    @DisplayName("priority: ignored by XNU and FreeBSD, out of range EINVAL in POSIX; vectors and mlock: not in XNU")
    void shouldOfferVectorsMlockAndPriorityAsTheKernelDoes() throws Exception {
        for (Dialect dialect : Dialect.values()) {
            AioProcess process = process(dialect);
            ControlBlock block = block(newFile(process), 0).priority(21);
            if (dialect == Dialect.POSIX) {
                assertFails(Errno.EINVAL, () -> process.write(block));
                block.priority(20);
            }
            process.write(block);
            assertThat(reap(process, block)).isEqualTo(8);
            ControlBlock vectored = block.buffers(ByteBuffer.allocate(3), ByteBuffer.allocate(4));
            ControlBlock lock = new ControlBlock().buffer(ByteBuffer.allocateDirect(8));
            if (dialect == Dialect.XNU) {
                assertFails(Errno.ENOTSUP, () -> process.read(vectored));
                assertFails(Errno.ENOTSUP, () -> process.mlock(lock));
            } else {
                process.read(vectored);
                assertThat(reap(process, vectored)).as("%s", dialect).isEqualTo(7);
                process.mlock(lock);
                assertThat(reap(process, lock)).isZero();
                process.munlock(lock);
            }
        }
    }

    // ---- decisions that tests of other projects have prompted

    @ParameterizedTest
    @EnumSource
    @DisplayName(
            "the same block again when it is done but not reaped: EAGAIN in XNU, runs again in FreeBSD, accepted in "
                    + "POSIX")
    void shouldTakeADoneBlockAgainAsTheDialectDoes(Dialect dialect) throws Exception {
        AioProcess process = process(dialect);
        AioFile file = newFile(process);
        backend.fail(1, new IOException("No space left on device"));
        ControlBlock block = write(file, 1);
        awaitDone(block);
        assertThat(process.error(block)).isEqualTo(Errno.ENOSPC);
        switch (dialect) {
            case XNU -> {
                assertFails(Errno.EAGAIN, () -> process.write(block));
                assertThat(process.error(block)).isEqualTo(Errno.ENOSPC);
                assertThatIllegalStateException().isThrownBy(() -> block.offset(2));
                assertThat(process.reap(block)).isZero();
            }
            case FREEBSD -> {
                process.write(block);
                Conditions.await("both", () -> process.statistics().done() == 2);
                assertThat(process.statistics().outstanding()).isEqualTo(2);
                assertThatIllegalStateException().isThrownBy(() -> block.offset(2));
                assertFails(Errno.ENOSPC, () -> process.reap(block));
                assertFails(Errno.ENOSPC, () -> process.reap(block));
            }
            case POSIX -> {
                block.buffer(ByteBuffer.allocate(3)).offset(2);
                process.write(block);
                assertThat(reap(process, block)).isEqualTo(3);
                assertFails(Errno.EINVAL, () -> process.reap(block));
                assertThat(process.statistics().submitted()).isEqualTo(2);
            }
        }
        assertThat(process.statistics().outstanding()).isZero();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("an empty list: EINVAL in XNU; 0 and no notification in FreeBSD; in POSIX its notification at once")
    void shouldTreatEmptyListsAsTheDialectDoes(Dialect dialect) throws Exception {
        AioProcess process = process(dialect);
        AtomicInteger told = new AtomicInteger();
        process.onSignal(6, (signal, value) -> told.incrementAndGet());
        try (CompletionQueue queue = new CompletionQueue(ticker)) {
            Sigevent event = Sigevent.kevent(queue, "list");
            if (dialect == Dialect.XNU) {
                for (ListMode mode : ListMode.values()) {
                    assertFails(Errno.EINVAL, () -> process.listio(mode, List.of(), Sigevent.none()));
                }
            } else {
                process.listio(ListMode.WAIT, List.of(), Sigevent.signal(6, null));
                assertThat(told).as("with WAIT").hasValue(0);
                process.listio(ListMode.NOWAIT, List.of(), Sigevent.none());
                process.listio(ListMode.NOWAIT, List.of(), Sigevent.signal(6, null));
                process.listio(ListMode.NOWAIT, List.of(), event);
            }
            int expected = dialect == Dialect.POSIX ? 1 : 0;
            assertThat(told).hasValue(expected);
            Kevent[] events = {new Kevent(), new Kevent()};
            assertThat(queue.await(events, 0)).isEqualTo(expected);
            if (dialect == Dialect.POSIX) {
                assertThat(events[0].list()).isEmpty();
                assertThat(events[0].error()).isEqualTo(Errno.OK);
                assertThat(events[0].udata()).isEqualTo("list");
            }
        }
        if (dialect == Dialect.XNU) {
            occupyWorker(process);
            assertFails(Errno.EINVAL, () -> process.suspend(List.of()));
        } else {
            assertThat(process.suspend(List.of(), FOR_EVER)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("a vector of no buffers: EINVAL in POSIX, completes with 0 in FreeBSD, not offered in XNU")
    void shouldTakeVectorsOfNoBuffersAsTheDialectDoes(Dialect dialect) throws Exception {
        for (BackendKind kind : usableBackends()) {
            AioProcess process = open(workers(1).system(new AioSystem(dialect)).backend(kind));
            AioFile file = newFile(process);
            ControlBlock block = new ControlBlock().file(file).buffers(new ByteBuffer[0]);
            Errno refused = dialect == Dialect.XNU ? Errno.ENOTSUP : Errno.EINVAL;
            if (dialect == Dialect.FREEBSD) {
                process.read(block);
                assertThat(reap(process, block)).as("read, %s", kind).isZero();
                process.write(block);
                assertThat(reap(process, block)).as("write, %s", kind).isZero();
                assertThat(file.read(new ByteBuffer[0], 0)).isZero();
                block.opcode(Opcode.WRITEV);
                process.listio(ListMode.WAIT, List.of(block), Sigevent.none());
                assertThat(reap(process, block)).as("list, %s", kind).isZero();
            } else {
                assertFails(refused, () -> process.read(block));
                assertFails(refused, () -> process.write(block));
                assertFails(refused, () -> file.write(new ByteBuffer[0], 0));
            }
        }
    }

    @Test
    @DisplayName("a missing buffer in FreeBSD: fails with EFAULT, on every backend")
    void shouldFailWithEfaultWhenABufferIsMissingInFreeBsd() throws Exception {
        for (BackendKind kind : usableBackends()) {
            AioProcess bsd =
                    open(workers(1).system(new AioSystem(Dialect.FREEBSD)).backend(kind));
            AioFile file = newFile(bsd);
            ByteBuffer readOnly = ByteBuffer.allocate(0).asReadOnlyBuffer();
            List<ControlBlock> bad = List.of(
                    new ControlBlock().file(file),
                    new ControlBlock().file(file).buffers((ByteBuffer) null),
                    new ControlBlock().file(file).buffers(ByteBuffer.allocate(8), null),
                    new ControlBlock().file(file).buffers(null, ByteBuffer.allocateDirect(8)));
            for (ControlBlock block : bad) {
                bsd.read(block);
                awaitDone(block);
                assertFails(Errno.EFAULT, () -> bsd.reap(block)).withMessageContaining("READ");
                bsd.write(block);
                awaitDone(block);
                assertFails(Errno.EFAULT, () -> bsd.reap(block)).withMessageContaining("WRITE");
            }
            for (ByteBuffer unwritable :
                    List.of(readOnly, ByteBuffer.allocate(8).asReadOnlyBuffer())) {
                ControlBlock block = new ControlBlock(file, unwritable, 0);
                bsd.read(block);
                awaitDone(block);
                assertFails(Errno.EFAULT, () -> bsd.reap(block));
            }
        }
    }

    static List<BackendKind> usableBackends() {
        List<BackendKind> usable = new ArrayList<>();
        for (BackendKind kind : BackendKind.values()) {
            try {
                Backends.of(kind, "a test");
                usable.add(kind);
            } catch (UnsupportedOperationException noRing) {
                System.out.println(noRing.getMessage());
            }
        }
        return usable;
    }
}
