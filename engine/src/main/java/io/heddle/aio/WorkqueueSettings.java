package io.heddle.aio;

import io.heddle.time.Ticker;
import io.heddle.workq.Pools;
import io.heddle.workq.ProcessWorkqueue;
import io.heddle.workq.Workqueue;
import java.util.Locale;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the workqueue of a process is made of, at its opening and again by each exec.
 *
 * @param kind whose workers there are
 * @param id the process's number
 * @param name its name
 * @param maxWorkers what the user has set, or 0
 * @param threads the kind of threads, for workers of the process's own
 * @param factory makes their threads, where the embedder does that
 * @param ticker the process's clock
 */
record WorkqueueSettings(
        WorkqueueKind kind,
        long id,
        String name,
        int maxWorkers,
        ThreadKind threads,
        @Nullable ThreadFactory factory,
        Ticker ticker) {

    Workqueue open(long windowNanos) {
        return switch (kind) {
            case PROCESS -> {
                int most = maxWorkersOr(ProcessWorkqueue.DEFAULT_MAX_THREADS);
                ThreadFactory made = factory == null ? threads.factory(name) : factory;
                yield new ProcessWorkqueue(id, name, most, windowNanos, made, ticker);
            }
            case SHARED -> Pools.shared(id, name, ticker);
            case AIOD -> Pools.aiod(id, name, maxWorkersOr(Pools.DEFAULT_RUNNING_LIMIT), ticker);
        };
    }

    private int maxWorkersOr(int unlessSet) {
        return maxWorkers == 0 ? unlessSet : maxWorkers;
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
