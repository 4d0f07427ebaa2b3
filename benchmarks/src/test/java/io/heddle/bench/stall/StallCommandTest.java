package io.heddle.bench.stall;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.bench.CommandLineRun;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class StallCommandTest {
    @TempDir
    Path folder;

    @Test
    void shouldMeasureEveryVariantAndLeaveNothingBehind() {
        CommandLineRun run = CommandLineRun.of(
                "stall", "--readers=4", "--runtime=200ms", "--size=1m", "--no-drop-caches", "--directory=" + folder);
        assertThat(run.status()).as(run.err()).isZero();
        for (Variant variant : Variant.values()) {
            assertThat(run.out()).containsOnlyOnce(variant.title());
        }
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        CommandLineRun run = CommandLineRun.of("stall", "--readers=0");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("heddle stall: --readers=0: it must be 1 to 4096");
    }
}
