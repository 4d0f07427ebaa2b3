package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** One goal of speed: what is measured, and what it must come to. */
interface Goal {
    /** Returns its name, {@code P1} for example. */
    String id();

    /** Returns in a few words what is measured. */
    String title();

    /** Returns what is measured, against whom, and what the goal is; one paragraph each. */
    List<String> explanation();

    /**
     * Returns what is to be measured, and tells the lab of what cannot be.
     *
     * @throws RunFailure if the goal cannot be measured here at all; the message says why
     */
    List<Cell> cells(Lab lab) throws IOException, InterruptedException, RunFailure;

    /**
     * Measures a cell once.
     *
     * @param cell one of {@link #cells}
     * @param seconds about how long it should measure; what it needs besides, such as the start of a JVM, is not
     *     counted
     * @return figures by name, those of {@link #metrics} among them
     * @throws RunFailure if it cannot be measured; the others still are
     */
    Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure;

    /**
     * Returns how many turns of a second a cell has in each round; 0 if it is measured once in a round, as long as the
     * effort says. A goal that has turns keeps its JVMs alive between them.
     */
    default int turns() {
        return 0;
    }

    /** Ends what {@link #measure} has left alive. */
    default void end() throws IOException {}

    /** Returns the columns of the table. */
    List<Metric> metrics();

    /** Judges; a figure that is missing is a criterion missed, unless it is a peer's that cannot be had here. */
    List<Criterion> judge(Table table);

    /** Tells whether there is anything to judge. */
    default boolean isJudged() {
        return true;
    }
}
