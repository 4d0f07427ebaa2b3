package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.backend.Operation;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * When a sync runs: after the reads and writes on its file that were submitted earlier, and independently of later
 * ones.
 */
@DisplayName("fsync(SYNC) and fsync(DSYNC) run after the earlier non-sync requests on the same file")
final class SyncOrderTest extends AioTest {
    private AioProcess process;
    private AioFile file;

    @BeforeEach
    void openFile() throws IOException {
        process = open();
        file = newFile(process);
        backend.hold();
    }

    private void reapAll(ControlBlock... blocks) throws IOException {
        for (ControlBlock block : blocks) {
            reap(process, block);
        }
    }

    @ParameterizedTest
    @EnumSource(SyncMode.class)
    void shouldWaitForEarlierReadsAndWrites(SyncMode mode) throws IOException {
        ControlBlock write = write(file, 1);
        ControlBlock read = read(file, 2);
        ControlBlock sync = fsync(mode, file, 3);
        backend.awaitStarted(1, 2);
        assertThat(process.statistics().queued()).isEqualTo(1);
        backend.release(2);
        reapAll(read);
        assertThat(process.error(sync)).isEqualTo(Errno.EINPROGRESS);
        assertThat(backend.hasSeen(3)).isFalse();
        backend.release(1);
        backend.awaitStarted(3);
        backend.releaseAll();
        reapAll(write, sync);
        assertThat(backend.events()).contains(HeldBackend.Event.start(mode.operation, 3));
    }

    @Test
    void shouldRunAtOnceWhenNothingIsInFlight() throws IOException {
        ControlBlock done = write(file, 1);
        backend.release(1);
        awaitDone(done);
        fsync(SyncMode.SYNC, file, 2);
        backend.awaitStarted(2);
    }

    @Test
    void shouldNotBeDelayedByLaterRequests() throws IOException {
        ControlBlock earlier = write(file, 1);
        ControlBlock sync = fsync(SyncMode.SYNC, file, 2);
        write(file, 3);
        read(file, 4);
        backend.awaitStarted(1, 3, 4);
        backend.release(1);
        reapAll(earlier);
        backend.awaitStarted(2);
        backend.release(2);
        reapAll(sync);
    }

    @Test
    void shouldNotDelayLaterRequests() throws IOException {
        write(file, 1);
        fsync(SyncMode.SYNC, file, 2);
        ControlBlock later = write(file, 3);
        backend.release(3);
        reapAll(later);
        assertThat(backend.hasSeen(2)).isFalse();
    }

    /** The kernels flush for each sync; in POSIX syncs share flushes, see {@link GroupCommitTest}. */
    @ParameterizedTest
    @EnumSource(value = Dialect.class, names = "POSIX", mode = EnumSource.Mode.EXCLUDE)
    void shouldNotWaitForSyncsInDialectsOfKernels(Dialect dialect) throws IOException {
        AioFile target = newFile(open(settings().dialect(dialect)));
        ControlBlock earlier = write(target, 1);
        fsync(SyncMode.SYNC, target, 2);
        fsync(SyncMode.SYNC, target, 3);
        backend.release(1);
        reap(target.process(), earlier);
        backend.awaitStarted(2);
        if (dialect == Dialect.XNU) {
            backend.release(2); // in XNU a sync waits for everything, syncs included
        }
        backend.awaitStarted(3);
    }

    @Test
    void shouldWaitForItsOwnEarlierRequestsOnly() throws IOException {
        ControlBlock first = write(file, 1);
        ControlBlock firstSync = fsync(SyncMode.SYNC, file, 2);
        ControlBlock second = write(file, 3);
        ControlBlock secondSync = fsync(SyncMode.SYNC, file, 4);
        backend.release(3);
        reapAll(second);
        assertThat(backend.hasSeen(4))
                .as("the first write is an earlier one of both")
                .isFalse();
        backend.release(1);
        reapAll(first);
        backend.awaitStarted(2);
        backend.releaseAll();
        reapAll(firstSync, secondSync);
        assertThat(backend.hasSeen(4))
                .as("it has shared the flush of the first")
                .isFalse();
    }

    @Test
    void shouldNotWaitForOtherFiles() throws IOException {
        write(file, 1);
        fsync(SyncMode.SYNC, newFile(process), 2);
        backend.awaitStarted(2);
        fsync(SyncMode.SYNC, newFile(open()), 3);
        backend.awaitStarted(3);
    }

    @Test
    void shouldRunWhenWhatItWaitsForFails() throws IOException {
        backend.fail(1, new IOException("broken"));
        ControlBlock failing = write(file, 1);
        ControlBlock sync = fsync(SyncMode.SYNC, file, 2);
        backend.releaseAll();
        assertThat(reap(process, sync)).isZero();
        assertFails(Errno.EIO, () -> process.reap(failing));
    }

    @Test
    void shouldRunWhenWhatItWaitsForIsCancelled() throws IOException {
        AioProcess single = open(settings().maxWorkers(1));
        AioFile target = newFile(single);
        occupyWorker(single);
        ControlBlock queued = write(target, 1);
        ControlBlock sync = fsync(SyncMode.SYNC, target, 2);
        assertThat(single.cancel(queued)).isEqualTo(CancelResult.CANCELED);
        assertThat(single.error(sync)).isEqualTo(Errno.EINPROGRESS);
        backend.releaseAll();
        assertThat(reap(single, sync)).isZero();
        assertThat(backend.starts()).containsExactly(OCCUPIER, 2L);
    }

    @Test
    void shouldLetTheNextSyncRunWhenOneIsCancelled() throws IOException {
        ControlBlock earlier = write(file, 1);
        ControlBlock first = fsync(SyncMode.SYNC, file, 2);
        ControlBlock second = fsync(SyncMode.SYNC, file, 3);
        assertThat(process.cancel(first)).isEqualTo(CancelResult.CANCELED);
        backend.release(1);
        reapAll(earlier);
        backend.awaitStarted(3);
        backend.releaseAll();
        reapAll(second);
        assertThat(backend.starts()).doesNotContain(2L);
    }

    @Test
    void shouldNotHoldTheOnlyWorkerWhileItWaits() throws IOException {
        AioProcess single = open(settings().maxWorkers(1));
        AioFile target = newFile(single);
        ControlBlock[] blocks = {
            fsync(SyncMode.SYNC, target, 1),
            write(target, 2),
            fsync(SyncMode.SYNC, target, 3),
            read(target, 4),
            fsync(SyncMode.DSYNC, target, 5)
        };
        backend.releaseAll();
        for (ControlBlock block : blocks) {
            reap(single, block);
        }
        assertThat(backend.starts())
                .as("the last sync has nothing to wait for when the flush of the second starts, and shares it")
                .containsExactly(1L, 2L, 4L, 3L);
    }

    // ---- compared with a model

    /**
     * A random mix of requests on some files, released and cancelled in random order. A sync may have shared the flush
     * of another one; then only the other one is visible. {@link GroupCommitStressTest} tests those.
     */
    @Test
    void shouldNeverStartBeforeAllEarlierTransfersOfItsFileHaveEnded() throws Exception {
        Random random = random();
        int files = 3;
        AioProcess mixed = open(settings().maxWorkers(1 + random.nextInt(16)));
        List<AioFile> targets = new ArrayList<>();
        for (int i = 0; i < files; i++) {
            targets.add(i == 0 ? newAppendFile(mixed) : newFile(mixed));
        }
        Set<Long> cancelled = new HashSet<>();
        List<Long> transfers = new ArrayList<>();
        List<ControlBlock> inFlight = new ArrayList<>();
        for (long number = 0; number < 1_000; number++) {
            AioFile target = targets.get((int) (number % files));
            int kind = random.nextInt(8);
            inFlight.add(
                    switch (kind) {
                        case 0 -> fsync(SyncMode.SYNC, target, number);
                        case 1 -> fsync(SyncMode.DSYNC, target, number);
                        default -> write(target, number);
                    });
            if (kind > 1) {
                transfers.add(number);
            }
            if (random.nextInt(10) == 0) {
                ControlBlock victim = inFlight.get(random.nextInt(inFlight.size()));
                if (mixed.cancel(victim) == CancelResult.CANCELED) {
                    cancelled.add(victim.offset());
                }
            }
            if (random.nextInt(3) > 0) {
                backend.release(inFlight.get(random.nextInt(inFlight.size())).offset());
            }
        }
        backend.releaseAll();
        for (ControlBlock block : inFlight) {
            awaitDone(block);
        }
        assertSyncsCameAfterEarlierTransfers(backend.events(), files);
        transfers.removeAll(cancelled);
        assertThat(backend.starts())
                .doesNotHaveDuplicates()
                .doesNotContainAnyElementsOf(cancelled)
                .containsAll(transfers);
    }

    private static void assertSyncsCameAfterEarlierTransfers(List<HeldBackend.Event> events, int files) {
        Set<Long> ended = new HashSet<>();
        Set<Long> moved = new HashSet<>(); // every transfer that was moved at any time
        for (HeldBackend.Event event : events) {
            if (!event.operation().isSync()) {
                moved.add(event.offset());
            }
        }
        for (HeldBackend.Event event : events) {
            if (!event.isStart()) {
                ended.add(event.offset());
            } else if (event.operation() == Operation.SYNC || event.operation() == Operation.DSYNC) {
                for (long earlier = event.offset() - files; earlier >= 0; earlier -= files) {
                    assertThat(!moved.contains(earlier) || ended.contains(earlier))
                            .as("sync %s started before transfer %s had ended", event.offset(), earlier)
                            .isTrue();
                }
            }
        }
    }
}
