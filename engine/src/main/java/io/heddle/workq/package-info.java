/**
 * The workqueues: which thread runs which entry, and when threads start and end.
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
 *   <li>{@code WorkerHost}: how a worker is created, what it does and how it ends;
 *   <li>{@code Supervisor}: the thread that owns the worker scope, starts the workers that submissions request and is
 *       the death call's timer;
 *   <li>{@code WorkerScope}: the thread container, a structured scope where the JDK allows it, an executor elsewhere;
 *   <li>{@code Worker}: takes entries until none is left, then parks;
 *   <li>{@code Runner}: what an entry sees of its worker, so that its end can take the next one.
 * </ol>
 *
 * <p>A process's own workqueue adds {@code WorkerPool}: which workers are idle, which run, which are to die - the
 * policy, without threads and without locks; and {@code PriorityList}, its queue, in which the urgent entries overtake
 * others within a bound.
 *
 * <p>The two pools are one class with two sets of numbers ({@code PoolSettings}), because they differ in nothing else:
 * a fixed number is a target that is also the maximum, and strict order is a limit that no process reaches. {@link
 * io.heddle.workq.Pool} exists as long as the JVM; it has the settings, which can be changed at any time. {@code Shift}
 * is the workers from the first process that joins to the last that leaves, with the order in which they take entries,
 * and {@code PoolWorkqueue} is one process's part in it.
 *
 * <p>The package does not depend on files or control blocks: it runs an {@link io.heddle.workq.Entry}. It is internal
 * to the engine.
 */
@NullMarked
package io.heddle.workq;

import org.jspecify.annotations.NullMarked;
