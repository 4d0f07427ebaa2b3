package io.heddle.bench.goal;

/**
 * The effort of a measurement.
 *
 * @param quick whether only what the verdict needs is measured, and briefly
 * @param rounds how often each cell is measured
 * @param budgetSeconds how long a goal may take; only quick measurements have a budget
 */
record Effort(boolean quick, int rounds, double budgetSeconds) {
    /** The start of a JVM, until a cell has been measured. */
    private static final double USUAL_OVERHEAD_SECONDS = 1.2;

    /** Less than the documented minute, as the last JVM may take longer than those before. */
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
     * @param cellsLeft how many cells remain to be measured, including this one and those of later rounds
     * @param spentSeconds the time that the goal has taken so far, including preparations
     * @param overheadSeconds the time that a cell took so far in addition to its measurement; NaN if unknown
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
     * Returns whether there is time to measure a cell once more, if only briefly.
     *
     * @param spentSeconds the time that the goal has taken so far
     * @param overheadSeconds the time that this cell last took in addition to its measurement
     */
    boolean allows(double spentSeconds, double overheadSeconds) {
        return spentSeconds + overheadSeconds + SHORTEST_SECONDS <= budgetSeconds;
    }
}
