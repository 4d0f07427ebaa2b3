/**
 * The backend on Linux's io_uring, by {@code java.lang.foreign} without native code of the engine and without liburing.
 *
 * <pre>
 *   UringBackend             by a call of the waiting thread, or by the ring: begun by the thread that queues
 *                            a request, or while a worker is parked
 *     {@code ->} Passage            a transfer on its way: from entry to completion to the next entry
 *     {@code ->} Slot               an entry for the kernel, and the native memory that it needs
 *     {@code ->} Driver             combines the entries of all threads; takes completions on a thread of its own
 *     {@code ->} Detours            the rest of a transfer that the ring cannot continue, moved by another backend
 *     {@code ->} Watch              finds entries that the kernel does not start
 *     {@code ->} Cancels            cancel entries; Life distinguishes the uses of a slot
 *     {@code ->} Ring               the shared memory and the two system calls; the Driver uses them as Queues
 *     {@code ->} RoundTrip          one of each operation through a new ring, as a check before its first use
 * </pre>
 *
 * <p>Files, memory and system calls are those of {@link io.heddle.linux}. {@code docs/ring.md} says what goes by the
 * ring and what by a call, with the measurements.
 *
 * <p>A ring is efficient because of batching: a submitter includes the entries that other threads have queued
 * meanwhile, and one thread takes all available completions and unparks their workers. {@code docs/ring.md} lists the
 * flags, registrations and numbers of rings that were measured and not adopted.
 *
 * <p>A transfer does not complete before the kernel has finished with its memory, so nothing is freed to which the
 * kernel may still write. Memory that another thread could free is not for the ring, see {@code Lifetime}.
 *
 * <p>All memory that a transfer needs is allocated before its first entry is prepared. A later failure ends this
 * transfer alone, or has its rest moved by another backend; see {@code Driver} and {@code Passage}. A ring that is not
 * used for a while is closed, its memory freed and its thread ended, so nothing of it outlives the last user.
 *
 * <p>A cancel is an entry like others. It never interrupts: a cancelled transfer had moved nothing, and the completion
 * of its own entry says so; the completion of the cancel entry only ends the wait for it. The canceller ends the
 * transfer that it has cancelled, so no other thread does its work.
 *
 * <p>Nothing here is used unless native access is granted to the engine. What the kernel does not allow is detected
 * once, see {@link io.heddle.uring.UringBackend#probe}.
 */
@NullMarked
package io.heddle.uring;

import org.jspecify.annotations.NullMarked;
