package io.heddle.aio;

import io.heddle.backend.Carriers;
import io.heddle.workq.Pools;
import io.heddle.workq.ProcessWorkqueue;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * The tunables of a system. Each has one name: that of the dialect's kernel if the kernel has such a value, otherwise
 * one of the engine's own. Values of the shared pools belong to the JVM: all systems show and change the same ones.
 */
final class SystemTunables {
    static final int MOST_WORKERS = ProcessWorkqueue.MAX_THREADS_LIMIT;
    static final String MICROSECONDS = "microseconds";

    /** The shortest window in microseconds, as for {@link AioProcessBuilder#poolWindow}. */
    static final long LEAST_WINDOW = 1_000;

    static final long MOST_WINDOW = Long.MAX_VALUE / 1_000;

    private static final int MOST_CARRIERS = 32_767; // the largest parallelism of a ForkJoinPool
    private static final String REQUESTS = "requests";
    private static final String WORKERS = "workers";

    private final AioSystem system;
    private final WorkqueueSettings.Defaults workers;
    private final Tunable.Table table;

    private SystemTunables(AioSystem system) {
        this.system = system;
        workers = system.workerDefaults();
        table = new Tunable.Table(workers);
    }

    static Map<String, Tunable> of(AioSystem system) {
        SystemTunables tunables = new SystemTunables(system);
        tunables.addLimits();
        tunables.addOwnWorkers();
        tunables.addSharedPool();
        tunables.addDaemons();
        tunables.addCarriers();
        tunables.addRing();
        if (system.dialect() == Dialect.FREEBSD) {
            tunables.addWhatHasNoMeaning();
        }
        return tunables.table.all();
    }

    /** Returns the name of a value in this system. */
    private String name(String own, String xnu, String freeBsd) {
        return switch (system.dialect()) {
            case POSIX -> own;
            case XNU -> xnu;
            case FREEBSD -> freeBsd;
        };
    }

    private String name(String own, String freeBsd) {
        return name(own, own, freeBsd);
    }

    // ---- requests

    private void addLimits() {
        table.add(
                name("heddle.aio.max_outstanding", "kern.aiomax", "vfs.aio.max_aio_queue"),
                REQUESTS,
                "Requests that all processes together may have submitted and not reaped",
                system::limit,
                system.isCounting()
                        ? new Tunable.Within(system::leastLimit, system::mostLimit, value -> system.limit((int) value))
                        : new Tunable.Refused(AioSystem.NOT_COUNTING));
        table.add(
                name("heddle.aio.max_outstanding_per_proc", "kern.aioprocmax", "vfs.aio.max_aio_queue_per_proc"),
                REQUESTS,
                "Requests that a process without a limit of its own may have submitted and not reaped",
                system::processLimit,
                new Tunable.Within(
                        system::leastProcessLimit,
                        system::mostProcessLimit,
                        value -> system.processLimit((int) value)));
        table.gauge(
                name("heddle.aio.num_outstanding", "vfs.aio.num_queue_count"),
                REQUESTS,
                "Requests that all processes together have submitted and not reaped",
                system::outstanding);
    }

    // ---- a process's own workers

    private void addOwnWorkers() {
        table.writable(
                "heddle.aio.max_workers_per_proc", // a constant in XNU: WORKQUEUE_AIO_MAXTHREADS
                WORKERS,
                "Workers of a process that has workers of its own, but no limit of its own",
                workers::maxWorkers,
                1,
                MOST_WORKERS,
                value -> workers.maxWorkers((int) value));
        if (system.dialect().rules().limitsInFlightApart()) {
            table.writable(
                    "heddle.aio.max_in_flight_per_proc",
                    REQUESTS,
                    "Requests without a worker that a process with workers, but no limit, of its own may have running",
                    workers::maxInFlight,
                    1,
                    MOST_WORKERS,
                    value -> workers.maxInFlight((int) value));
        }
        String ours = "heddle.aio.pool_window_usecs";
        table.writable(
                name(ours, "kern.aio_wq_reduce_pool_window_usecs", ours),
                MICROSECONDS,
                "How long a process's own worker may be idle before it ends; one is always kept",
                () -> TimeUnit.NANOSECONDS.toMicros(workers.windowNanos()),
                LEAST_WINDOW,
                MOST_WINDOW,
                value -> workers.windowNanos(windowNanos(value)));
    }

    static long windowNanos(long micros) {
        return TimeUnit.MICROSECONDS.toNanos(micros);
    }

    // ---- the pools

    private void addSharedPool() {
        String ours = "heddle.aio.shared_threads";
        table.writable(
                name(ours, "kern.aiothreads", ours),
                WORKERS,
                "Threads of the shared pool",
                () -> Pools.sharedPool().max(),
                1,
                MOST_WORKERS,
                value -> Pools.sharedPool().fix((int) value));
    }

    private void addDaemons() {
        table.writable(
                name("heddle.aio.max_aiods", "vfs.aio.max_aio_procs"),
                WORKERS,
                "The most daemons",
                () -> Pools.aiodPool().max(),
                1,
                MOST_WORKERS,
                value -> Pools.aiodPool().max((int) value));
        table.writable(
                name("heddle.aio.target_aiods", "vfs.aio.target_aio_procs"),
                WORKERS,
                "Daemons that are kept ready while a process uses them",
                () -> Pools.aiodPool().target(),
                0,
                MOST_WORKERS,
                value -> Pools.aiodPool().target((int) value));
        table.writable(
                name("heddle.aio.aiod_lifetime_msecs", "vfs.aio.aiod_lifetime"),
                name("milliseconds", "ticks of a millisecond, as with kern.hz=1000"),
                "How long a daemon beyond the target may be idle before it ends; 0 for ever",
                SystemTunables::lifetimeMillis,
                0,
                Integer.MAX_VALUE,
                SystemTunables::lifetimeMillis);
        table.writable(
                name("heddle.aio.max_aiods_per_proc", "vfs.aio.max_aio_per_proc"),
                REQUESTS,
                "Requests of a process without a limit of its own that daemons may run at the same time",
                workers::runningLimit,
                1,
                MOST_WORKERS,
                value -> workers.runningLimit((int) value));
        table.gauge(
                name("heddle.aio.num_aiods", "vfs.aio.num_aio_procs"),
                WORKERS,
                "Daemons that exist",
                () -> Pools.aiodPool().threads());
    }

    private static long lifetimeMillis() {
        long nanos = Pools.aiodPool().lifetimeNanos();
        return nanos == Long.MAX_VALUE ? 0 : TimeUnit.NANOSECONDS.toMillis(nanos);
    }

    private static void lifetimeMillis(long millis) {
        Pools.aiodPool().lifetimeNanos(millis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis));
    }

    // ---- the carriers of virtual threads

    private void addCarriers() {
        table.writable(
                "heddle.aio.max_carriers",
                "carriers",
                "Carriers of virtual threads that blocking calls may hold at the same time; the rest of the calls is "
                        + "made by"
                        + " platform threads",
                Carriers.SHARED::limit,
                0,
                MOST_CARRIERS,
                value -> Carriers.SHARED.limit((int) value));
        table.gauge(
                "heddle.aio.num_carriers_held",
                "carriers",
                "Carriers of virtual threads that blocking calls hold",
                Carriers.SHARED::held);
        table.gauge(
                "heddle.aio.num_carriers_added",
                "carriers",
                "Carriers that are added to the parallelism of the scheduler of virtual threads, to make up for them",
                Carriers.SHARED::reserve);
    }

    // ---- the ring

    private void addRing() {
        table.gauge(
                "heddle.aio.num_ring_in_flight",
                "entries",
                "Entries of the ring of io_uring that the kernel has not answered",
                Backends::ringInFlight);
        table.gauge(
                "heddle.aio.num_ring_transfers",
                "transfers",
                "Transfers that the backend on io_uring has under way, those that wait for an entry included",
                Backends::ringTransfers);
    }

    // ---- further values of FreeBSD

    private void addWhatHasNoMeaning() {
        String noBufferPath =
                "a JVM has no way round the file system, for which FreeBSD has its buf and unmapped requests";
        String unsafe = "no file is opened whose requests may block for ever, so none is unsafe";
        table.fixed(
                "vfs.aio.max_buf_aio", REQUESTS, "Requests of a process in the buf subsystem", () -> 16, noBufferPath);
        table.fixed("vfs.aio.num_buf_aio", REQUESTS, "Requests in the buf subsystem", () -> 0, noBufferPath);
        table.fixed("vfs.aio.num_unmapped_aio", REQUESTS, "Requests with unmapped buffers", () -> 0, noBufferPath);
        table.fixed("vfs.aio.enable_unsafe", "0 or 1", "Whether files of every type are taken", () -> 0, unsafe);
        table.fixed("vfs.aio.unsafe_warningcnt", "warnings", "Warnings still to come of unsafe files", () -> 1, unsafe);
        table.fixed(
                "p1003_1b.aio_listio_max",
                REQUESTS,
                "Entries of a list call",
                system::processLimit,
                "it follows vfs.aio.max_aio_queue_per_proc");
        String constant = "the kernel sets it once, when it starts";
        table.fixed(
                "p1003_1b.aio_max",
                REQUESTS,
                "What sysconf says of AIO_MAX",
                () -> AioSystem.FREEBSD_MAX_QUEUE,
                constant);
        table.fixed(
                "p1003_1b.aio_prio_delta_max", "priorities", "How far a priority can be lowered", () -> 0, constant);
        table.fixed(
                "p1003_1b.asynchronous_io", "year and month", "The POSIX option's version", () -> 200_112, constant);
    }
}
