package io.heddle.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.report.text.PlainText;
import java.io.IOException;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

final class SummaryJsonTest {
    @Test
    void shouldWriteACleanRun() throws IOException {
        Golden.assertSame("clean.json", json(Samples.clean()));
    }

    @Test
    void shouldWriteWhatFailed() throws IOException {
        Golden.assertSame("failed.json", json(Samples.failed()));
    }

    @Test
    void shouldEscapeWhatATerminalObeys() throws IOException {
        String text = json(Samples.nasty("\u001b[2Ja\u009b\u202e\ud800\nb"));
        assertThat(text).contains("\"name\" : \"\\u001B[2Ja\\u009b\\u202e\ufffd\\nb\"");
        assertThat(text.codePoints()).allMatch(c -> c == '\n' || !PlainText.isUnsafe(c));
    }

    private static String json(RunSummary summary) throws IOException {
        StringWriter out = new StringWriter();
        SummaryJson.write(summary, out);
        return out.toString();
    }
}
