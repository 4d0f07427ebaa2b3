package io.heddle.bench.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assumptions.assumeThatCode;

import io.heddle.aio.AioProcess;
import io.heddle.aio.BackendKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every peer does the work for which it is measured. */
@Timeout(60)
final class PeersTest {
    private static final int BYTES = 4_096;

    @TempDir
    Path folder;

    private static void assumeUring(boolean needed) {
        if (needed) {
            assumeThatCode(() -> AioProcess.configure().backend(BackendKind.URING))
                    .doesNotThrowAnyException();
        }
    }

    /** Returns whether a peer that needs flags has refused this JVM, which was started without them. */
    private static boolean isRefused(List<String> flags, ThrowingCallable open) {
        if (!flags.isEmpty()) {
            assertThatExceptionOfType(IOException.class).isThrownBy(open).withMessageContaining(flags.getFirst());
        }
        return !flags.isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void shouldReadWhatIsThere(ReadPeer peer) throws Exception {
        assumeUring(peer.needsUring() || peer == ReadPeer.JASYNCFIO);
        byte[] content = new byte[4 * BYTES];
        new Random(1).nextBytes(content);
        Path file = Files.write(folder.resolve("file"), content);
        if (isRefused(peer.flags(), () -> peer.open(file, Set.of(StandardOpenOption.READ), 4))) {
            return;
        }
        try (BlockReader reader = peer.open(file, Set.of(StandardOpenOption.READ), 4)) {
            ByteBuffer buffer = ByteBuffer.allocateDirect(BYTES);
            for (int offset = 0; offset < content.length; offset += BYTES) {
                assertThat(reader.read(buffer.clear(), offset)).isEqualTo(BYTES);
                assertThat(buffer.clear()).isEqualTo(ByteBuffer.wrap(content, offset, BYTES));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldDispatchAndDrain(DispatchPeer peer) throws Exception {
        assumeUring(peer == DispatchPeer.ENGINE_VIRTUAL_URING);
        Path file = Files.createFile(folder.resolve("empty"));
        try (Dispatcher dispatcher = peer.open(file)) {
            Lanes.Lane submitter = dispatcher.submitter(3);
            for (int number = 0; number < 10; number++) {
                submitter.operation();
            }
            submitter.drain();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldCommit(CommitPeer peer) throws Exception {
        assumeUring(peer == CommitPeer.ENGINE_URING);
        Path file = Files.write(folder.resolve("file"), new byte[2 * BYTES]);
        byte[] content = new byte[BYTES];
        new Random(2).nextBytes(content);
        if (isRefused(peer.flags(), () -> peer.open(file, 2))) {
            return;
        }
        try (CommitPeer.Commit commit = peer.open(file, 2)) {
            commit.commit(ByteBuffer.wrap(content), BYTES);
        }
        assertThat(ByteBuffer.wrap(Files.readAllBytes(file), BYTES, BYTES)).isEqualTo(ByteBuffer.wrap(content));
    }
}
