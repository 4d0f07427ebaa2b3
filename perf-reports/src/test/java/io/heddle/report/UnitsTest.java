package io.heddle.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class UnitsTest {
    @Test
    void shouldScaleByPowersOf1024() {
        assertThat(Units.binary(0, "B")).isEqualTo("0B");
        assertThat(Units.binary(4_096, "B")).isEqualTo("4KiB");
        assertThat(Units.binary(98.1 * (1 << 20), "B/s")).isEqualTo("98.1MiB/s");
    }

    @Test
    void shouldScaleByPowersOf1000() {
        assertThat(Units.decimal(999)).isEqualTo("999");
        assertThat(Units.decimal(25_120)).isEqualTo("25.1k");
        assertThat(Units.decimal(103_200_000, "B/s")).isEqualTo("103MB/s");
    }

    @Test
    void shouldWriteShortTimesInMilliseconds() {
        assertThat(Units.seconds(Duration.ofSeconds(90))).isEqualTo("90s");
        assertThat(Units.seconds(Duration.ofMillis(1_500))).isEqualTo("1500ms");
    }
}
