package io.heddle.bench.goal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The arithmetic of criteria and verdicts, with made-up figures. */
final class VerdictTest {
    private static final Criterion FAST = Criterion.speed("16 readers", 100, 162, "the best peer", 1.5);
    private static final Criterion SLOW = Criterion.speed("64 readers", 100, 80, "another peer", 1.5);
    private static final Criterion LEAN = Criterion.amount("", 1_000, 2_048, "bytes per process");

    @Test
    void shouldCompareTimesSoThatMoreIsFaster() {
        assertThat(FAST.value()).isEqualTo(1.62);
        assertThat(FAST.isMet()).isTrue();
        assertThat(SLOW.value()).isEqualTo(0.8);
        assertThat(SLOW.isMet()).isFalse();
    }

    @Test
    void shouldMeetALimitExactly() {
        assertThat(Criterion.speed("", 2, 3, "peer", 1.5).isMet()).isTrue();
        assertThat(Criterion.cost("", 7, 10, "peer", 0.7).isMet()).isTrue();
        assertThat(Criterion.amount("", 50, 50, "ms").isMet()).isTrue();
    }

    @Test
    void shouldMissACostThatIsTooHigh() {
        Criterion cost = Criterion.cost("", 8, 10, "peer", 0.7);
        assertThat(cost.isMet()).isFalse();
        assertThat(cost.margin()).isEqualTo(0.7 / 0.8);
    }

    @Test
    void shouldMissWhatWasNotMeasured() {
        assertThat(Criterion.speed("", Double.NaN, 3, "peer", 1.5).isMet()).isFalse();
        assertThat(Criterion.amount("", Double.NaN, 3, "ms").isMet()).isFalse();
        assertThat(Criterion.missing("", "no peer").isMet()).isFalse();
        assertThat(Criterion.missing("", "no peer").margin()).isZero();
    }

    @Test
    void shouldTellInOneLineThatAGoalIsMet() {
        assertThat(Verdict.of("P1", List.of(FAST)).line())
                .isEqualTo("P1 1.62x of the best peer goal 1.50x MET (16 readers)");
    }

    @Test
    void shouldTellOfTheCriterionThatIsNearestToItsLimit() {
        assertThat(Verdict.of("P6", List.of(LEAN, FAST)).line()).startsWith("P6 1.62x of the best peer");
    }

    @Test
    void shouldMissAGoalWithOneOfItsCriteria() {
        Verdict verdict = Verdict.of("P1", List.of(FAST, SLOW, LEAN));
        assertThat(verdict.state()).isEqualTo(Verdict.State.MISSED);
        assertThat(verdict.line()).isEqualTo("P1 0.80x of another peer goal 1.50x MISSED (64 readers)");
    }

    @Test
    void shouldSayHowManyAreMissed() {
        Criterion fat = Criterion.amount("", 4_096, 2_048, "bytes per process");
        assertThat(Verdict.of("P1", List.of(fat, SLOW, LEAN)).line())
                .isEqualTo("P1 0.80x of another peer goal 1.50x MISSED (64 readers), 2 of 3 criteria missed");
    }

    @Test
    void shouldWriteAmountsWithTheirUnit() {
        assertThat(Verdict.of("P6", List.of(LEAN)).line())
                .isEqualTo("P6 1,000 bytes per process goal at most 2,048 MET");
    }

    @Test
    void shouldSkipWhatHasNoCriterion() {
        assertThat(Verdict.of("P4", List.of()).state()).isEqualTo(Verdict.State.SKIPPED);
        assertThat(Verdict.skipped("P4", "that needs root").line()).isEqualTo("P4 SKIPPED: that needs root");
    }
}
