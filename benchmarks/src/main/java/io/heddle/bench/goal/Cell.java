package io.heddle.bench.goal;

/**
 * One thing that is measured once in each round: a variant in a scenario.
 *
 * @param scenario what is asked of it, for example {@code 4 submitters, window 64}
 * @param variant who does it, for example {@code ForkJoinPool(16)}
 */
record Cell(String scenario, String variant) {
    @Override
    public String toString() {
        return scenario.isEmpty() ? variant : variant + ", " + scenario;
    }
}
