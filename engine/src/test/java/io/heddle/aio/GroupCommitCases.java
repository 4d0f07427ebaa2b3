package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import io.heddle.backend.Operation;
import io.heddle.testing.Conditions;
import io.heddle.testing.RecordingTracer;
import io.heddle.trace.TracePoint;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which syncs share a flush, although each of them remains a request of its own. */
abstract class GroupCommitCases extends GroupCommitFixture {
    private final int workersOfAFlush;

    GroupCommitCases(boolean whole) {
        super(whole);
        workersOfAFlush = whole ? 0 : 1;
    }

    private static void fsync(ControlBlock block) throws AioException {
        block.file().process().fsync(SyncMode.SYNC, block);
    }

    private void expect(int queued, int running) {
        assertThat(process.statistics().queued()).as("queued").isEqualTo(queued);
        assertThat(process.statistics().running()).as("running").isEqualTo(running);
    }

    // ---- which syncs share

    @Test
    void shouldServeAllThatFollowedWhenTheNextFlushStarts() throws IOException {
        List<ControlBlock> syncs = flushWithFollowers(1, 64);
        expect(63, 1);
        assertThat(process.statistics().threads())
                .as("a follower needs no worker")
                .isEqualTo(workersOfAFlush);
        backend.release(1);
        backend.awaitStarted(2);
        expect(0, 63);
        backend.release(2);
        reapAll(syncs);
        assertThat(backend.starts()).containsExactly(1L, 2L);
    }

    @Test
    void shouldServeThoseThatCameWhileItWaitedForAWorker() throws IOException {
        AioProcess single = open(settings().maxWorkers(1).maxInFlight(1));
        file = newFile(single);
        occupyWorker(single);
        List<ControlBlock> syncs = List.of(fsync(1), fsync(2), fsync(3));
        assertThat(single.statistics().queued()).isEqualTo(3);
        backend.releaseAll();
        for (ControlBlock sync : syncs) {
            assertThat(reap(single, sync)).isZero();
        }
        assertThat(backend.starts()).containsExactly(OCCUPIER, 1L);
    }

    @Test
    void shouldNeverServeThoseThatCameAfterItStarted() throws IOException {
        List<ControlBlock> syncs = flushWithFollowers(1, 2);
        backend.release(1);
        awaitDone(syncs.getFirst());
        backend.awaitStarted(2);
        ControlBlock late = fsync(3);
        assertThat(process.error(syncs.get(1))).isEqualTo(Errno.EINPROGRESS);
        backend.release(2);
        awaitDone(syncs.get(1));
        backend.awaitStarted(3);
        assertThat(process.error(late)).isEqualTo(Errno.EINPROGRESS);
        backend.releaseAll();
        reapAll(syncs);
        reapAll(List.of(late));
    }

    @Test
    void shouldNotServeASyncWhoseWriteIsNotDone() throws IOException {
        AioProcess single = open(settings().maxWorkers(1).maxInFlight(1));
        file = newFile(single);
        occupyWorker(single);
        ControlBlock first = fsync(1);
        ControlBlock write = write(file, 2);
        ControlBlock second = fsync(3);
        backend.release(OCCUPIER);
        backend.awaitStarted(1);
        assertThat(single.statistics().queued()).as("the write and its sync").isEqualTo(2);
        backend.release(1);
        backend.awaitStarted(2);
        awaitDone(first);
        assertThat(single.error(second)).isEqualTo(Errno.EINPROGRESS);
        backend.releaseAll();
        awaitDone(write, second);
        assertThat(backend.starts()).containsExactly(OCCUPIER, 1L, 2L, 3L);
    }

    @Test
    void shouldServeASyncWhoseWriteWasDoneWhileAnotherFlushRan() throws IOException {
        ControlBlock first = fsync(1);
        backend.awaitStarted(1);
        ControlBlock write = write(file, 2);
        List<ControlBlock> syncs = List.of(fsync(3), fsync(4));
        backend.release(2);
        awaitDone(write);
        assertThat(backend.hasSeen(3)).isFalse();
        expect(2, 1);
        backend.release(1);
        backend.awaitStarted(3);
        expect(0, 2);
        backend.releaseAll();
        awaitDone(first);
        reapAll(syncs);
        assertThat(backend.hasSeen(4)).isFalse();
    }

    @Test
    void shouldNotServeOtherFiles() throws IOException {
        flushWithFollowers(1, 2);
        fsync(SyncMode.SYNC, newFile(process), 3);
        backend.awaitStarted(3);
        assertThat(backend.hasSeen(2)).isFalse();
    }

    @Test
    void shouldServeCallsInDirectStyleAndWaitingLists() throws Exception {
        ControlBlock first = fsync(1);
        backend.awaitStarted(1);
        Call<Boolean> direct = call(() -> {
            file.sync(SyncMode.SYNC);
            return true;
        });
        direct.awaitParked();
        ControlBlock entry = block(file, 2).opcode(Opcode.SYNC);
        Call<Boolean> list = call(() -> {
            process.listio(ListMode.WAIT, List.of(entry), Sigevent.none());
            return true;
        });
        list.awaitParked();
        backend.releaseAll();
        assertThat(direct.result()).isTrue();
        assertThat(list.result()).isTrue();
        reapAll(List.of(first, entry));
        assertThat(backend.starts()).hasSize(2);
    }

    // ---- what a flush forces

    @ParameterizedTest
    @CsvSource({"DSYNC, DSYNC, DSYNC", "DSYNC, SYNC, SYNC", "SYNC, DSYNC, SYNC", "SYNC, SYNC, SYNC"})
    void shouldForceWhatTheMostDemandingAsksFor(SyncMode flusher, SyncMode follower, Operation flush)
            throws IOException {
        List<ControlBlock> syncs = new ArrayList<>(flushWithFollowers(1, 1));
        syncs.add(fsync(flusher, file, 2));
        syncs.add(fsync(SyncMode.DSYNC, file, 3));
        syncs.add(fsync(follower, file, 4));
        backend.releaseAll();
        reapAll(syncs);
        assertThat(backend.events()).endsWith(HeldBackend.Event.start(flush, 2), HeldBackend.Event.end(flush, 2));

        fsync(SyncMode.DSYNC, file, 5);
        backend.awaitStarted(5);
        assertThat(backend.events())
                .as("of the next flush nobody asks for more")
                .contains(HeldBackend.Event.start(Operation.DSYNC, 5));
    }

    // ---- how a flush ends

    @Test
    void shouldFailForAllThatShareItAndAllThatComeLater() throws IOException {
        backend.fail(2, new IOException("No space left on device"));
        List<ControlBlock> syncs = flushWithFollowers(1, 4);
        backend.release(1);
        backend.awaitStarted(2);
        syncs.add(fsync(5));
        backend.releaseAll();
        awaitDone(syncs.getFirst(), syncs.get(4));
        syncs.add(fsync(6));
        for (ControlBlock sync : syncs.subList(1, 6)) {
            awaitDone(sync);
            assertThat(process.error(sync)).isEqualTo(Errno.ENOSPC);
            assertFails(Errno.ENOSPC, () -> process.reap(sync)).withMessageContaining("No space left on device");
        }
        reapAll(List.of(syncs.getFirst()));
        assertThat(backend.starts()).as("what can be saved is flushed").containsExactly(1L, 2L, 5L, 6L);
    }

    @Test
    void shouldEndInTheOrderOfSubmissionAndNotifyEach() throws Exception {
        List<Object> signals = new ArrayList<>();
        ConcurrentLinkedQueue<Object> heard = new ConcurrentLinkedQueue<>();
        process.onSignal(5, (_, value) -> heard.add(String.valueOf(value)));
        ControlBlock first = fsync(1);
        backend.awaitStarted(1);
        List<ControlBlock> syncs = new ArrayList<>();
        for (int number = 2; number <= 9; number++) {
            ControlBlock sync = block(file, number).sigevent(Sigevent.signal(5, "v" + number));
            fsync(sync);
            syncs.add(sync);
            signals.add("v" + number);
        }
        backend.releaseAll();
        reapAll(List.of(first));
        Kevent event = new Kevent();
        for (ControlBlock sync : syncs) {
            assertThat(process.waitComplete(event, FOR_EVER)).isTrue();
            assertThat(event.block()).isSameAs(sync);
        }
        process.exit(FOR_EVER); // lets the worker finish its handlers
        assertThat(heard).containsExactlyElementsOf(signals);
    }

    @Test
    void shouldTellATracerOfEachRun() throws IOException {
        List<String> runs = new ArrayList<>();
        var tracer = new RecordingTracer() {
            @Override
            public synchronized void processEntry(
                    Object span,
                    long processId,
                    long requestId,
                    String operation,
                    int descriptor,
                    long offset,
                    long length,
                    String error,
                    long returnValue,
                    long queuedNanos) {
                runs.add(span + " " + operation + " " + error);
            }

            void begin() {
                start();
            }
        };
        tracer.begin();
        try (tracer) {
            List<ControlBlock> syncs = new ArrayList<>(flushWithFollowers(1, 2));
            syncs.add(fsync(SyncMode.DSYNC, file, 3));
            backend.releaseAll();
            reapAll(syncs);
        }
        String sync = TracePoint.WQ_PROCESS_ENTRY + " SYNC OK";
        assertThat(runs).containsExactly(sync, sync, TracePoint.WQ_PROCESS_ENTRY + " DSYNC OK");
    }

    @Test
    void shouldCompleteAllEvenIfATracerThrows() throws IOException {
        var tracer = new RecordingTracer() {
            @Override
            public void completionSignal(long processId, long requestId, int signal) {
                throw new IllegalStateException("a tracer's defect, provoked by the test");
            }

            void begin() {
                start();
            }
        };
        List<ControlBlock> syncs = new ArrayList<>(flushWithFollowers(1, 1));
        for (int number = 2; number <= 4; number++) {
            ControlBlock sync = block(file, number).sigevent(Sigevent.signal(5, null));
            fsync(sync);
            syncs.add(sync);
        }
        List<Throwable> reported = new CopyOnWriteArrayList<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((_, failed) -> reported.add(failed));
        tracer.begin();
        try (tracer) {
            backend.releaseAll();
            reapAll(syncs);
            Conditions.await("the defect to be reported", () -> !reported.isEmpty());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(reported).hasSize(1);
    }

    // ---- priorities

    @Test
    void shouldLookAtThePriorityOfNoSync() throws IOException {
        AioProcess single = open(settings().maxWorkers(1).maxInFlight(1));
        file = newFile(single);
        occupyWorker(single);
        ControlBlock read = block(newFile(single), 1).priority(1);
        single.read(read);
        List<ControlBlock> syncs = new ArrayList<>();
        for (int priority : List.of(20, 0, -1, 21, Integer.MIN_VALUE, Integer.MAX_VALUE)) {
            ControlBlock sync = block(file, 2 + syncs.size()).priority(priority);
            fsync(sync);
            syncs.add(sync);
        }
        ControlBlock entry = block(file, 9).opcode(Opcode.SYNC).priority(99);
        assertThatNoException().isThrownBy(() -> single.listio(ListMode.NOWAIT, List.of(entry), Sigevent.none()));
        backend.releaseAll();
        for (ControlBlock sync : syncs) {
            assertThat(reap(single, sync)).isZero();
        }
        assertThat(reap(single, entry)).isZero();
        reap(single, read);
        assertThat(backend.starts())
                .as("the first is the flusher, and as urgent as can be")
                .containsExactly(OCCUPIER, 2L, 1L);
    }
}
