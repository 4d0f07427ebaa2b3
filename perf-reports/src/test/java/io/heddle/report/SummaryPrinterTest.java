package io.heddle.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.report.text.PlainText;
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

    @Test
    void shouldNotLetANameSpeakToTheTerminal() {
        String text = SummaryPrinter.print(Samples.nasty("\u001b[2Ja\u009b\u202e\ud800\nb"));
        assertThat(text).contains("\ufffd[2Ja\ufffd\ufffd\ufffd b: (g=0)", "files in \ufffd[2Ja");
        assertThat(text.codePoints()).allMatch(c -> c == '\n' || !PlainText.isUnsafe(c));
    }
}
