package io.heddle.aio;

import io.heddle.time.Ticker;
import io.heddle.workq.Pools;
import io.heddle.workq.ProcessWorkqueue;
import io.heddle.workq.Workqueue;
import java.util.Locale;
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
    private final WorkerDefaults defaults;
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

    WorkerDefaults defaults() {
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
}
