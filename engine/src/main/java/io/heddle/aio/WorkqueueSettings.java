package io.heddle.aio;

import io.heddle.time.Ticker;
import io.heddle.workq.Pools;
import io.heddle.workq.ProcessWorkqueue;
import io.heddle.workq.Workqueue;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a process's workqueue, used when the process is opened and again by each exec. The numbers can change
 * meanwhile; a number that the process does not set is that of its system.
 */
final class WorkqueueSettings {
    /** The process has no number of its own, and follows that of its system. */
    static final int OF_SYSTEM = 0;

    /** Creates the queue of a process whose workers belong to a pool. */
    @FunctionalInterface
    interface PoolQueues {
        Workqueue make(long processId, String name, Ticker ticker);
    }

    private final ReentrantLock lock;
    private final WorkqueueKind kind;
    private final WorkqueueSettings.Defaults defaults;
    private final long id;
    private final String name;
    private final ThreadKind threads;
    private final @Nullable ThreadFactory factory;
    private final @Nullable PoolQueues poolQueues;
    private final Ticker ticker;
    private volatile int ownMaxWorkers;
    private volatile int ownMaxInFlight;
    private volatile long ownWindowNanos;
    private final boolean limitsInFlight;

    /**
     * Takes over the configured settings.
     *
     * @param lock the lock of the process
     * @param settings the settings with which the process is opened
     * @param id the number of the process
     * @param name the name of the process
     */
    WorkqueueSettings(ReentrantLock lock, AioProcessBuilder settings, long id, String name) {
        this.lock = lock;
        this.id = id;
        this.name = name;
        kind = settings.workqueue();
        defaults = settings.system().workerDefaults();
        threads = settings.threads();
        factory = settings.threadFactory();
        poolQueues = settings.poolQueues();
        ticker = settings.ticker();
        ownMaxWorkers = settings.maxWorkers();
        ownMaxInFlight = settings.maxInFlight();
        ownWindowNanos = settings.poolWindowNanos();
        limitsInFlight = kind == WorkqueueKind.PROCESS
                && settings.system().dialect().rules().limitsInFlightApart();
    }

    Workqueue open() {
        return switch (kind) {
            case PROCESS -> {
                ThreadFactory made = factory == null ? threads.factory(name) : factory;
                int inFlight = limitsInFlight ? maxInFlight() : ProcessWorkqueue.COUNT_LIKE_WORKERS;
                // the factory of an embedder may create either kind
                boolean areVirtual = factory == null && threads == ThreadKind.VIRTUAL;
                yield new ProcessWorkqueue(
                        lock, id, name, maxWorkers(), inFlight, windowNanos(), made, areVirtual, ticker);
            }
            case SHARED -> poolQueues == null ? Pools.shared(id, name, ticker) : poolQueues.make(id, name, ticker);
            case AIOD ->
                poolQueues == null ? Pools.aiod(id, name, maxWorkers(), ticker) : poolQueues.make(id, name, ticker);
        };
    }

    /** Applies the current numbers to a workqueue. */
    void apply(Workqueue workqueue) {
        if (kind != WorkqueueKind.SHARED) {
            workqueue.concurrency(maxWorkers());
            workqueue.window(windowNanos());
        }
        if (limitsInFlight) {
            workqueue.inFlight(maxInFlight());
        }
    }

    WorkqueueKind kind() {
        return kind;
    }

    int maxWorkers() {
        int own = ownMaxWorkers;
        return switch (kind) {
            case PROCESS -> own == OF_SYSTEM ? defaults.maxWorkers() : own;
            case SHARED -> Pools.sharedPool().max();
            case AIOD -> own == OF_SYSTEM ? defaults.runningLimit() : own;
        };
    }

    void maxWorkers(int most) {
        defaults.change(() -> ownMaxWorkers = most);
    }

    /** Returns whether the number of requests that run without a worker has a limit of its own. */
    boolean limitsInFlight() {
        return limitsInFlight;
    }

    /** Returns that limit; if there is none, the limit of all requests that run. */
    int maxInFlight() {
        if (!limitsInFlight) {
            return maxWorkers();
        }
        int own = ownMaxInFlight;
        return own == OF_SYSTEM ? defaults.maxInFlight() : own;
    }

    void maxInFlight(int most) {
        defaults.change(() -> ownMaxInFlight = most);
    }

    long windowNanos() {
        long own = ownWindowNanos;
        return own == OF_SYSTEM ? defaults.windowNanos() : own;
    }

    void windowNanos(long nanos) {
        defaults.change(() -> ownWindowNanos = nanos);
    }

    WorkqueueSettings.Defaults defaults() {
        return defaults;
    }

    /** Returns the kind of the workers for traces: virtual, platform or custom. */
    String threadsName() {
        return switch (kind) {
            case PROCESS -> factory == null ? threads.name().toLowerCase(Locale.ROOT) : "custom";
            case SHARED -> "platform";
            case AIOD -> "virtual";
        };
    }

    /**
     * The numbers of workers for the processes of a system that set none of their own, and the open processes, which
     * are notified of changes.
     *
     * <p>Its monitor is held from a change until every workqueue has applied it, so that the later one of two changes
     * prevails.
     */
    static final class Defaults {
        private final Set<Lifecycle> open = ConcurrentHashMap.newKeySet();
        private volatile int maxWorkers = ProcessWorkqueue.DEFAULT_MAX_THREADS;
        private volatile int maxInFlight = ProcessWorkqueue.DEFAULT_MAX_IN_FLIGHT;
        private volatile int runningLimit = Pools.DEFAULT_RUNNING_LIMIT;
        private volatile long windowNanos = ProcessWorkqueue.DEFAULT_WINDOW_NANOS;

        /** Registers a process that has opened, and applies changes made since it created its workqueue. */
        synchronized void joined(Lifecycle life) {
            open.add(life);
            life.applyWorkqueueSettings();
        }

        void left(Lifecycle life) {
            open.remove(life);
        }

        /** Changes one of these numbers or one of a process's own, and applies the change to every open process. */
        synchronized void change(Runnable change) {
            change.run();
            open.forEach(Lifecycle::applyWorkqueueSettings);
        }

        /** Returns the most workers of a process that has workers of its own. */
        int maxWorkers() {
            return maxWorkers;
        }

        void maxWorkers(int most) {
            change(() -> maxWorkers = most);
        }

        /** Returns the most requests of such a process that run without a worker, if they have a limit of their own. */
        int maxInFlight() {
            return maxInFlight;
        }

        void maxInFlight(int most) {
            change(() -> maxInFlight = most);
        }

        /** Returns the most requests of one process that daemons may run at the same time. */
        int runningLimit() {
            return runningLimit;
        }

        void runningLimit(int most) {
            change(() -> runningLimit = most);
        }

        /** Returns how long a worker may be idle, in nanoseconds. */
        long windowNanos() {
            return windowNanos;
        }

        void windowNanos(long nanos) {
            change(() -> windowNanos = nanos);
        }
    }
}
