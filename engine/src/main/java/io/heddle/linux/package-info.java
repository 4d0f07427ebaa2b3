/**
 * Files by their descriptors and the system calls of Linux, by {@code java.lang.foreign}: no native code of ours.
 *
 * <pre>
 *   AutoBackend              the best backend once it is known what can be had; another one until then
 *   NativeBackend            blocking calls by the thread that is there, and reads of what the page cache has
 *     {@code ->} NativeFile         the descriptor of a file, and its channel; Users says who closes it
 *     {@code ->} DescriptorChannel  the calls on it: pread, pwrite, write, fsync; PieceChannel reads much in pieces
 *     {@code ->} Looks              into the page cache, and whether they are held up
 *     {@code ->} Scratches          the memory that a call needs and heap buffers go through; freed when idle
 *     {@code ->} EarlyFile          a file that is older than the choice; Descriptors finds its descriptor
 *     {@code ->} FileCalls          what such calls come to; tests put calls that fail in their place
 *     {@code ->} CallTrip           one of each call, before anybody makes them
 *     {@code ->} NativeMemory       what the kernel reads and writes for us, outside of heap and direct memory
 *     {@code ->} Libc               the system calls, by the C library's syscall
 * </pre>
 *
 * <p>A call on a descriptor holds the carrier of a virtual thread as one on a channel does, and is made up for in the
 * same way. But no interrupt closes the file, so a direct-style call is made by its caller: nobody is woken, nobody
 * parks.
 *
 * <p>Nothing here is touched unless native access is granted to the engine. What the kernel does not allow is found out
 * once, see {@link io.heddle.linux.NativeBackend#probe}. io_uring is the room above: {@code io.heddle.uring}.
 */
@NullMarked
package io.heddle.linux;

import org.jspecify.annotations.NullMarked;
