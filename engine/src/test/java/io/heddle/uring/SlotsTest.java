package io.heddle.uring;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class SlotsTest {
    private static final int LARGE = 1 << 20;
    private static final int PAGE = 1 << 12;

    private final Slots slots = new Slots();

    @Test
    void shouldLendTheLatestFirstAndCount() {
        Slot first = slots.borrow();
        Slot second = slots.borrow();
        assertThat(slots.lent()).isEqualTo(2);
        slots.giveBack(first);
        slots.giveBack(second);
        assertThat(slots.lent()).isZero();
        assertThat(slots.borrow()).isSameAs(second);
        assertThat(slots.get(Life.number(first.life.key()))).isSameAs(first);
    }

    @Test
    void shouldLetGoOfTheMemoryOfThoseThatLieIdle() {
        Slot idle = slots.borrow();
        Slot used = slots.borrow();
        idle.bounce(LARGE);
        used.bounce(LARGE);
        slots.giveBack(idle);
        assertThat(idle.bounce(1).byteSize()).isEqualTo(LARGE);
        slots.release();
        assertThat(slots.borrow().bounce(1).byteSize()).isEqualTo(PAGE);
        assertThat(used.bounce(1).byteSize()).isEqualTo(LARGE);
    }
}
