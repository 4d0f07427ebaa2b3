package io.heddle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

final class SummaryPrinterTest {
    @Test
    void shouldLayOutACleanRunAsFioDoes() throws IOException {
        Golden.assertSame("clean.txt", SummaryPrinter.print(Samples.clean()));
    }

    @Test
    void shouldTellWhatFailed() throws IOException {
        Golden.assertSame("failed.txt", SummaryPrinter.print(Samples.failed()));
    }

    @Test
    void shouldFitIntoAHundredColumns() {
        assertThat(SummaryPrinter.print(Samples.clean()).lines()).allMatch(line -> line.length() <= 100);
    }
}
