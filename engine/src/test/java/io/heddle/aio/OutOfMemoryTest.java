package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.heddle.testing.ChildJvm;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls while the heap is full at random moments: each works or fails, and leaves locks, quotas and blocks consistent.
 * By default runs for some seconds; {@code -Dheddle.oom.calls=10000} sets the calls of each kind of thread, however
 * long they take.
 */
final class OutOfMemoryTest {
    private static final int CALLS = Integer.getInteger("heddle.oom.calls", 0);
    private static final int SECONDS = 3;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "CHANNEL, VIRTUAL",
        "CHANNEL, PLATFORM",
        "NATIVE, VIRTUAL",
        "NATIVE, PLATFORM",
        "AUTO, VIRTUAL",
        "AUTO, PLATFORM"
    })
    void shouldLeaveEverythingConsistent(BackendKind backend, ThreadKind workers) throws Exception {
        long seed = Long.getLong("heddle.seed", new Random().nextInt());
        Random random = new Random(seed);
        int megabytes = 16 + random.nextInt(32);
        String collector = random.nextBoolean() ? "-XX:+UseSerialGC" : "-XX:+UseG1GC";
        List<String> output = new ChildJvm(FullHeap.class, folder)
                .withPatience(CALLS > 0 ? Duration.ofHours(1) : Duration.ofSeconds(100))
                .withOption("-Xmx" + megabytes + "m")
                .withOption(collector)
                .run(
                        folder.toString(),
                        backend.name(),
                        workers.name(),
                        String.valueOf(CALLS > 0 ? CALLS : Integer.MAX_VALUE),
                        String.valueOf(CALLS > 0 ? 3_600 : SECONDS),
                        String.valueOf(seed));

        System.out.println("OutOfMemoryTest, " + output.getLast() + " of " + megabytes + " MB, -Dheddle.seed=" + seed);
        assumeFalse(output.getLast().startsWith(FullHeap.LOST), output.getLast());
        assertThat(output.getLast()).contains("met a full heap");
    }
}
