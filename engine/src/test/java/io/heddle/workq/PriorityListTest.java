package io.heddle.workq;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The order in which the entries of a priority list are taken. */
final class PriorityListTest {
    private static final int STEP = PriorityList.STEP;

    private final PriorityList list = new PriorityList();

    private static TestEntry entry(String name, int priority) {
        TestEntry entry = new TestEntry(name);
        entry.priority = priority;
        return entry;
    }

    private TestEntry add(String name, int priority) {
        TestEntry entry = entry(name, priority);
        list.add(entry);
        return entry;
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
        assertThat(list.poll()).isNull();
        assertThat(list.oldest()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 20})
    void shouldKeepTheOrderAmongEntriesOfOnePriority(int priority) {
        List<Entry> added = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            added.add(add("" + i, priority));
        }
        assertThat(list.size()).isEqualTo(1000);
        assertThat(drain()).isEqualTo(added);
        assertThat(list.size()).isZero();
    }

    @Test
    void shouldGiveTheUrgentFirst() {
        TestEntry low = add("low", 20);
        TestEntry middle = add("middle", 7);
        TestEntry urgent = add("urgent", 0);
        TestEntry middleToo = add("middle too", 7);
        assertThat(list.oldest()).isSameAs(low);
        assertThat(drain()).containsExactly(urgent, middle, middleToo, low);
    }

    @ParameterizedTest(name = "priority {0}")
    @ValueSource(ints = {1, 2, 20})
    @DisplayName("the bound: exactly 256 * priority entries that are queued later may run before an entry")
    void shouldLetNoMoreThanTheBoundOvertake(int priority) {
        TestEntry patient = add("patient", priority);
        int overtook = 0;
        for (int i = 0; i < 2 * STEP * priority; i++) {
            add("urgent " + i, 0); // there is always one more
        }
        for (Entry next = list.poll(); next != patient; next = list.poll()) {
            overtook++;
            add("urgent again", 0);
        }
        assertThat(overtook).isEqualTo(STEP * priority);
    }

    /** The length of the list of its own priority does not matter: entries ahead in that list were queued earlier. */
    @Test
    void shouldKeepTheBoundForEachOfManyPatientEntries() {
        for (int i = 0; i < 100; i++) {
            add("before", 20);
        }
        TestEntry last = add("last", 20);
        int later = 0;
        for (Entry next = list.poll(); next != last; next = list.poll()) {
            later += next.priority() == 0 ? 1 : 0;
            add("urgent", 0);
        }
        assertThat(later).isLessThanOrEqualTo(20 * STEP);
    }

    @Test
    void shouldRemoveFromWhereverTheEntryStands() {
        TestEntry a = add("a", 3);
        TestEntry b = add("b", 3);
        TestEntry c = add("c", 0);
        assertThat(list.remove(a)).isTrue();
        assertThat(list.remove(a)).isFalse();
        assertThat(list.remove(entry("stranger", 3))).isFalse();
        assertThat(list.size()).isEqualTo(2);
        assertThat(list.oldest()).isSameAs(b);
        assertThat(list.remove(c)).isTrue();
        assertThat(drain()).containsExactly(b);
    }

    @Test
    void shouldRefuseAnEntryThatIsOnAList() {
        TestEntry a = add("a", 3);
        assertThatThrownBy(() -> list.add(a)).isInstanceOf(IllegalStateException.class);
        assertThat(list.size()).isOne();
        assertThat(drain()).containsExactly(a);
    }

    /** Compares with a list that is searched from end to end. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void shouldBehaveAsTheModelDoesWhenUsedAtRandom(long salt) {
        long seed = System.nanoTime() ^ salt;
        System.out.println("PriorityListTest seed " + seed);
        Random random = new Random(seed);
        List<TestEntry> waiting = new ArrayList<>(); // in the order of their arrival
        List<Long> places = new ArrayList<>();
        long arrivals = 0;
        for (int step = 0; step < 20_000; step++) {
            switch (random.nextInt(random.nextInt(10) == 0 ? 2 : 5)) {
                case 0 -> {
                    int best = 0;
                    for (int i = 1; i < waiting.size(); i++) {
                        boolean tie = places.get(i).equals(places.get(best));
                        boolean moreUrgent = tie && waiting.get(i).priority < waiting.get(best).priority;
                        best = places.get(i) < places.get(best) || moreUrgent ? i : best;
                    }
                    Entry expected = waiting.isEmpty() ? null : waiting.remove(best);
                    if (expected != null) {
                        places.remove(best);
                    }
                    assertThat(list.poll()).as("seed %d, step %d", seed, step).isSameAs(expected);
                }
                case 1 -> {
                    if (!waiting.isEmpty()) {
                        int index = random.nextInt(waiting.size());
                        places.remove(index);
                        assertThat(list.remove(waiting.remove(index))).isTrue();
                    }
                }
                default -> {
                    int priority = random.nextBoolean() ? 0 : random.nextInt(PriorityList.LAST + 1);
                    waiting.add(add("" + step, priority));
                    places.add(arrivals++ + (long) STEP * priority);
                }
            }
            assertThat(list.size()).as("seed %d, step %d", seed, step).isEqualTo(waiting.size());
            assertThat(list.oldest())
                    .as("seed %d, step %d", seed, step)
                    .isSameAs(waiting.isEmpty() ? null : waiting.getFirst());
        }
    }
}
