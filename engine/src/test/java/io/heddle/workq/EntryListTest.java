package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class EntryListTest {
    private final EntryList list = new EntryList();
    private final Entry a = new TestEntry("a");
    private final Entry b = new TestEntry("b");
    private final Entry c = new TestEntry("c");

    private void add(Entry... entries) {
        for (Entry entry : entries) {
            list.add(entry);
        }
    }

    private List<Entry> drain() {
        List<Entry> drained = new ArrayList<>();
        for (Entry entry = list.poll(); entry != null; entry = list.poll()) {
            drained.add(entry);
        }
        return drained;
    }

    @Test
    void shouldBeEmptyAtFirst() {
        assertThat(list.size()).isZero();
        assertThat(list.peek()).isNull();
        assertThat(list.poll()).isNull();
    }

    @Test
    void shouldGiveEntriesInTheOrderOfTheirArrival() {
        add(a, b, c);

        assertThat(list.size()).isEqualTo(3);
        assertThat(list.peek()).isSameAs(a);
        assertThat(drain()).containsExactly(a, b, c);
        assertThat(list.size()).isZero();
    }

    @Test
    void shouldRemoveTheFirst() {
        add(a, b, c);
        assertThat(list.remove(a)).isTrue();
        assertThat(drain()).containsExactly(b, c);
    }

    @Test
    void shouldRemoveFromTheMiddle() {
        add(a, b, c);
        assertThat(list.remove(b)).isTrue();
        assertThat(drain()).containsExactly(a, c);
    }

    @Test
    void shouldRemoveTheLast() {
        add(a, b, c);
        assertThat(list.remove(c)).isTrue();
        add(c);
        assertThat(drain()).containsExactly(a, b, c);
    }

    @Test
    void shouldRemoveTheOnlyOne() {
        add(a);
        assertThat(list.remove(a)).isTrue();
        assertThat(list.peek()).isNull();
        add(b);
        assertThat(drain()).containsExactly(b);
    }

    @Test
    void shouldNotRemoveWhatIsNotOnTheList() {
        add(a);
        assertThat(list.remove(b)).isFalse();
        assertThat(list.poll()).isSameAs(a);
        assertThat(list.remove(a)).isFalse();
        assertThat(list.size()).isZero();
    }

    @Test
    void shouldRefuseAnEntryThatIsOnAList() {
        add(a);
        assertThatThrownBy(() -> list.add(a)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> new EntryList().add(a)).isInstanceOf(IllegalStateException.class);
        assertThat(drain()).containsExactly(a);
    }

    /** A removed entry must not keep its former neighbours reachable. */
    @Test
    void shouldUnlinkAnEntryThatLeaves() {
        add(a, b, c);
        list.remove(b);
        assertThat(b.next).isNull();
        assertThat(b.previous).isNull();
        assertThat(b.linked).isFalse();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBehaveAsAQueueDoesWhenUsedAtRandom(long salt) {
        long seed = System.nanoTime() ^ salt;
        System.out.println("EntryListTest seed " + seed);
        Random random = new Random(seed);
        Deque<Entry> model = new ArrayDeque<>();
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            entries.add(new TestEntry("" + i));
        }

        for (int step = 0; step < 20_000; step++) {
            Entry entry = entries.get(random.nextInt(entries.size()));
            switch (random.nextInt(4)) {
                case 0 ->
                    assertThat(list.poll()).as("seed %d, step %d", seed, step).isSameAs(model.poll());
                case 1 ->
                    assertThat(list.remove(entry))
                            .as("seed %d, step %d", seed, step)
                            .isEqualTo(model.remove(entry));
                default -> {
                    if (!model.contains(entry)) {
                        list.add(entry);
                        model.add(entry);
                    }
                }
            }
            assertThat(list.size()).as("seed %d, step %d", seed, step).isEqualTo(model.size());
            assertThat(list.peek()).as("seed %d, step %d", seed, step).isSameAs(model.peek());
        }
        assertThat(drain()).as("seed %d", seed).containsExactlyElementsOf(model);
    }
}
