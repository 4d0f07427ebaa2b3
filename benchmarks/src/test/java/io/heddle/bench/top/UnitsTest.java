package io.heddle.bench.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnitsTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0ns",
        "999, 999ns",
        "1000, 1.0us",
        "9900, 9.9us",
        "12345, 12us",
        "999700, 1.0ms",
        "61000000000, 61s",
        "7200000000000, 7200s"
    })
    void shouldWriteTimes(long nanos, String text) {
        assertThat(Units.nanos(nanos)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "0.4, 0", "999.4, 999", "999.7, 1.0k", "12345, 12k", "1200000, 1.2M"})
    void shouldWriteRates(double rate, String text) {
        assertThat(Units.count(rate)).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1023, 1023", "1024, 1.0K", "33554432, 32M"})
    void shouldWriteBytes(double bytes, String text) {
        assertThat(Units.bytes(bytes)).isEqualTo(text);
    }
}
