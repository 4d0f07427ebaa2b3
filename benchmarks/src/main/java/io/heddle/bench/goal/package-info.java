/**
 * {@code heddle bench}: the goals of speed, each measured against its peers in one run and judged.
 *
 * <p>A {@link io.heddle.bench.goal.Goal} names its cells (a variant in a scenario), measures one of them once, and
 * judges the table of all. {@link io.heddle.bench.goal.GoalRun} measures the cells in rounds, each cell in a JVM of its
 * own and in another order in each round, so that a temporary disturbance of the machine does not affect one variant
 * alone. Verdicts are based on medians over the rounds, and always on ratios within the run or figures that do not
 * depend on the machine: {@link io.heddle.bench.goal.Criterion}, {@link io.heddle.bench.goal.Verdict}. The unit tests
 * check this arithmetic; no test asserts a time.
 *
 * <p>The measured code is in {@code io.heddle.bench.jmh} (what JMH runs) and {@code io.heddle.bench.probe}
 * (measurements other than throughput: memory, start, latency). Peers, behind one small interface per kind, are in
 * {@code io.heddle.bench.peer}.
 *
 * <p>To add a goal, implement {@link io.heddle.bench.goal.Goal} and add it to {@link io.heddle.bench.goal.Goals}.
 */
@NullMarked
package io.heddle.bench.goal;

import org.jspecify.annotations.NullMarked;
