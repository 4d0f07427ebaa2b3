package io.heddle.report;

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

    private static String json(RunSummary summary) throws IOException {
        StringWriter out = new StringWriter();
        SummaryJson.write(summary, out);
        return out.toString();
    }
}
