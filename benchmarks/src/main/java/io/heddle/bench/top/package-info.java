/**
 * {@code ./heddle top}: what another JVM of this machine does with the library, live.
 *
 * <pre>
 *   TopCommand         the options
 *     Jcmd               the JDK's tool, by which other JVMs are asked
 *     HeddleJvms         which JVMs have the library
 *     WatchedJvm         one that has it and can be asked
 *     LiveRecording      a recording there, which does not outlive this program for long
 *     LiveStream         reads it while it is written; tells a TopModel what it finds
 *     TopLoop            when to show what, and when to end
 *       TopModel           events in, a TopSnapshot out
 *       TopScreen          a TopSnapshot in, lines of text out
 *       Terminal           where the lines go
 * </pre>
 *
 * <p>The model and the screen know neither JVMs nor terminals: a test feeds the one with made-up events and reads the
 * other. Time in the model is the time of the events; it passes when an event of a later time arrives.
 *
 * <p>The stream asks for little: what the library records by default, gauges and slow requests. Only {@code --trace}
 * asks for an event of each request.
 */
@NullMarked
package io.heddle.bench.top;

import org.jspecify.annotations.NullMarked;
