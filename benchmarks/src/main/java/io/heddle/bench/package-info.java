/**
 * The command line and the benchmarks.
 *
 * <pre>
 *   Heddle            ./heddle: the commands, and how failures are reported
 *     run             ./heddle run: one workload, from its options to its summary
 *       job           the submitters: the next request, its time, how its completion is learnt
 *       data          the blocks: their content, which may be used, what a read must find
 *       workload      what a run is to do
 *     goal            ./heddle bench: the goals of speed, their measurement and verdicts
 *       jmh           the suites that JMH runs for it
 *       load          programs in separate JVMs that take turns: reads and writes of blocks
 *       server        a file server, as an example and as the target of a load generator
 *       probe         programs in separate JVMs: start, memory, latency
 *       peer          the engine and its competitors, behind one interface per kind of work
 *     soak            ./heddle soak: random loads for a long time, and the leaks they leave
 *     report          ./heddle report: a page, Markdown and JSON of recordings and measurements
 *     stall           ./heddle stall: how late other virtual threads run while files are read
 *     top             ./heddle top: the live view of a running JVM
 *     jfc             ./heddle jfc: settings of recordings in other JVMs
 *     cli             values of options, failures, signals
 * </pre>
 *
 * <p>The packages have no cyclic dependencies.
 */
@NullMarked
package io.heddle.bench;

import org.jspecify.annotations.NullMarked;
