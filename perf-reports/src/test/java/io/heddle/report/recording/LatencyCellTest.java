package io.heddle.report.recording;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class LatencyCellTest {
    /** Percentiles are compared with the sorted values: never below, and above by less than one step. */
    @Test
    void shouldTellPercentilesWithinOneStep() {
        SplittableRandom random = new SplittableRandom(11);
        long[] values = random.longs(10_000, 0, 36)
                .map(bits -> random.nextLong(1L << bits))
                .toArray();
        LatencyCell cell = new LatencyCell();
        Arrays.stream(values).forEach(cell::add);
        Arrays.sort(values);
        for (double percentile : new double[] {0, 1, 50, 90, 99, 99.9, 100}) {
            int rank = (int) Math.max(1, Math.ceil(values.length * percentile / 100));
            long exact = values[rank - 1];
            assertThat(cell.percentile(percentile)).isBetween(exact, exact + exact / LatencyCell.STEPS + 1);
        }
        assertThat(cell.max()).isEqualTo(values[values.length - 1]);
        assertThat(cell.count()).isEqualTo(values.length);
        assertThat(cell.between(0, Long.MAX_VALUE)).isEqualTo(values.length);
    }

    @Test
    void shouldAddUp() {
        LatencyCell one = new LatencyCell();
        one.add(10, 3);
        LatencyCell other = new LatencyCell();
        other.add(1_000_000);
        other.add(-5);
        one.plus(other);
        assertThat(one.count()).isEqualTo(5);
        assertThat(one.max()).isEqualTo(1_000_000);
        assertThat(one.between(0, 11)).isEqualTo(4);
        assertThat(new LatencyCell().percentile(50)).isZero();
    }

    @Test
    void shouldTakeValuesBeyondItsRange() {
        LatencyCell cell = new LatencyCell();
        cell.add(Long.MAX_VALUE);
        assertThat(cell.percentile(50)).isEqualTo(Long.MAX_VALUE);
    }
}
