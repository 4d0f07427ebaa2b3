package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A hundred processes, none of which starves. */
final class FairnessTest extends AioTest {
    private static final int PROCESSES = 100;
    private static final int ROUNDS = 3;

    private List<AioFile> files(WorkqueueKind kind, int maxWorkers) throws IOException {
        List<AioFile> files = new ArrayList<>();
        for (int i = 0; i < PROCESSES; i++) {
            files.add(newFile(open(settings().workqueue(kind).maxWorkers(maxWorkers))));
        }
        return files;
    }

    /**
     * The longest waiting entry is next, whatever its process: with {@code n} workers exactly the {@code n} oldest run.
     */
    @ParameterizedTest
    @CsvSource({"SHARED,4", "AIOD,32"})
    void shouldRunTheOldestRequestsOfAllProcesses(WorkqueueKind kind, int workers) throws Exception {
        List<AioFile> files = files(kind, 32);
        backend.hold();
        List<Long> order = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            for (AioFile file : files) {
                write(file, order.size());
                order.add((long) order.size());
            }
        }
        for (int ended = 0; ended < order.size(); ended++) {
            int expected = Math.min(ended + workers, order.size());
            backend.awaitStarts(expected);
            assertThat(backend.starts()).containsExactlyInAnyOrderElementsOf(order.subList(0, expected));
            backend.release(order.get(ended));
        }
        for (AioFile file : files) {
            AioProcess process = file.process();
            while (process.statistics().reaped() < ROUNDS) {
                assertThat(process.waitComplete(new Kevent(), FOR_EVER)).isTrue();
            }
        }
    }

    /** One process has more entries than there are workers, and none of them ends: the others are not affected. */
    @ParameterizedTest
    @EnumSource(value = WorkqueueKind.class, names = "SHARED", mode = EnumSource.Mode.EXCLUDE)
    void shouldRunTheOthersWhileOneProcessIsStuck(WorkqueueKind kind) throws Exception {
        int most = 8;
        List<AioFile> files = files(kind, most);
        backend.hold();
        AioFile stuck = files.removeFirst();
        int flood = 64;
        for (int i = 0; i < flood; i++) {
            write(stuck, i);
        }
        backend.awaitStarts(most);
        List<ControlBlock> others = new ArrayList<>();
        for (AioFile file : files) {
            long offset = (long) flood + others.size();
            backend.release(offset);
            others.add(write(file, offset));
        }
        for (ControlBlock block : others) {
            assertThat(reap(Objects.requireNonNull(block.file()).process(), block))
                    .isEqualTo(8);
        }
        assertThat(backend.starts()).filteredOn(offset -> offset < flood).hasSize(most);
    }
}
