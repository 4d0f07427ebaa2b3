/**
 * Loads that {@code heddle bench} runs in separate JVMs, a turn of about a second at a time. Figures that are compared
 * come from successive turns, so that a slow moment of the machine affects all alike.
 *
 * <pre>
 *   LoadProbe     the program: reads one line for each turn, and prints one line of figures
 *     {@code ->} Load     the threads of a turn: concurrent reads or writes of blocks
 *     {@code ->} Source   what moves the bytes: a Mover, which is the engine or FileChannel, or a peer that only reads
 *     {@code ->} Others   the processor use of other programs meanwhile
 *   NoRing        makes the kernel refuse io_uring to this JVM, as a container does
 * </pre>
 */
@NullMarked
package io.heddle.bench.load;

import org.jspecify.annotations.NullMarked;
