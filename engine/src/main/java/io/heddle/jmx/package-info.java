/**
 * Processes and systems as MXBeans, on request: gauges to read and tunables to set, from a console or over a
 * connection.
 *
 * <p>{@link io.heddle.jmx.AioMBeans} registers {@code io.heddle:type=AioProcess,name=...} and
 * {@code io.heddle:type=AioSystem,name=...}. A bean keeps no number of its own: each is read, and set, where the engine
 * uses it.
 *
 * <p>No other package depends on this one, so a program that registers nothing loads none of its classes, and on the
 * class path needs no module {@code java.management}.
 */
@NullMarked
package io.heddle.jmx;

import org.jspecify.annotations.NullMarked;
