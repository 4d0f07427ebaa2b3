package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Syncs that share a flush, or wait for one, when something is cancelled, closed or ended. */
abstract class GroupCommitEndCases extends GroupCommitFixture {
    GroupCommitEndCases(boolean whole) {
        super(whole);
    }

    // ---- cancel

    @Test
    void shouldNotServeAFollowerThatWasCancelled() throws IOException {
        List<ControlBlock> syncs = flushWithFollowers(1, 4);
        for (int i : List.of(1, 2)) { // the one that would have flushed next, and one behind it
            assertThat(process.cancel(syncs.get(i))).isEqualTo(CancelResult.CANCELED);
            assertFails(Errno.ECANCELED, () -> process.reap(syncs.get(i)));
        }
        assertThat(process.statistics().queued()).isOne();
        backend.releaseAll();
        reapAll(List.of(syncs.get(0), syncs.get(3)));
        assertThat(backend.starts()).containsExactly(1L, 4L);
    }

    @Test
    void shouldHaveAFollowerFlushWhenTheFlusherIsCancelledBeforeItStarts() throws IOException {
        AioProcess single = open(settings().maxWorkers(1).maxInFlight(1));
        file = newFile(single);
        occupyAll(single);
        List<ControlBlock> syncs = List.of(fsync(1), fsync(2), fsync(3), fsync(4));
        assertThat(single.cancel(syncs.get(0))).isEqualTo(CancelResult.CANCELED);
        assertThat(single.cancel(syncs.get(1))).isEqualTo(CancelResult.CANCELED);
        assertThat(single.statistics().queued()).isEqualTo(2);
        backend.releaseAll();
        assertThat(reap(single, syncs.get(2))).isZero();
        assertThat(reap(single, syncs.get(3))).isZero();
        assertThat(startsOfOthers()).containsExactly(3L);
    }

    @Test
    void shouldNotCancelWhatSharesARunningFlush() throws IOException {
        List<ControlBlock> syncs = flushWithFollowers(1, 3);
        backend.release(1);
        backend.awaitStarted(2);
        assertThat(process.cancel(syncs.get(1))).isEqualTo(CancelResult.NOTCANCELED);
        assertThat(process.cancel(syncs.get(2))).isEqualTo(CancelResult.NOTCANCELED);
        assertThat(process.cancel(file)).isEqualTo(CancelResult.NOTCANCELED);
        backend.releaseAll();
        reapAll(syncs);
    }

    @Test
    void shouldFlushAgainAfterAllFollowersWereCancelled() throws IOException {
        List<ControlBlock> syncs = flushWithFollowers(1, 3);
        assertThat(process.cancel(file)).isEqualTo(CancelResult.NOTCANCELED);
        for (ControlBlock sync : syncs.subList(1, 3)) {
            assertThat(process.error(sync)).isEqualTo(Errno.ECANCELED);
        }
        ControlBlock next = fsync(4);
        backend.release(1);
        backend.awaitStarted(4);
        backend.releaseAll();
        reapAll(List.of(syncs.getFirst(), next));
        assertThat(backend.starts()).containsExactly(1L, 4L);
    }

    @Test
    void shouldFlushAgainAfterFlusherAndFollowersWereCancelled() throws IOException {
        AioProcess single = open(settings().maxWorkers(1).maxInFlight(1));
        file = newFile(single);
        occupyAll(single);
        List<ControlBlock> syncs = List.of(fsync(1), fsync(2), fsync(3));
        assertThat(single.cancel(file)).isEqualTo(CancelResult.CANCELED);
        for (ControlBlock sync : syncs) {
            assertThat(single.error(sync)).isEqualTo(Errno.ECANCELED);
        }
        ControlBlock next = fsync(4);
        backend.releaseAll();
        assertThat(reap(single, next)).isZero();
        assertThat(startsOfOthers()).containsExactly(4L);
    }

    // ---- close, exit, exec

    @Test
    void shouldEndWithTheFile() throws Exception {
        List<ControlBlock> syncs = flushWithFollowers(1, 3);
        backend.release(1);
        backend.awaitStarted(2);
        ControlBlock follower = fsync(4);
        Call<Boolean> closing = call(() -> {
            file.close();
            return true;
        });
        closing.awaitParked();
        assertThat(process.error(follower)).isEqualTo(Errno.ECANCELED);
        assertThat(process.error(syncs.get(2))).isEqualTo(Errno.EINPROGRESS);
        backend.release(2);
        assertThat(closing.result()).isTrue();
        for (ControlBlock sync : syncs) {
            assertThat(process.error(sync)).isEqualTo(Errno.OK);
        }
        assertThat(backend.starts()).containsExactly(1L, 2L);
    }

    @Test
    void shouldEndWithTheProcess() throws Exception {
        flushWithFollowers(1, 3);
        backend.release(1);
        backend.awaitStarted(2);
        fsync(4);
        fsync(5);
        Call<ExitReport> exiting = call(() -> process.exit(FOR_EVER)).awaitParked();
        backend.release(2);
        assertThat(exiting.result()).isEqualTo(new ExitReport(2, 2, 0, 0));
        assertThat(backend.starts()).containsExactly(1L, 2L);
    }

    @Test
    void shouldEndWithTheProcessBeforeItStarts() throws Exception {
        AioProcess single = open(settings().maxWorkers(1).maxInFlight(1));
        file = newFile(single);
        occupyWorker(single);
        fsync(1);
        fsync(2);
        Call<ExitReport> exiting = call(() -> single.exit(FOR_EVER)).awaitParked();
        backend.releaseAll();
        assertThat(exiting.result()).isEqualTo(new ExitReport(2, 1, 0, 0));
        assertThat(backend.starts()).containsExactly(OCCUPIER);
    }

    @Test
    void shouldServeSyncsAfterAnExec() throws Exception {
        flushWithFollowers(1, 3);
        Call<ExitReport> exec = call(() -> process.exec(FOR_EVER)).awaitParked();
        backend.release(1);
        assertThat(exec.result()).isEqualTo(new ExitReport(2, 1, 0, 0));
        List<ControlBlock> syncs = flushWithFollowers(11, 13);
        backend.releaseAll();
        reapAll(syncs);
        assertThat(backend.starts()).containsExactly(1L, 11L, 12L);
    }
}
