package io.heddle.bench.peer;

import io.heddle.aio.AioProcess;
import io.heddle.aio.AioProcessBuilder;
import io.heddle.aio.BackendKind;
import io.heddle.aio.ThreadKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jboss.threads.EnhancedQueueExecutor;

/** The ways to execute no-ops on 16 workers. */
public enum DispatchPeer {
    /** Virtual workers; a read of no bytes completes on the worker without the ring. */
    ENGINE_VIRTUAL_URING("Heddle, virtual workers, uring") {
        @Override
        public Dispatcher open(Path emptyFile) throws IOException {
            AioProcess process = engine(ThreadKind.VIRTUAL, BackendKind.URING).open();
            return new EngineDispatcher(process, process.open(emptyFile), 0);
        }
    },
    /** Virtual workers; a crew of platform threads calls a channel that does nothing. */
    ENGINE_VIRTUAL_CHANNEL("Heddle, virtual workers, channel and crew") {
        @Override
        public Dispatcher open(Path emptyFile) throws IOException {
            AioProcess process = engine(ThreadKind.VIRTUAL, BackendKind.CHANNEL).open();
            return new EngineDispatcher(process, process.adopt(new NoOpChannel()), 1);
        }
    },
    /** Platform workers, which call a channel that does nothing. */
    ENGINE_PLATFORM("Heddle, platform workers, channel") {
        @Override
        public Dispatcher open(Path emptyFile) throws IOException {
            AioProcess process =
                    engine(ThreadKind.PLATFORM, BackendKind.CHANNEL).open();
            return new EngineDispatcher(process, process.adopt(new NoOpChannel()), 1);
        }
    },
    /** The JDK's pool on platform threads. */
    POOL_PLATFORM("ThreadPoolExecutor(16, platform)") {
        @Override
        public Dispatcher open(Path emptyFile) {
            return new ExecutorDispatcher(pool(Executors.defaultThreadFactory()));
        }
    },
    /** The JDK's pool on virtual threads. */
    POOL_VIRTUAL("ThreadPoolExecutor(16, virtual)") {
        @Override
        public Dispatcher open(Path emptyFile) {
            return new ExecutorDispatcher(pool(Thread.ofVirtual().factory()));
        }
    },
    /** A virtual thread per no-op, at most 16 of which execute at a time. */
    THREAD_PER_TASK("thread per task, Semaphore(16)") {
        @Override
        public Dispatcher open(Path emptyFile) {
            Semaphore permits = new Semaphore(WORKERS);
            return new ExecutorDispatcher(
                    task -> {
                        FutureTask<?> future = new FutureTask<>(
                                () -> {
                                    permits.acquireUninterruptibly();
                                    try {
                                        task.run();
                                    } finally {
                                        permits.release();
                                    }
                                },
                                null);
                        Thread.startVirtualThread(future);
                        return future;
                    },
                    () -> {});
        }
    },
    /** The JDK's work-stealing pool. */
    FORK_JOIN("ForkJoinPool(16)") {
        @Override
        public Dispatcher open(Path emptyFile) {
            return new ExecutorDispatcher(new ForkJoinPool(WORKERS));
        }
    },
    /** The pool of JBoss and Quarkus. */
    ENHANCED_QUEUE("EnhancedQueueExecutor(16)") {
        @Override
        public Dispatcher open(Path emptyFile) {
            ExecutorService executor = new EnhancedQueueExecutor.Builder()
                    .setCorePoolSize(WORKERS)
                    .setMaximumPoolSize(WORKERS)
                    .setThreadFactory(Executors.defaultThreadFactory())
                    .build();
            return new ExecutorDispatcher(executor);
        }
    };

    private static final int WORKERS = 16;

    private final String title;

    DispatchPeer(String title) {
        this.title = title;
    }

    /**
     * Opens the peer.
     *
     * @param emptyFile a file without a byte
     * @return to be closed by the caller
     * @throws IOException if the file cannot be opened
     */
    public abstract Dispatcher open(Path emptyFile) throws IOException;

    /**
     * Returns its name in tables.
     *
     * @return the name
     */
    public String title() {
        return title;
    }

    /**
     * Returns whether it is the engine.
     *
     * @return {@code false} for those that it is compared with
     */
    public boolean isEngine() {
        return name().startsWith("ENGINE_");
    }

    private static AioProcessBuilder engine(ThreadKind threads, BackendKind backend) {
        return AioProcess.configure()
                .maxWorkers(WORKERS)
                .threads(threads)
                .backend(backend)
                .maxOutstanding(Integer.MAX_VALUE);
    }

    private static ExecutorService pool(ThreadFactory threads) {
        return new ThreadPoolExecutor(WORKERS, WORKERS, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads);
    }
}
