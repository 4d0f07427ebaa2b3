package io.heddle.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class EffortTest {
    @Test
    void shouldShareTheBudgetAmongAllCellsOfAllRounds() {
        Effort quick = Effort.quick(2);
        double slice = quick.slice(10, 0, 1);
        assertThat(10 * (slice + 1)).isCloseTo(quick.budgetSeconds(), within(1e-9));
    }

    @Test
    void shouldShareWhatIsLeftAmongTheCellsThatAreLeft() {
        Effort quick = Effort.quick(2);
        double left = quick.budgetSeconds() - 20;
        assertThat(quick.slice(10, 20, 0.5)).isCloseTo(left / 10 - 0.5, within(1e-9));
    }

    @Test
    void shouldMeasureALittleEvenIfThereIsNoTime() {
        assertThat(Effort.quick(2).slice(1_000, 0, 1)).isPositive();
        assertThat(Effort.quick(2).slice(1, 1e6, 1)).isPositive();
    }

    @Test
    void shouldMeasureACellOnceMoreOnlyIfItFits() {
        Effort quick = Effort.quick(2);
        assertThat(quick.allows(quick.budgetSeconds() - 3, 2)).isTrue();
        assertThat(quick.allows(quick.budgetSeconds() - 2, 2)).isFalse();
        assertThat(Effort.full(5).allows(1e6, 1e6)).isTrue();
    }
}
