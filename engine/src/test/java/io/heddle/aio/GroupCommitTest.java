package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which syncs share a flush that a worker waits for. */
@DisplayName("one flush serves the syncs of a file whose writes were done before it started")
final class GroupCommitTest extends GroupCommitCases {
    GroupCommitTest() {
        super(false);
    }

    @ParameterizedTest
    @EnumSource(
            value = Dialect.class,
            names = {"XNU", "FREEBSD"})
    void shouldNotHappenInDialectsOfKernels(Dialect dialect) throws IOException {
        AioFile file = newFile(open(settings().dialect(dialect)));
        List<ControlBlock> syncs =
                List.of(fsync(SyncMode.SYNC, file, 1), fsync(SyncMode.SYNC, file, 2), fsync(SyncMode.SYNC, file, 3));
        backend.releaseAll();
        for (ControlBlock sync : syncs) {
            reap(file.process(), sync);
        }
        assertThat(backend.starts()).containsExactlyInAnyOrder(1L, 2L, 3L);
    }
}
