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

    /** Joining with {@code NONE} allocates nothing: most submissions of a list wake no thread. */
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

    // ---- entries that need no worker

    /** Creates an asynchronous entry that ends immediately, and returns another wake-up then. */
    private Entry whole(String name, Wakeup then) {
        return new Entry() {
            @Override
            protected void taken() {}

            @Override
            protected void process(Runner runner) {
                throw new AssertionError("nobody is a worker here");
            }

            @Override
            protected boolean isWhole() {
                return true;
            }

            @Override
            protected Wakeup begin() {
                woken.add(name);
                return then;
            }

            @Override
            protected long queuedAt() {
                return 0;
            }
        };
    }

    @Test
    void shouldKeepAnEntryOnTopWhateverItIsJoinedWith() {
        Entry entry = whole("entry", Wakeup.NONE);
        assertThat(entry.and(Wakeup.NONE)).isSameAs(entry);
        assertThat(Wakeup.NONE.and(entry)).isSameAs(entry);
        assertThat(entry.and(first)).isSameAs(entry);
        assertThat(second.and(entry)).isSameAs(entry);
        Entry other = whole("other", Wakeup.NONE);
        assertThat(entry.and(other)).isSameAs(entry);
        entry.wake();
        assertThat(woken).containsExactly("entry", "first", "second", "other");
    }

    @Test
    void shouldWakeAgainOnlyWhatAnEntryIsJoinedWithAgain() {
        Entry entry = whole("entry", Wakeup.NONE);
        entry.and(first).and(whole("other", Wakeup.NONE)).wake();
        woken.clear();
        entry.wake();
        assertThat(woken).containsExactly("entry");
    }

    @Test
    void shouldNotNeedADeepStackForALongChainOfEnds() {
        int length = 100_000;
        Wakeup chain = Wakeup.NONE;
        for (int i = 0; i < length; i++) {
            chain = i % 2 == 0 ? whole("entry", chain).and(first) : second.and(whole("entry", chain));
        }
        chain.wake();
        assertThat(woken).hasSize(2 * length);
    }
}
