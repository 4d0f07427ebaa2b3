/**
 * Programs that {@code heddle bench} runs in separate JVMs, without JMH. Each measures something once and prints it,
 * one {@code name=value} per line.
 *
 * <p>They do not measure throughput, except the sweep, but the time of a start, the memory of objects, and the latency
 * of requests that arrive at fixed times.
 */
@NullMarked
package io.heddle.bench.probe;

import org.jspecify.annotations.NullMarked;
