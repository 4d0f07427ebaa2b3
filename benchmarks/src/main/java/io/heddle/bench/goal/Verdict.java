package io.heddle.bench.goal;

import java.util.Comparator;
import java.util.List;

/**
 * The verdict on a goal.
 *
 * @param id of the goal
 * @param criteria what was judged; none if the goal was skipped
 * @param skipped why nothing could be judged; empty if something was, or if there was nothing to judge
 */
record Verdict(String id, List<Criterion> criteria, String skipped) {
    /** The state of a goal. */
    enum State {
        /** All criteria are met. */
        MET,
        /** At least one is missed. */
        MISSED,
        /** It cannot be measured here. */
        SKIPPED,
        /** It was measured, and sets no goal. */
        MEASURED
    }

    static Verdict of(String id, List<Criterion> criteria) {
        return new Verdict(id, List.copyOf(criteria), criteria.isEmpty() ? "nothing was measured" : "");
    }

    static Verdict measured(String id) {
        return new Verdict(id, List.of(), "");
    }

    static Verdict skipped(String id, String reason) {
        return new Verdict(id, List.of(), reason);
    }

    State state() {
        if (criteria.isEmpty()) {
            return skipped.isEmpty() ? State.MEASURED : State.SKIPPED;
        }
        return criteria.stream().allMatch(Criterion::isMet) ? State.MET : State.MISSED;
    }

    /**
     * Returns the verdict in one line, with the criterion that has the least margin: among the missed ones, or among
     * all if none is missed. A ratio to a peer precedes an amount.
     */
    String line() {
        if (criteria.isEmpty()) {
            return id + " " + state() + ": " + (skipped.isEmpty() ? "it sets no goal" : skipped);
        }
        Criterion worst = criteria.stream()
                .min(Comparator.comparing(Criterion::isMet)
                        .thenComparing(Criterion::kind)
                        .thenComparingDouble(Criterion::margin))
                .orElseThrow();
        String where = worst.scenario().isEmpty() ? "" : " (" + worst.scenario() + ")";
        long missed = criteria.stream().filter(criterion -> !criterion.isMet()).count();
        String others = missed > 1 ? ", " + missed + " of " + criteria.size() + " criteria missed" : "";
        return id + " " + worst.found() + " goal " + worst.goal() + " " + state() + where + others;
    }
}
