package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which requests leave the queue, and what their priority cannot change. */
@DisplayName("reqprio")
final class PriorityTest extends AioTest {
    private AioProcess single(Dialect dialect) {
        return open(settings().maxWorkers(1).system(new AioSystem(dialect)));
    }

    private static ControlBlock write(AioFile file, long offset, int priority) throws AioException {
        ControlBlock block = block(file, offset).priority(priority);
        file.process().write(block);
        return block;
    }

    /** Lets the only worker run everything that is queued, and returns the order. */
    private List<Long> runAll(AioProcess process, List<ControlBlock> blocks) throws IOException {
        backend.releaseAll();
        for (ControlBlock block : blocks) {
            reap(process, block);
        }
        return backend.starts().stream().filter(offset -> offset != OCCUPIER).toList();
    }

    @Test
    void shouldRunTheUrgentFirst() throws IOException {
        AioProcess process = single(Dialect.POSIX);
        occupyWorker(process);
        AioFile file = newFile(process);
        List<ControlBlock> blocks =
                List.of(write(file, 1, 20), write(file, 2, 3), write(file, 3, 0), write(file, 4, 3), write(file, 5, 0));
        assertThat(runAll(process, blocks)).containsExactly(3L, 5L, 2L, 4L, 1L);
    }

    @ParameterizedTest
    @EnumSource(names = {"XNU", "FREEBSD"})
    void shouldBeIgnoredByTheKernels(Dialect dialect) throws IOException {
        AioProcess process = single(dialect);
        occupyWorker(process);
        AioFile file = newFile(process);
        List<ControlBlock> blocks = List.of(
                write(file, 1, 20), write(file, 2, 3), write(file, 3, 0), write(file, 4, -1), write(file, 5, 21));
        assertThat(runAll(process, blocks)).containsExactly(1L, 2L, 3L, 4L, 5L);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 21, Integer.MIN_VALUE, Integer.MAX_VALUE})
    void shouldRefuseWhatIsOutOfRange(int priority) throws IOException {
        AioProcess process = open();
        AioFile file = newFile(process);
        assertFails(Errno.EINVAL, () -> write(file, 0, priority))
                .withMessageContaining("priority is " + priority + ", it must be 0 to 20");
        assertThat(process.statistics().submitted()).isZero();
    }

    @Test
    void shouldTakeEachEntryOfAListByItsOwn() throws Exception {
        AioProcess process = single(Dialect.POSIX);
        occupyWorker(process);
        AioFile file = newFile(process);
        List<ControlBlock> blocks = new ArrayList<>();
        for (int i = 1; i <= 4; i++) {
            blocks.add(block(file, i).opcode(Opcode.WRITE).priority(20 - i));
        }
        process.listio(ListMode.NOWAIT, blocks, Sigevent.none());
        assertThat(runAll(process, blocks)).containsExactly(4L, 3L, 2L, 1L);
    }

    /** The lowest priority waits for at most 20 * 256 requests that were queued later. */
    @Test
    void shouldStarveNobody() throws IOException {
        AioProcess process = single(Dialect.POSIX);
        occupyWorker(process);
        AioFile file = newFile(process);
        List<ControlBlock> blocks = new ArrayList<>();
        blocks.add(write(file, 0, 20));
        for (int i = 1; i <= 6_000; i++) {
            blocks.add(write(file, i, 0));
        }
        assertThat(runAll(process, blocks).indexOf(0L)).isEqualTo(20 * 256);
    }

    @Test
    void shouldCancelWhereverTheRequestStands() throws IOException {
        AioProcess process = single(Dialect.POSIX);
        occupyWorker(process);
        AioFile file = newFile(process);
        ControlBlock low = write(file, 1, 20);
        ControlBlock middle = write(file, 2, 5);
        ControlBlock last = write(file, 3, 5);
        assertThat(process.cancel(middle)).isEqualTo(CancelResult.CANCELED);
        assertThat(process.cancel(low)).isEqualTo(CancelResult.CANCELED);
        assertThat(process.statistics().queued()).isOne();
        assertThat(runAll(process, List.of(last))).containsExactly(3L);
    }

    // ---- what takes precedence over priority

    @Test
    void shouldNotChangeTheOrderOfAppends() throws IOException {
        AioProcess process = single(Dialect.POSIX);
        occupyWorker(process);
        AioFile file = newAppendFile(process);
        List<ControlBlock> blocks = List.of(write(file, 1, 20), write(file, 2, 0), write(newFile(process), 3, 10));
        assertThat(runAll(process, blocks)).containsExactly(3L, 1L, 2L);
    }

    @Test
    void shouldNotLetASyncOvertakeWhatItCovers() throws IOException {
        AioProcess process = single(Dialect.POSIX);
        occupyWorker(process);
        AioFile file = newFile(process);
        ControlBlock write = write(file, 1, 20);
        ControlBlock sync = block(file, 2).priority(0);
        process.fsync(SyncMode.SYNC, sync);
        ControlBlock other = write(file, 3, 10);
        assertThat(runAll(process, List.of(write, sync, other))).containsExactly(3L, 1L, 2L);
    }
}
