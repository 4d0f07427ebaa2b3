package io.heddle.uring;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.linux.NativeMemory;
import org.junit.jupiter.api.Test;

final class SlotsTest {
    private static final int LARGE = 1 << 20;
    private static final int PAGE = 1 << 12;

    private final Slots slots = new Slots(NativeMemory.PAGES);

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
        idle.reserve(LARGE);
        used.reserve(LARGE);
        slots.giveBack(idle);
        assertThat(idle.bounced().capacity()).isEqualTo(LARGE);
        slots.release();
        assertThat(idle.bounced().capacity()).isZero();
        assertThat(used.bounced().capacity()).isEqualTo(LARGE);
        Slot again = slots.borrow();
        again.reserve(1);
        assertThat(again.bounced().capacity()).isEqualTo(PAGE);
    }
}
