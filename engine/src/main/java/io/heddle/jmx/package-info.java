/**
 * Processes and systems as MXBeans, for those who ask for it: gauges to look at and tunables to set, from a console or
 * over a connection.
 *
 * <p>{@link io.heddle.jmx.AioMBeans} registers {@code io.heddle:type=AioProcess,name=...} and {@code
 * io.heddle:type=AioSystem,name=...}. A bean keeps no number of its own: each is read, and set, where the engine uses
 * it.
 *
 * <p>No other room knows of this one, and so nobody who does not register anything loads the module {@code
 * java.management}, or needs to have it.
 */
@NullMarked
package io.heddle.jmx;

import org.jspecify.annotations.NullMarked;
