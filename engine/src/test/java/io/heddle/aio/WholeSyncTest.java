package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Conditions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asynchronous syncs: which need a worker, which share a flush that has none, and on which thread they end. */
@DisplayName("a sync that calls nobody back and flushes for itself alone needs no worker")
final class WholeSyncTest extends AioTest {
    private static final int SIGNAL = 10;

    private final ConcurrentLinkedQueue<String> handlers = new ConcurrentLinkedQueue<>();
    private AioProcess process;
    private AioFile file;

    WholeSyncTest() {
        super(true);
    }

    @BeforeEach
    void openFile() throws IOException {
        process = openListening(settings());
        file = newFile(process);
        backend.hold();
    }

    private AioProcess openListening(AioProcessBuilder settings) throws AioException {
        AioProcess opened = open(settings);
        opened.onSignal(
                SIGNAL,
                (_, value) ->
                        handlers.add(value + " on " + Thread.currentThread().getName()));
        return opened;
    }

    private ControlBlock fsync(long number) throws AioException {
        return fsync(SyncMode.SYNC, file, number);
    }

    /** Submits a sync whose end runs a handler. */
    private ControlBlock caller(long number) throws AioException {
        ControlBlock sync = block(file, number).sigevent(Sigevent.signal(SIGNAL, number));
        file.process().fsync(SyncMode.SYNC, sync);
        return sync;
    }

    private void reapAll(ControlBlock... blocks) throws IOException {
        for (ControlBlock block : blocks) {
            assertThat(reap(block.file().process(), block)).isZero();
        }
    }

    /** Waits until the handlers of some syncs have run, and checks their thread. */
    private void awaitHandlers(long... numbers) {
        Conditions.await("the handlers", () -> handlers.size() == numbers.length);
        for (long number : numbers) {
            assertThat(handlers).anyMatch(heard -> heard.startsWith(number + " on "));
        }
        assertThat(handlers).noneMatch(heard -> heard.endsWith(HeldBackend.WITHOUT_WORKER));
    }

    private void expectBorn(long workers) {
        Conditions.await(workers + " births", () -> process.statistics().born() == workers);
    }

    // ---- no worker

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldRunWithoutAWorker(SyncMode mode) throws IOException {
        backend.releaseAll();
        reapAll(fsync(mode, file, 1));
        assertThat(process.statistics().born()).isZero();
        assertThat(backend.events())
                .containsExactly(HeldBackend.Event.start(mode.operation, 1), HeldBackend.Event.end(mode.operation, 1));
    }

    @Test
    void shouldBeBegunByTheEndOfTheWriteBeforeIt() throws IOException {
        ControlBlock write = write(file, 1);
        ControlBlock sync = fsync(2);
        backend.awaitStarted(1);
        assertThat(process.statistics().queued()).isOne();
        backend.release(1);
        backend.awaitStarted(2);
        backend.releaseAll();
        awaitDone(write);
        reapAll(sync);
        assertThat(process.statistics().born()).isZero();
    }

    @Test
    void shouldHaveAWorkerToFlushForOthers() throws IOException {
        backend.fail(2, new IOException("No space left on device"));
        ControlBlock first = fsync(1);
        backend.awaitStarted(1);
        List<ControlBlock> sharing = List.of(fsync(2), fsync(3), fsync(4));
        backend.release(1);
        backend.awaitStarted(2);
        assertThat(process.statistics().running()).isEqualTo(3);
        backend.releaseAll();
        reapAll(first);
        for (ControlBlock sync : sharing) {
            awaitDone(sync);
            assertFails(Errno.ENOSPC, () -> process.reap(sync));
        }
        assertThat(backend.starts()).containsExactly(1L, 2L);
        expectBorn(1);
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"POSIX", "FREEBSD"})
    void shouldAllBeBegunByTheEndOfTheWriteBeforeThem(Dialect dialect) throws IOException {
        AioProcess own = open(settings().dialect(dialect).workqueue(WorkqueueKind.PROCESS));
        file = newFile(own);
        write(file, 1);
        List<ControlBlock> syncs = List.of(fsync(2), fsync(3), fsync(4));
        assertThat(backend.hasSeen(2)).isFalse();
        backend.releaseAll();
        reapAll(syncs.toArray(ControlBlock[]::new));
        assertThat(backend.starts()).hasSize(dialect == Dialect.FREEBSD ? 4 : 2);
        assertThat(own.statistics().born()).isZero();
    }

    // ---- syncs that run a callback

    @Test
    void shouldLeaveFollowersThatCallBackToAWorker() throws IOException {
        ControlBlock flusher = fsync(1);
        backend.awaitStarted(1);
        ControlBlock caller = caller(2);
        ControlBlock quiet = fsync(3);
        backend.release(1);
        backend.awaitStarted(2);
        assertThat(process.statistics().running())
                .as("the worker's flush serves both")
                .isEqualTo(2);
        backend.releaseAll();
        reapAll(flusher, caller, quiet);
        assertThat(backend.starts()).containsExactly(1L, 2L);
        awaitHandlers(2);
        expectBorn(1);
    }

    @Test
    void shouldCallBackForAListOnAWorker() throws IOException, InterruptedException {
        ControlBlock entry = block(file, 1).opcode(Opcode.SYNC);
        process.listio(ListMode.NOWAIT, List.of(entry), Sigevent.signal(SIGNAL, 1));
        backend.awaitStarted(1);
        ControlBlock quiet = fsync(2);
        backend.releaseAll();
        reapAll(entry, quiet);
        awaitHandlers(1);
    }

    @Test
    void shouldFlushOnAWorkerForAFollowerThatCallsBack() throws IOException {
        ControlBlock first = fsync(1);
        backend.awaitStarted(1);
        ControlBlock flusher = fsync(2);
        ControlBlock caller = caller(3);
        backend.release(1);
        backend.awaitStarted(2);
        backend.releaseAll();
        reapAll(first, flusher, caller);
        assertThat(backend.starts()).containsExactly(1L, 2L);
        awaitHandlers(3);
        expectBorn(1);
    }

    @Test
    void shouldDoWithoutAWorkerAgainWhenNobodyCallsBack() throws IOException {
        ControlBlock first = fsync(1);
        backend.awaitStarted(1);
        ControlBlock flusher = fsync(2);
        ControlBlock caller = caller(3);
        assertThat(process.cancel(caller)).isEqualTo(CancelResult.CANCELED);
        awaitHandlers(3); // on the cancelling thread
        backend.releaseAll();
        reapAll(first, flusher);
        assertThat(process.statistics().threads()).isZero();
        assertThat(process.statistics().born()).isZero();
    }

    /** A sync can follow a flusher that was queued without followers only if the flusher waits for room. */
    @Test
    void shouldNotTakeAFollowerThatCallsBackIntoAFlushThatHasNoWorker() throws IOException {
        AioProcess single = openListening(settings().maxWorkers(1).maxInFlight(1));
        ControlBlock occupier = occupyWorker(single);
        file = newFile(single);
        ControlBlock flusher = fsync(1);
        ControlBlock caller = caller(2);
        ControlBlock quiet = fsync(3);
        ControlBlock other = caller(4);
        backend.release(OCCUPIER);
        backend.awaitStarted(1);
        assertThat(single.statistics().running()).as("flusher and quiet one").isEqualTo(2);
        assertThat(single.statistics().queued()).as("those that call back").isEqualTo(2);
        assertThat(single.cancel(quiet)).isEqualTo(CancelResult.NOTCANCELED);
        backend.release(1);
        backend.awaitStarted(2);
        assertThat(single.statistics().running()).isEqualTo(2);
        backend.releaseAll();
        reap(single, occupier);
        reapAll(flusher, caller, quiet, other);
        assertThat(backend.starts()).containsExactly(OCCUPIER, 1L, 2L);
        awaitHandlers(2, 4);
    }

    @Test
    void shouldCancelAFollowerThatWasLeftBehind() throws IOException {
        AioProcess single = openListening(settings().maxWorkers(1).maxInFlight(1));
        ControlBlock occupier = occupyWorker(single);
        file = newFile(single);
        ControlBlock flusher = fsync(1);
        ControlBlock caller = caller(2);
        backend.release(OCCUPIER);
        backend.awaitStarted(1);
        assertThat(single.cancel(flusher)).isEqualTo(CancelResult.NOTCANCELED);
        assertThat(single.cancel(caller)).isEqualTo(CancelResult.CANCELED);
        assertFails(Errno.ECANCELED, () -> single.reap(caller));
        backend.releaseAll();
        reap(single, occupier);
        reapAll(flusher);
        assertThat(backend.starts()).containsExactly(OCCUPIER, 1L);
        assertThat(single.statistics().born()).isZero();
    }

    // ---- the limit

    private static ControlBlock writeByWorker(AioFile file, int offset) throws IOException {
        ControlBlock block = block(file, offset).sigevent(Sigevent.signal(10, null));
        file.process().write(block);
        return block;
    }

    @Test
    void shouldCountOnceForAllThatShareItsFlush() throws IOException {
        AioProcess pair = open(settings().maxWorkers(2)); // a sync that others follow has a worker
        file = newFile(pair);
        ControlBlock first = fsync(1);
        backend.awaitStarted(1);
        List<ControlBlock> sharing = List.of(fsync(2), fsync(3), fsync(4));
        backend.release(1);
        backend.awaitStarted(2);
        AioFile other = newFile(pair);
        ControlBlock write = writeByWorker(other, 5);
        backend.awaitStarted(5);
        ControlBlock waiting = writeByWorker(other, 6);
        assertThat(pair.statistics().queued()).isOne();
        backend.release(2);
        backend.awaitStarted(6);
        backend.releaseAll();
        reapAll(first);
        reapAll(sharing.toArray(ControlBlock[]::new));
        assertThat(reap(pair, write) + reap(pair, waiting)).isEqualTo(16);
    }

    // ---- immediate ends

    @Test
    void shouldFlushALongChainWithoutADeepStack() throws IOException {
        AioProcess single = open(settings().maxInFlight(1).maxOutstanding(50_000));
        ControlBlock occupier = occupyWorker(single);
        backend.endAtOnce();
        List<ControlBlock> syncs = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            if (i % 10 == 0) {
                file = newFile(single);
            }
            syncs.add(fsync(i));
            syncs.add(i % 7 == 0 ? caller(i) : fsync(i));
        }
        backend.releaseAll();
        reap(single, occupier);
        reapAll(syncs.toArray(ControlBlock[]::new));
    }
}
