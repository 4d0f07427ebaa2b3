package io.heddle.aio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.testing.ChildJvm;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Calls while the heap is full at random moments: each works or fails, and leaves locks, quotas and blocks consistent. {@code
 * -Dheddle.oom.calls=10000} sets how many each kind of thread makes. Without it the test is skipped: in
 * one run of ten a virtual caller still waits for ever. The JDK's timer of virtual threads was seen to die of a full heap; whether
 * that explains each of these runs is not known.
 */
final class OutOfMemoryTest {
    private static final int CALLS = Integer.getInteger("heddle.oom.calls", 0);

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
        assumeTrue(CALLS > 0, "-Dheddle.oom.calls is not set: not for every build, see this class");
        long seed = Long.getLong("heddle.seed", new Random().nextInt());
        int megabytes = 32 + new Random(seed).nextInt(32);
        List<String> output = new ChildJvm(FullHeap.class, folder)
                .withOption("-Xmx" + megabytes + "m")
                .run(folder.toString(), backend.name(), workers.name(), String.valueOf(CALLS), String.valueOf(seed));

        System.out.println("OutOfMemoryTest, " + output.getLast() + " of " + megabytes + " MB, -Dheddle.seed=" + seed);
        assertThat(output.getLast()).contains("met a full heap");
    }
}
