package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/**
 * What tests of group commit share: a file whose transfers are held until they are let go. A sync is known by its
 * offset; the flush that serves several by that of the sync which has begun it.
 */
abstract class GroupCommitFixture extends AioTest {
    AioProcess process;
    AioFile file;

    GroupCommitFixture(boolean whole) {
        super(whole);
    }

    @BeforeEach
    void openFile() throws IOException {
        process = open(settings().ticker(ticker));
        file = newFile(process);
        backend.hold();
    }

    ControlBlock fsync(long number) throws AioException {
        return fsync(SyncMode.SYNC, file, number);
    }

    /** Has syncs follow the first one, whose flush runs. */
    List<ControlBlock> flushWithFollowers(long first, long last) throws IOException {
        List<ControlBlock> all = new ArrayList<>();
        all.add(fsync(first));
        backend.awaitStarted(first);
        for (long number = first + 1; number <= last; number++) {
            all.add(fsync(number));
        }
        return all;
    }

    void reapAll(List<ControlBlock> blocks) throws IOException {
        for (ControlBlock block : blocks) {
            assertThat(reap(process, block)).isZero();
        }
    }
}
