package io.heddle.bench.jfc;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.bench.CommandLineRun;
import io.heddle.jfr.AioJfr;
import java.io.StringReader;
import jdk.jfr.Configuration;
import org.junit.jupiter.api.Test;

final class JfcCommandTest {
    @Test
    void shouldPrintTheSettingsAndNothingElse() throws Exception {
        CommandLineRun run = CommandLineRun.of("jfc");

        assertThat(run.status()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).isEqualTo(AioJfr.configuration().getContents());
        assertThat(Configuration.create(new StringReader(run.out())).getSettings())
                .containsEntry("aio.SlowRequest#threshold", "20 ms");
    }

    @Test
    void shouldRefuseArguments() {
        CommandLineRun run = CommandLineRun.of("jfc", "all");

        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("heddle jfc", "all");
    }
}
