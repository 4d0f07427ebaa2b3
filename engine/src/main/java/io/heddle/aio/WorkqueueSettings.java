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
 * What the workqueue of a process is made of, at its opening and again by each exec. The numbers can change meanwhile;
 * as long as the process has none of its own, they are its system's.
 */
final class WorkqueueSettings {
    /** The process has no number of its own but its system's. */
    static final int OF_SYSTEM = 0;

    /** Makes the queue of a process whose workers are a pool's. */
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
     * Takes over what was configured.
     *
     * @param lock the process's
     * @param settings what the process is opened with
     * @param id the process's number
     * @param name its name
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
                boolean areVirtual = factory == null && threads == ThreadKind.VIRTUAL; // an embedder's may be either
                yield new ProcessWorkqueue(
                        lock, id, name, maxWorkers(), inFlight, windowNanos(), made, areVirtual, ticker);
            }
            case SHARED -> poolQueues == null ? Pools.shared(id, name, ticker) : poolQueues.make(id, name, ticker);
            case AIOD ->
                poolQueues == null ? Pools.aiod(id, name, maxWorkers(), ticker) : poolQueues.make(id, name, ticker);
        };
    }

    /** Has a workqueue follow the numbers of now. */
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

    /** That limit; where there is none, the one for all requests that run. */
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

    /** What the workers are, for traces: virtual, platform or custom. */
    String threadsName() {
        return switch (kind) {
            case PROCESS -> factory == null ? threads.name().toLowerCase(Locale.ROOT) : "custom";
            case SHARED -> "platform";
            case AIOD -> "virtual";
        };
    }

    /**
     * The numbers about workers for those processes of a system that have none of their own, and the open processes, which
     * are told when one changes.
     *
     * <p>Its monitor is held from a change until every workqueue has it, so that of two changes the later one is what
     * stays.
     */
    static final class Defaults {
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
}
