/**
 * What {@code heddle bench} has JVMs of their own do, a turn of about a second at a time: figures that are compared
 * come from turns that follow one another, so that a slow moment of the machine meets all alike.
 *
 * <pre>
 *   LoadProbe     the program: reads one line for each turn, and prints one line of figures
 *     {@code ->} Load     what the threads of a turn do: reads or writes of blocks, so many at a time
 *     {@code ->} Source   who moves the bytes: a Mover, which is the engine or FileChannel, or one that can only read
 *     {@code ->} Others   what other programs have used of the processors meanwhile
 *   NoRing        has the kernel refuse io_uring to this JVM, as a container does
 * </pre>
 */
@NullMarked
package io.heddle.bench.load;

import org.jspecify.annotations.NullMarked;
