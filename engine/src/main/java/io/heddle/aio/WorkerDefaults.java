package io.heddle.aio;

import io.heddle.workq.Pools;
import io.heddle.workq.ProcessWorkqueue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The numbers about workers for those processes of a system that have none of their own, and the open processes, which
 * are told when one changes.
 *
 * <p>Its monitor is held from a change until every workqueue has it, so that of two changes the later one is what
 * stays.
 */
final class WorkerDefaults {
    private final Set<Lifecycle> open = ConcurrentHashMap.newKeySet();
    private volatile int maxWorkers = ProcessWorkqueue.DEFAULT_MAX_THREADS;
    private volatile int maxInFlight = ProcessWorkqueue.DEFAULT_MAX_IN_FLIGHT;
    private volatile int runningLimit = Pools.DEFAULT_RUNNING_LIMIT;
    private volatile long windowNanos = ProcessWorkqueue.DEFAULT_WINDOW_NANOS;

    /** A process has opened. What has changed since it made its workqueue is made up for. */
    synchronized void joined(Lifecycle life) {
        open.add(life);
        life.applyWorkqueueSettings();
    }

    void left(Lifecycle life) {
        open.remove(life);
    }

    /** Makes a change, to these numbers or to a process's own, and has every open process follow it. */
    synchronized void change(Runnable change) {
        change.run();
        open.forEach(Lifecycle::applyWorkqueueSettings);
    }

    /** The workers of a process with workers of its own. */
    int maxWorkers() {
        return maxWorkers;
    }

    void maxWorkers(int most) {
        change(() -> maxWorkers = most);
    }

    /** The requests of such a process that run without a worker, where they have a limit of their own. */
    int maxInFlight() {
        return maxInFlight;
    }

    void maxInFlight(int most) {
        change(() -> maxInFlight = most);
    }

    /** The requests of one process that daemons may run at the same time. */
    int runningLimit() {
        return runningLimit;
    }

    void runningLimit(int most) {
        change(() -> runningLimit = most);
    }

    /** How long a worker may be idle. */
    long windowNanos() {
        return windowNanos;
    }

    void windowNanos(long nanos) {
        change(() -> windowNanos = nanos);
    }
}
