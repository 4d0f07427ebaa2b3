package io.heddle.uring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.backend.Handle;
import io.heddle.testing.Conditions;
import io.heddle.uring.PluggedRing.Begun;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The thread that submits a question may end before the answer. The kernel does part of the work in that thread's name:
 * then it answers ECANCELED or EFAULT, also to questions of other threads that were submitted in the same call.
 */
@Timeout(60)
final class SubmitterEndTest {
    private static final int THREADS = 300;
    private static final int BLOCK = 4_096;

    @TempDir
    private Path directory;

    @BeforeAll
    static void needsIoUring() {
        assumeTrue(PluggedRing.isPossible(), "io_uring cannot be used");
    }

    /** Begins a transfer on a thread that ends immediately. */
    private static Begun beginOnShortLived(Supplier<Begun> begin) throws InterruptedException {
        AtomicReference<Begun> begun = new AtomicReference<>();
        Thread.ofPlatform().start(() -> begun.set(begin.get())).join();
        return begun.get();
    }

    /** A read waits for bytes that arrive long after its thread has ended. */
    @Test
    void shouldReadThoughTheSubmitterHasEnded() throws Exception {
        try (PluggedRing ring = new PluggedRing(8, directory)) {
            List<Begun> reads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                reads.add(beginOnShortLived(() -> Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(1))));
            }
            Begun mine = Begun.read(ring.ring(), ring.pipe(), ByteBuffer.allocate(1));
            Conditions.await("the kernel to have them", () -> ring.ring().inFlight() == 5);
            ring.feed("12345");
            for (Begun read : reads) {
                assertThat(read.awaitEnd()).isEqualTo(1);
            }
            assertThat(mine.awaitEnd()).isEqualTo(1);
        }
    }

    /**
     * Runs many transfers at a time, which the ring submits in batches of several threads, beside a thread that lives
     * on.
     */
    @Test
    void shouldWriteAndReadWhateverThreadsCome() throws Exception {
        byte[] content = new byte[THREADS * BLOCK];
        new Random(1).nextBytes(content);
        Path path = Files.createFile(directory.resolve("file"));
        try (PluggedRing ring = new PluggedRing(8, directory)) {
            Handle file = ring.ring().open(path, Set.of(StandardOpenOption.READ, StandardOpenOption.WRITE));
            assertThat(file).isNotNull();
            try (file) {
                List<Begun> all = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    int from = i * BLOCK;
                    all.add(beginOnShortLived(() -> Begun.write(ring.ring(), file, block(content, from), from)));
                    if (i % 7 == 0) {
                        all.add(Begun.write(ring.ring(), file, block(content, from), from));
                    }
                }
                for (Begun each : all) {
                    assertThat(each.awaitEnd()).isEqualTo(BLOCK);
                }
            }
        }
        assertThat(Arrays.mismatch(Files.readAllBytes(path), content)).isEqualTo(-1);
    }

    private static ByteBuffer block(byte[] content, int from) {
        return ByteBuffer.wrap(content, from, BLOCK).slice();
    }
}
