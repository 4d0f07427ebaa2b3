/**
 * {@code ./heddle top}: the live view of what another JVM of this machine does with the library.
 *
 * <pre>
 *   TopCommand         the options
 *     Jcmd               the JDK's tool, which queries other JVMs
 *     HeddleJvms         finds the JVMs that have the library
 *     WatchedJvm         one that has it and can be queried
 *     LiveRecording      a recording there, which does not outlive this program for long
 *     LiveStream         reads it while it is written; passes the events to a TopModel
 *     TopLoop            decides when to show a picture and when to end
 *       TopModel           events in, a TopSnapshot out
 *       TopScreen          a TopSnapshot in, lines of text out
 *       Terminal           the destination of the lines
 * </pre>
 *
 * <p>The model and the screen are independent of JVMs and terminals: a test feeds the model with made-up events and
 * reads the screen. Time in the model is the time of the events; it advances when an event of a later time arrives.
 *
 * <p>The stream enables only what the library records by default: gauges and slow requests. An event per request is
 * enabled only by {@code --trace}.
 */
@NullMarked
package io.heddle.bench.top;

import org.jspecify.annotations.NullMarked;
