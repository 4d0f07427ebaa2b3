/**
 * The backend on Linux's io_uring, by {@code java.lang.foreign}: no native code of ours, no liburing.
 *
 * <pre>
 *   UringBackend             by a call of whoever waits, or by the ring: begun by whoever queues a request,
 *                            or while a worker is parked
 *     {@code ->} Passage            a transfer on its way: from question to answer to the next question
 *     {@code ->} Slot               a question to the kernel, and the native memory that it needs
 *     {@code ->} Driver             combines the questions of all threads; takes the answers on one of its own
 *     {@code ->} Detours            the rest of a transfer that the ring cannot go on with, moved by another backend
 *     {@code ->} Watch              finds what the kernel does not start to work on
 *     {@code ->} Cancels            takes back what the kernel has not started; Life says of which use of a slot it is
 *     {@code ->} Ring               the shared memory and the two system calls; for the Driver they are Queues
 *     {@code ->} RoundTrip          one of each operation through a new ring, before anybody uses it
 * </pre>
 *
 * <p>Files, memory and system calls are those of {@link io.heddle.linux}. What goes by the ring and what by a call, and
 * by which figures, is told in {@code docs/ring.md}.
 *
 * <p>What makes a ring cheap is batching: whoever submits takes along what others have put down meanwhile, and one
 * thread takes all completions that there are and wakes their workers. Which flags, registrations and numbers of rings
 * were measured and left alone is told in {@code docs/ring.md}.
 *
 * <p>A transfer is not over before the kernel is done with its memory, so nothing is freed that the kernel may still
 * write to. Memory that somebody else could free is not for the ring, see {@code Lifetime}.
 *
 * <p>All memory that a transfer needs is had before its first question is prepared. What fails afterwards ends this
 * transfer alone, or has its rest moved by another backend; see {@code Driver} and {@code Passage}. A ring that nobody
 * uses for a while is closed, its memory freed and its thread ended, so nothing of it outlives the last user.
 *
 * <p>A cancel is a question to the kernel like others. It never interrupts: what is cancelled had moved nothing, and
 * the answer to the transfer's own question says so; what the kernel says about the cancel only ends the wait for it.
 * The canceller sees to the end of what it has cancelled, so nobody else's thread does its work.
 *
 * <p>Nothing here is touched unless native access is granted to the engine; what the kernel does not allow is found out
 * once, see {@link io.heddle.uring.UringBackend#probe}.
 */
@NullMarked
package io.heddle.uring;

import org.jspecify.annotations.NullMarked;
