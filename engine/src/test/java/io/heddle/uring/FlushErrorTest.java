package io.heddle.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.heddle.linux.BlindFiles;
import io.heddle.linux.Libc;
import io.heddle.uring.ScriptedKernel.Question;
import io.heddle.uring.ScriptedKernel.Reading;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The kernel reports a failed flush only once. The flush must not be submitted again, because the kernel then reports
 * success.
 */
@Timeout(60)
final class FlushErrorTest {
    private static final int ENOSPC = 28;
    private static final int EROFS = 30;
    private static final int EDQUOT = 122;

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(ints = {Libc.EIO, Libc.ENOMEM, ENOSPC, EROFS, Libc.EOPNOTSUPP, EDQUOT})
    void shouldFailWithTheErrorOfTheFlush(int errno) throws Exception {
        try (ScriptedKernel kernel = new ScriptedKernel(4);
                FileChannel channel =
                        FileChannel.open(folder.resolve("file"), StandardOpenOption.WRITE, StandardOpenOption.CREATE)) {
            Reading sync = kernel.sync(BlindFiles.of(channel, false));
            Question question = kernel.question();
            assertThat(question.operation()).isEqualTo(Ring.OP_FSYNC);
            kernel.answer(question, -errno);
            assertThatIOException().isThrownBy(sync::awaitEnd).withMessage(Libc.message(errno));
        }
    }
}
