/**
 * The workqueues: which thread runs which entry, and when threads are born and die.
 *
 * <p>There are three {@linkplain io.heddle.workq.Workqueue workqueues}:
 *
 * <ul>
 *   <li>{@link io.heddle.workq.ProcessWorkqueue} is XNU's per-process workqueue;
 *   <li>{@link io.heddle.workq.Pools#shared} is XNU's old pool, a fixed number of threads for all processes;
 *   <li>{@link io.heddle.workq.Pools#aiod} is FreeBSD's, daemons for all processes in a number that follows the load.
 * </ul>
 *
 * <p>What they have in common, in the order in which a request meets it:
 *
 * <ol>
 *   <li>{@code EntryList}: a first-in first-out queue, linked through the entries;
 *   <li>{@code WorkerHost}: how a worker comes to life, what it does and how it ends;
 *   <li>{@code Supervisor}: the thread that owns the worker scope, starts the workers that submissions ask for and
 *       is the death call's timer;
 *   <li>{@code WorkerScope}: the thread container, a structured scope where the JDK allows it, an executor elsewhere;
 *   <li>{@code Worker}: takes entries until none is left, then parks;
 *   <li>{@code Runner}: what an entry sees of its worker, so that its end can have the next one taken.
 * </ol>
 *
 * <p>A process's own workqueue adds {@code WorkerPool}: who is idle, who runs, who is to die - the policy, without
 * threads and without locks; and {@code PriorityList}, its queue, in which the urgent entries overtake others within a
 * bound.
 *
 * <p>The two pools are one class with two sets of numbers ({@code PoolSettings}), for that is all that they differ in:
 * a fixed number is a target that is also the maximum, and strict order is a limit that nobody reaches. {@link
 * io.heddle.workq.Pool} is what is there as long as the JVM; it has the numbers, which can be changed while it works.
 * {@code Shift} is the workers from the first process that comes to the last that goes, with the order in which they
 * take entries, and {@code PoolWorkqueue} one process's part in it.
 *
 * <p>The room knows nothing of files or control blocks: what it runs is an {@link io.heddle.workq.Entry}. It is
 * internal to the engine.
 */
@NullMarked
package io.heddle.workq;

import org.jspecify.annotations.NullMarked;
