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

    /** Less than the minute that is promised: the last JVM may take longer than before. */
    private static final double QUICK_SECONDS = 50;

    private static final double SHORTEST_SECONDS = 0.25;
    private static final double LONGEST_SECONDS = 5;

    static Effort quick(int rounds) {
        return new Effort(true, rounds, QUICK_SECONDS);
    }

    static Effort full(int rounds) {
        return new Effort(false, rounds, Double.POSITIVE_INFINITY);
    }

    /**
     * Returns how long the next cell is measured.
     *
     * @param cellsLeft how many there are to measure, this one and those of later rounds included
     * @param spentSeconds what the goal has taken so far, preparations included
     * @param overheadSeconds what a cell took besides its measurement so far; NaN if not known
     */
    double slice(int cellsLeft, double spentSeconds, double overheadSeconds) {
        if (!quick) {
            return LONGEST_SECONDS;
        }
        double overhead = Double.isNaN(overheadSeconds) ? USUAL_OVERHEAD_SECONDS : overheadSeconds;
        double each = (budgetSeconds - spentSeconds) / cellsLeft - overhead;
        return Math.clamp(each, SHORTEST_SECONDS, LONGEST_SECONDS);
    }

    /**
     * Tells whether a cell fits once more, be it for a short time.
     *
     * @param spentSeconds what the goal has taken so far
     * @param overheadSeconds what this cell took besides its measurement the time before
     */
    boolean allows(double spentSeconds, double overheadSeconds) {
        return spentSeconds + overheadSeconds + SHORTEST_SECONDS <= budgetSeconds;
    }
}
