package io.heddle.bench.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.bench.workload.Rate;
import org.junit.jupiter.api.Test;

final class PacerTest {
    @Test
    void shouldAlwaysBeDueInAClosedLoop() {
        Pacer pacer = new Pacer(Rate.UNLIMITED);
        pacer.start(100);
        assertThat(pacer.untilDue(100)).isZero();
        assertThat(pacer.take(123)).isEqualTo(123);
    }

    @Test
    void shouldBeDueAtFixedTimesInAnOpenLoop() {
        Pacer pacer = new Pacer(Rate.ofRequests(1_000));
        pacer.start(5);
        assertThat(pacer.take(5)).isEqualTo(5);
        assertThat(pacer.untilDue(5)).isEqualTo(1_000_000);
        assertThat(pacer.take(7_000_000)).isEqualTo(1_000_005);
        assertThat(pacer.untilDue(7_000_000)).isNegative();
    }

    @Test
    void shouldBeDueAsOftenAsItsBytesAllow() {
        Pacer pacer = new Pacer(Rate.ofBytes(1_000_000, 4_096));
        pacer.start(0);
        pacer.take(0);
        assertThat(pacer.untilDue(0)).isEqualTo(4_096_000);
        Pacer fast = new Pacer(Rate.ofBytes(1L << 40, 1 << 20));
        fast.start(0);
        for (int i = 0; i < 3 << 20; i++) {
            fast.take(0);
        }
        assertThat(fast.untilDue(0)).isEqualTo(3_000_000_000L);
    }

    @Test
    void shouldNotDriftWhereTheIntervalIsNoWholeNumber() {
        Pacer pacer = new Pacer(Rate.ofRequests(3));
        pacer.start(0);
        for (int i = 0; i < 3_000; i++) {
            pacer.take(0);
        }
        assertThat(pacer.untilDue(0)).isEqualTo(1_000_000_000_000L);
    }
}
