package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/**
 * The common part of the tests of group commit: a file whose transfers are held until they are released. The offset
 * identifies a sync; a flush that serves several syncs has the offset of the sync that began it.
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

    /** Submits syncs that follow the first one, whose flush runs. */
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
