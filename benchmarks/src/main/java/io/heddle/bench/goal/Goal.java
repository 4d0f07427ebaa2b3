package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One goal of speed: a measurement and the limits that its figures must meet. */
interface Goal {
    /** Returns its name, for example {@code P1}. */
    String id();

    /** Returns in a few words what is measured. */
    String title();

    /** Returns what is measured, the peers, and the goal; one paragraph each. */
    List<String> explanation();

    /**
     * Returns the cells that can be measured, and records notices of those that cannot.
     *
     * @throws RunFailure if the goal cannot be measured here at all; the message gives the reason
     */
    List<Cell> cells(Lab lab) throws IOException, InterruptedException, RunFailure;

    /**
     * Measures a cell once.
     *
     * @param cell one of {@link #cells}
     * @param seconds the approximate time of the measurement; additional time, such as the start of a JVM, is not
     *     counted
     * @return figures by name, including those of {@link #metrics}
     * @throws RunFailure if it cannot be measured; the other cells still are
     */
    Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure;

    /**
     * Returns how many turns of a second a cell has in each round; 0 if it is measured once per round, for the time
     * that the effort gives. A goal with turns keeps its JVMs alive between them.
     */
    default int turns() {
        return 0;
    }

    /** Ends the JVMs that {@link #measure} has kept alive. */
    default void end() throws IOException {}

    /** Returns the columns of the table. */
    List<Metric> metrics();

    /** Judges the table. A missing figure misses its criterion, unless it is a peer's that is not available here. */
    List<Criterion> judge(Table table);

    /** Returns whether the goal has criteria. */
    default boolean isJudged() {
        return true;
    }
}
