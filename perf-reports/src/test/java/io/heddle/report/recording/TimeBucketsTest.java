package io.heddle.report.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class TimeBucketsTest {
    private static final int LIMIT = 16;

    private static TimeBuckets<long[]> sums() {
        return new TimeBuckets<>(LIMIT, () -> new long[1], (one, other) -> {
            one[0] += other[0];
            return one;
        });
    }

    private static long total(TimeBuckets<long[]> sums) {
        return sums.byStart().values().stream().mapToLong(sum -> sum[0]).sum();
    }

    /** Whatever the times and their order, no value is lost and the limit holds. */
    @Test
    void shouldStayBoundedAndLoseNothing() {
        SplittableRandom random = new SplittableRandom(7);
        TimeBuckets<long[]> sums = sums();
        for (int i = 1; i <= 100_000; i++) {
            sums.at(random.nextLong(-i * 1_000_000L, i * 1_000_000L))[0]++;
            assertThat(sums.size()).isLessThanOrEqualTo(LIMIT);
        }
        assertThat(total(sums)).isEqualTo(100_000);
    }

    @Test
    void shouldPutEachTimeIntoTheBucketThatHoldsIt() {
        TimeBuckets<long[]> sums = sums();
        sums.at(1_000_000)[0] = 1;
        sums.at(1_999_999)[0] += 2;
        sums.at(2_000_000)[0] = 4;
        assertThat(sums.width()).isEqualTo(1_000_000);
        assertThat(sums.byStart().get(1_000_000L)[0]).isEqualTo(3);
        assertThat(sums.byStart().get(2_000_000L)[0]).isEqualTo(4);
        sums.at(17_000_000)[0] = 8;
        assertThat(sums.width()).isEqualTo(2_000_000);
        assertThat(sums.byStart().keySet()).containsExactly(0L, 2_000_000L, 16_000_000L);
        assertThat(total(sums)).isEqualTo(15);
    }

    @Test
    void shouldRefuseALimitWithWhichNothingCanMerge() {
        assertThatThrownBy(() -> new TimeBuckets<>(1, () -> "", String::concat)).hasMessage("limit: 1 is less than 2");
    }
}
