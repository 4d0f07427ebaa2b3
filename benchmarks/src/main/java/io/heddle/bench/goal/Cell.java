package io.heddle.bench.goal;

/**
 * A unit of measurement, measured once in each round: a variant in a scenario.
 *
 * @param scenario the work, for example {@code 4 submitters, window 64}
 * @param variant what does it, for example {@code ForkJoinPool(16)}
 */
record Cell(String scenario, String variant) {
    @Override
    public String toString() {
        return scenario.isEmpty() ? variant : variant + ", " + scenario;
    }
}
