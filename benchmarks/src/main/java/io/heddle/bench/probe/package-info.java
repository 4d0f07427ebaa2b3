/**
 * What {@code heddle bench} runs in JVMs of its own besides JMH's: programs that measure something once and print it,
 * one {@code name=value} on a line.
 *
 * <p>They are no benchmarks of throughput: how long a start takes, how much memory something needs, how late requests
 * are that arrive by the clock.
 */
@NullMarked
package io.heddle.bench.probe;

import org.jspecify.annotations.NullMarked;
