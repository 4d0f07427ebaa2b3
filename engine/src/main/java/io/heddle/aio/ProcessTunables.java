package io.heddle.aio;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The tunables of one process. The kernels have no such values for a single process, so the names are the engine's own.
 * Each value is that of the process's system until the process is given its own, here or when it is opened.
 */
final class ProcessTunables {
    private ProcessTunables() {}

    static Map<String, Tunable> of(Quota quota, DoneQueue done, WorkqueueSettings workers, LongSupplier inFlight) {
        Tunable.Table table = new Tunable.Table(workers.defaults());
        table.writable(
                "heddle.aio.proc.max_outstanding",
                "requests",
                "Requests that the process may have submitted and not reaped",
                quota::limit,
                1,
                Integer.MAX_VALUE,
                value -> quota.limit((int) value));
        table.gauge(
                "heddle.aio.proc.num_unreaped",
                "requests",
                "Requests that have been done for a minute or longer: their control blocks may have been dropped "
                        + "without a reap",
                done::unreaped);
        addMaxWorkers(table, workers);
        addInFlight(table, workers, inFlight);
        addWindow(table, workers);
        return table.all();
    }

    private static void addMaxWorkers(Tunable.Table table, WorkqueueSettings workers) {
        String name = "heddle.aio.proc.max_workers";
        String description = "Requests of the process that may run at the same time";
        if (workers.kind() == WorkqueueKind.SHARED) {
            table.fixed(
                    name,
                    "requests",
                    description,
                    workers::maxWorkers,
                    "the shared pool runs what comes first, of whichever process: change the pool's number");
        } else {
            table.writable(
                    name,
                    "requests",
                    description,
                    workers::maxWorkers,
                    1,
                    SystemTunables.MOST_WORKERS,
                    value -> workers.maxWorkers((int) value));
        }
    }

    private static void addInFlight(Tunable.Table table, WorkqueueSettings workers, LongSupplier inFlight) {
        String name = "heddle.aio.proc.max_in_flight";
        String description = "Requests of the process that may run at the same time without a worker";
        if (workers.limitsInFlight()) {
            table.writable(
                    name,
                    "requests",
                    description,
                    workers::maxInFlight,
                    1,
                    SystemTunables.MOST_WORKERS,
                    value -> workers.maxInFlight((int) value));
        } else {
            table.fixed(
                    name,
                    "requests",
                    description,
                    workers::maxInFlight,
                    "only the dialect POSIX counts them apart, with workers of the process's own");
        }
        table.gauge(
                "heddle.aio.proc.num_in_flight",
                "requests",
                "Requests of the process that run without a worker",
                inFlight);
    }

    private static void addWindow(Tunable.Table table, WorkqueueSettings workers) {
        String name = "heddle.aio.proc.pool_window_usecs";
        String description = "How long a worker of the process may be idle before it ends; one is always kept";
        if (workers.kind() == WorkqueueKind.PROCESS) {
            table.writable(
                    name,
                    SystemTunables.MICROSECONDS,
                    description,
                    () -> TimeUnit.NANOSECONDS.toMicros(workers.windowNanos()),
                    SystemTunables.LEAST_WINDOW,
                    SystemTunables.MOST_WINDOW,
                    value -> workers.windowNanos(SystemTunables.windowNanos(value)));
        } else {
            table.fixed(
                    name,
                    SystemTunables.MICROSECONDS,
                    description,
                    () -> TimeUnit.NANOSECONDS.toMicros(workers.windowNanos()),
                    "its workers serve other processes too: they have no window");
        }
    }
}
