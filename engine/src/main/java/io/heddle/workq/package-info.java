/**
 * The workqueues: which thread runs which entry, and when threads are born and die.
 *
 * <p>{@link io.heddle.workq.ProcessWorkqueue} is XNU's per-process workqueue. Its parts, in the order in which a request
 * meets them:
 *
 * <ol>
 *   <li>{@code EntryList}: the first-in first-out queue, linked through the entries;
 *   <li>{@code WorkerPool}: who is idle, who runs, who is to die - the policy, without threads and without locks;
 *   <li>{@code Supervisor}: the virtual thread that owns the worker scope, starts the workers that submissions ask for and
 *       is the death call's timer;
 *   <li>{@code WorkerScope}: the thread container, a structured scope where the JDK allows it, an executor elsewhere;
 *   <li>{@code Worker}: takes entries until none is left, then parks.
 * </ol>
 *
 * <p>The room knows nothing of files or control blocks: what it runs is an {@link io.heddle.workq.Entry}. It is internal
 * to the engine.
 */
@NullMarked
package io.heddle.workq;

import org.jspecify.annotations.NullMarked;
