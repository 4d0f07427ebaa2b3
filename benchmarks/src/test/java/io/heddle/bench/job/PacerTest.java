package io.heddle.bench.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class PacerTest {
    @Test
    void shouldAlwaysBeDueInAClosedLoop() {
        Pacer pacer = new Pacer(0);
        pacer.start(100);
        assertThat(pacer.untilDue(100)).isZero();
        assertThat(pacer.take(123)).isEqualTo(123);
    }

    @Test
    void shouldBeDueAtFixedTimesInAnOpenLoop() {
        Pacer pacer = new Pacer(1_000);
        pacer.start(5);
        assertThat(pacer.take(5)).isEqualTo(5);
        assertThat(pacer.untilDue(5)).isEqualTo(1_000_000);
        assertThat(pacer.take(7_000_000)).isEqualTo(1_000_005);
        assertThat(pacer.untilDue(7_000_000)).isNegative();
    }

    @Test
    void shouldNotDriftWhereTheIntervalIsNoWholeNumber() {
        Pacer pacer = new Pacer(3);
        pacer.start(0);
        for (int i = 0; i < 3_000; i++) {
            pacer.take(0);
        }
        assertThat(pacer.untilDue(0)).isEqualTo(1_000_000_000_000L);
    }
}
