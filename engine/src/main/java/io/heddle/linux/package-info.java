/**
 * Files by their descriptors and the system calls of Linux, by {@code java.lang.foreign} without native code of the
 * engine.
 *
 * <pre>
 *   AutoBackend              the best backend once the choice is made; another one until then
 *   NativeBackend            blocking calls on the current thread, and reads from the page cache
 *     {@code ->} NativeFile         the descriptor of a file, and its channel; Users decides which thread closes it
 *     {@code ->} DescriptorChannel  the calls on it: pread, pwrite, write, fsync; PieceChannel reads much in pieces
 *     {@code ->} Looks              cache probes, and whether they are delayed
 *     {@code ->} Scratches          the memory that calls and heap buffers need; freed when idle
 *     {@code ->} EarlyFile          a file that is older than the choice; Descriptors finds its descriptor
 *     {@code ->} FileCalls          the system calls on a file; tests replace them by calls that fail
 *     {@code ->} CallTrip           one of each call, as a check before the first transfer
 *     {@code ->} NativeMemory       memory that the kernel accesses, outside of heap and direct memory
 *     {@code ->} Libc               the system calls, by the C library's syscall
 * </pre>
 *
 * <p>A call on a descriptor holds the carrier of a virtual thread, as a call on a channel does, and is compensated for
 * in the same way. But no interrupt closes the file, so a direct-style call is made by its caller: no thread is
 * unparked, and none parks.
 *
 * <p>Nothing here is used unless native access is granted to the engine. What the kernel does not allow is detected
 * once, see {@link io.heddle.linux.NativeBackend#probe}. io_uring is in the package above: {@code io.heddle.uring}.
 */
@NullMarked
package io.heddle.linux;

import org.jspecify.annotations.NullMarked;
