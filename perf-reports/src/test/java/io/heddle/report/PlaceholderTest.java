package io.heddle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

final class PlaceholderTest {

    @Test
    void shouldWriteThePercentile() throws IOException {
        Histogram latencies = new Histogram(3);
        latencies.recordValue(7);
        assertThat(Placeholder.json(latencies)).isEqualTo("{\"p50\":7}");
    }
}
