/**
 * The backend on Linux's io_uring, by {@code java.lang.foreign}: no native code of ours, no liburing.
 *
 * <pre>
 *   AutoBackend              the ring once it is known that there is one; another backend until then
 *   UringBackend.move        on the worker: from the page cache at once, or by the ring while the worker is parked
 *     {@code ->} NativeFile         the descriptor of a file, beside its channel
 *     {@code ->} EarlyFile          a file that is older than the ring; Descriptors finds what it needs to join
 *     {@code ->} Slot               one request on its way through the kernel: memory, result, the worker that waits
 *     {@code ->} Driver.submit      combines the submissions of all workers; reaps and wakes on a thread of its own
 *     {@code ->} Ring               the shared memory and the two system calls
 *     {@code ->} Libc               the system calls, by the C library's syscall
 * </pre>
 *
 * <p>What makes a ring cheap is batching: whoever submits takes along what others have put down meanwhile, and one thread
 * takes all completions that there are and wakes their workers.
 *
 * <p>A worker never leaves a request alone: it comes back when the kernel is done with the request's memory, so nothing is
 * freed that the kernel may still write to. Memory that somebody else could free is not for the ring, see {@code Lifetime}.
 *
 * <p>Nothing here is touched unless native access is granted to the engine; what the kernel does not allow is found out once,
 * see {@link io.heddle.uring.UringBackend#probe}.
 */
@NullMarked
package io.heddle.uring;

import org.jspecify.annotations.NullMarked;
