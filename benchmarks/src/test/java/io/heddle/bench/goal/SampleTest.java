package io.heddle.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class SampleTest {
    @Test
    void shouldTakeTheMiddleOfAnOddNumber() {
        assertThat(new Sample(9, 1, 5).median()).isEqualTo(5);
    }

    @Test
    void shouldTakeTheMeanOfTheMiddleTwoOfAnEvenNumber() {
        assertThat(new Sample(10, 1, 4, 2).median()).isEqualTo(3);
    }

    @Test
    void shouldHaveNoMedianOfNothing() {
        assertThat(new Sample().median()).isNaN();
    }

    @Test
    void shouldTellTheSpreadInPercentOfTheMedian() {
        assertThat(new Sample(90, 100, 120).spread()).isCloseTo(30, within(1e-9));
        assertThat(new Sample(7).spread()).isZero();
    }
}
