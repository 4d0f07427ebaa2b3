package io.heddle.bench.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.heddle.bench.soak.Figures.What;
import io.heddle.bench.soak.LeakCheck.Finding;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Verdicts on made-up checkpoints. */
final class LeakCheckTest {
    private static final double MIB = 1 << 20;

    private static Figures figures(double heap, double nativeMemory, double descriptors, double hands, double ring) {
        return new Figures(1, 1, 1, heap * MIB, nativeMemory * MIB, 500 * MIB, descriptors, 20, 0, hands, ring, 0, 0);
    }

    private static List<What> leaks(List<Figures> checkpoints) {
        return LeakCheck.of(checkpoints).stream()
                .filter(Finding::leaked)
                .map(Finding::what)
                .toList();
    }

    @Test
    void shouldCallNoiseNoLeak() {
        List<Figures> noisy = new ArrayList<>();
        for (int number = 0; number < 20; number++) {
            noisy.add(figures(10 + number % 4, 50 - number % 2, number == 7 ? 19 : 15, 0, 0));
        }
        assertThat(leaks(noisy)).isEmpty();
    }

    @Test
    void shouldNotTakeTheWarmUpForALeak() {
        List<Figures> warming = new ArrayList<>();
        for (int number = 0; number < 10; number++) {
            warming.add(figures(number < 2 ? 1 : 40, number < 2 ? 1 : 90, number < 2 ? 3 : 15, 0, 0));
        }
        assertThat(leaks(warming)).isEmpty();
    }

    @Test
    void shouldFindASlowLeakOfEachKind() {
        List<Figures> growing = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            growing.add(figures(10 + number, 50 + number, 15 + number / 6, 0, 0));
        }
        assertThat(leaks(growing)).containsExactly(What.HEAP, What.NATIVE, What.DESCRIPTORS);
    }

    @Test
    void shouldAllowNoRingEntryAtAnyCheckpointAndNoIdleThreadAtTheEnd() {
        Figures clean = figures(1, 1, 1, 0, 0);
        assertThat(leaks(List.of(clean, figures(1, 1, 1, 3, 0), clean))).isEmpty();
        assertThat(leaks(List.of(clean, clean, figures(1, 1, 1, 3, 0)))).containsExactly(What.IDLE_HANDS);
        assertThat(leaks(List.of(clean, figures(1, 1, 1, 0, 1), clean))).containsExactly(What.RING_ENTRIES);
    }

    @Test
    void shouldWantEveryCarrierBack() {
        Figures clean = new Figures(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0);
        Figures held = new Figures(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 1, 0);
        Figures added = new Figures(1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 3);
        assertThat(leaks(List.of(clean, held, clean))).containsExactly(What.CARRIERS_HELD);
        assertThat(leaks(List.of(clean, added, clean))).isEmpty();
        assertThat(leaks(List.of(clean, clean, added))).containsExactly(What.CARRIERS_ADDED);
    }

    @Test
    void shouldSayWhatItCannotTell() {
        Figures unknown = new Figures(1, 1, 1, 1, Double.NaN, Double.NaN, Double.NaN, 1, 1, 0, 0, 0, 0);
        List<Finding> findings = LeakCheck.of(List.of(unknown, unknown));
        assertThat(findings).noneMatch(Finding::leaked);
        assertThat(findings.get(Figures.kinds().indexOf(What.NATIVE)).text()).isEqualTo("not known here");
        assertThat(findings.get(Figures.kinds().indexOf(What.HEAP)).text()).isEqualTo("too few checkpoints to tell");
    }

    @Test
    void shouldAddUpWhatTheProgramHasOfNativeMemory() {
        String summary = """
                Total: reserved=7741177KB, committed=487201KB
                -                 Java Heap (reserved=6172672KB, committed=393216KB)
                -                  Internal (reserved=248KB, committed=200KB)
                -                     Other (reserved=34KB, committed=34KB)
                                            (malloc=34KB tag=Other #2) (at peak)
                """;
        assertThat(Census.nativeBytes(summary)).isCloseTo(234 * 1024, within(1e-9));
        assertThat(Census.nativeBytes("Native memory tracking is not enabled")).isNaN();
    }
}
