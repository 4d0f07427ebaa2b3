package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class WakeupTest {
    private final List<String> woken = new ArrayList<>();
    private final Wakeup first = () -> woken.add("first");
    private final Wakeup second = () -> woken.add("second");

    @Test
    void shouldDoNothingWhenNone() {
        Wakeup.NONE.wake();
        Wakeup.NONE.and(Wakeup.NONE).wake();
    }

    @Test
    void shouldWakeBothInOrderWhenJoined() {
        first.and(second).wake();
        assertThat(woken).containsExactly("first", "second");
    }

    @Test
    void shouldWakeNobodyBeforeItIsAskedTo() {
        first.and(second).and(first);
        assertThat(woken).isEmpty();
    }

    /** Joining with nothing costs nothing: most submissions of a list wake nobody. */
    @Test
    void shouldAddNothingWhenJoinedWithNone() {
        assertThat(first.and(Wakeup.NONE)).isSameAs(first);
        assertThat(Wakeup.NONE.and(first)).isSameAs(first);
        assertThat(Wakeup.NONE.and(Wakeup.NONE)).isSameAs(Wakeup.NONE);
    }

    @Test
    void shouldWakeAllOfAChain() {
        Wakeup.NONE.and(first).and(second).and(Wakeup.NONE).and(first).wake();
        assertThat(woken).containsExactly("first", "second", "first");
    }
}
