/**
 * {@code heddle bench}: the goals of speed, each measured against its peers in one run and judged.
 *
 * <p>A {@link io.heddle.bench.goal.Goal} names its cells (a variant in a scenario), measures one of them once, and
 * judges the table of all. {@link io.heddle.bench.goal.GoalRun} has the cells measured in rounds, each cell in a JVM of
 * its own and in another order in each round, so that what disturbs the machine for a while does not hit one variant
 * alone. Judged are medians over the rounds, and always ratios within the run or figures that do not depend on the
 * machine: {@link io.heddle.bench.goal.Criterion}, {@link io.heddle.bench.goal.Verdict}. That arithmetic is what the
 * unit tests look at; no test asserts a time.
 *
 * <p>What is measured is in {@code io.heddle.bench.jmh} (what JMH runs) and {@code io.heddle.bench.probe} (what is no
 * matter of throughput: memory, start, latency). Peers, one small interface for each kind, are in {@code
 * io.heddle.bench.peer}.
 *
 * <p>To add a goal: implement {@link io.heddle.bench.goal.Goal} and name it in {@link io.heddle.bench.goal.Goals}.
 */
@NullMarked
package io.heddle.bench.goal;

import org.jspecify.annotations.NullMarked;
