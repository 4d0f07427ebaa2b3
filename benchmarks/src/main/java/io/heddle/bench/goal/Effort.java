package io.heddle.bench.goal;

/**
 * How long to measure.
 *
 * @param quick whether only what the verdict needs is measured, and briefly
 * @param rounds how often each cell is measured
 * @param budgetSeconds how long a goal may take; only quick measurements have a budget
 */
record Effort(boolean quick, int rounds, double budgetSeconds) {
    /** What a JVM of its own takes to start, until it is known better. */
    private static final double USUAL_OVERHEAD_SECONDS = 1.2;

    /** Less than the minute that is promised: the last JVM may take longer than the others. */
    private static final double QUICK_SECONDS = 45;

    private static final double SHORTEST_SECONDS = 0.25;
    private static final double LONGEST_SECONDS = 5;

    static Effort quick(int rounds) {
        return new Effort(true, rounds, QUICK_SECONDS);
    }

    static Effort full(int rounds) {
        return new Effort(false, rounds, Double.POSITIVE_INFINITY);
    }

    /**
     * Returns how long each cell of a round is measured.
     *
     * @param cells how many there are
     * @param round 0 or more
     * @param spentSeconds what the rounds before have taken
     * @param overheadSeconds what a cell took besides its measurement so far; NaN if not known
     */
    double slice(int cells, int round, double spentSeconds, double overheadSeconds) {
        if (!quick) {
            return LONGEST_SECONDS;
        }
        double overhead = Double.isNaN(overheadSeconds) ? USUAL_OVERHEAD_SECONDS : overheadSeconds;
        double each = (budgetSeconds - spentSeconds) / (cells * (double) (rounds - round)) - overhead;
        return Math.clamp(each, SHORTEST_SECONDS, LONGEST_SECONDS);
    }

    /**
     * Tells whether another round fits, be it a short one.
     *
     * @param cells how many it has
     * @param spentSeconds what the rounds before have taken
     * @param overheadSeconds what a cell takes besides its measurement
     */
    boolean allows(int cells, double spentSeconds, double overheadSeconds) {
        return spentSeconds + cells * (overheadSeconds + SHORTEST_SECONDS) <= budgetSeconds;
    }
}
