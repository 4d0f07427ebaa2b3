/**
 * The command line and the benchmarks.
 *
 * <pre>
 *   Heddle            ./heddle: the commands, and how failures are told
 *     run             ./heddle run: one workload, from its options to its summary
 *       job           the submitters: what to do next, when, and how its end is learnt
 *       data          the blocks: what is in them, which may be used, what must be found
 *       workload      what was asked for
 *     goal            ./heddle bench: the goals of speed, who measures them and what they come to
 *       jmh           the suites that JMH runs for it
 *       load          programs in JVMs of their own that take turns: reads and writes of blocks
 *       server        a file server, as an example and to be driven from outside
 *       probe         programs in JVMs of their own: start, memory, latency
 *       peer          the engine and those it is compared with, behind one interface for each kind of work
 *     soak            ./heddle soak: random loads for a long time, and what they leave behind
 *     report          ./heddle report: a page, Markdown and JSON of recordings and measurements
 *     stall           ./heddle stall: how late other virtual threads run while files are read
 *     top             ./heddle top: what a running JVM does, live
 *     jfc             ./heddle jfc: settings for recordings in other JVMs
 *     cli             options' values, failures, signals
 *   *Benchmark        the JMH benchmarks
 * </pre>
 *
 * <p>Rooms further down do not know those above them.
 */
@NullMarked
package io.heddle.bench;

import org.jspecify.annotations.NullMarked;
