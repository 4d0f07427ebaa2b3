package io.heddle.bench.peer;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AioProcessBuilder;
import io.heddle.aio.BackendKind;
import io.heddle.aio.ThreadKind;
import io.heddle.aio.WorkqueueKind;
import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The ways to read blocks that are compared. Peers that make the calling thread wait for a hand-over are called by
 * virtual threads, for which waiting costs less.
 */
public enum ReadPeer {
    /** The engine with virtual workers on uring. */
    ENGINE_VIRTUAL_URING("Heddle, virtual workers, uring", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            return engine(process(ThreadKind.VIRTUAL, BackendKind.URING, depth), file, options);
        }
    },
    /** The engine with virtual workers on channels. */
    ENGINE_VIRTUAL_CHANNEL("Heddle, virtual workers, channel and crew", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            return engine(process(ThreadKind.VIRTUAL, BackendKind.CHANNEL, depth), file, options);
        }
    },
    /** The engine with platform workers on uring. */
    ENGINE_PLATFORM_URING("Heddle, platform workers, uring", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            return engine(process(ThreadKind.PLATFORM, BackendKind.URING, depth), file, options);
        }
    },
    /** The engine with platform workers on channels. */
    ENGINE_PLATFORM_CHANNEL("Heddle, platform workers, channel", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            return engine(process(ThreadKind.PLATFORM, BackendKind.CHANNEL, depth), file, options);
        }
    },
    /** The engine with XNU's old pool, which serves all processes. */
    ENGINE_SHARED("Heddle, shared pool", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            return engine(AioProcess.configure().workqueue(WorkqueueKind.SHARED), file, options);
        }
    },
    /** The engine with FreeBSD's daemons, which serve all processes. */
    ENGINE_AIOD("Heddle, aiod pool", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            return engine(AioProcess.configure().workqueue(WorkqueueKind.AIOD), file, options);
        }
    },
    /** The JDK's asynchronous channel with its own hidden pool. */
    ASYNCHRONOUS_DEFAULT("AsynchronousFileChannel, default pool", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, options, null);
            return new Owned((buffer, offset) -> channel.read(buffer, offset).get(), channel);
        }
    },
    /** The JDK's asynchronous channel with a pool of 16. */
    ASYNCHRONOUS_POOL("AsynchronousFileChannel, pool of 16", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            ExecutorService pool = Executors.newFixedThreadPool(POOL);
            AsynchronousFileChannel channel = AsynchronousFileChannel.open(file, options, pool);
            return new Owned((buffer, offset) -> channel.read(buffer, offset).get(), channel, pool::close);
        }
    },
    /** A channel, called by a pool of 16. */
    CHANNEL_POOL("FileChannel on ThreadPoolExecutor(16)", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            FileChannel channel = FileChannel.open(file, options);
            ExecutorService pool = Executors.newFixedThreadPool(POOL);
            return new Owned(
                    (buffer, offset) ->
                            pool.submit(() -> channel.read(buffer, offset)).get(),
                    pool::close,
                    channel);
        }
    },
    /** A channel, called by the virtual threads themselves. */
    CHANNEL_VIRTUAL("FileChannel on virtual threads", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            FileChannel channel = FileChannel.open(file, options);
            return new Owned(channel::read, channel);
        }
    },
    /** A channel, called by virtual threads of a JVM with more carriers, which takes one flag. */
    CHANNEL_KNOB("FileChannel on virtual threads, parallelism 128", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            Parallelism.require();
            return CHANNEL_VIRTUAL.open(file, options, depth);
        }
    },
    /** A channel, called by platform threads: a plain loop of pread. */
    CHANNEL_PLATFORM("pread loop on platform threads", ThreadKind.PLATFORM) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            FileChannel channel = FileChannel.open(file, options);
            return new Owned(channel::read, channel);
        }
    },
    /** Another library on io_uring. */
    JASYNCFIO("jasyncfio 0.0.7", ThreadKind.VIRTUAL) {
        @Override
        public BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException {
            return JasyncfioReader.open(file, options.size() > 1);
        }
    };

    private static final int POOL = 16;

    private final String title;
    private final ThreadKind callers;

    ReadPeer(String title, ThreadKind callers) {
        this.title = title;
        this.callers = callers;
    }

    /**
     * Opens a file for reading.
     *
     * @param file its path
     * @param options READ, with or without O_DIRECT
     * @param depth how many threads read concurrently
     * @return to be closed by the caller
     * @throws IOException if the file cannot be opened
     */
    public abstract BlockReader open(Path file, Set<OpenOption> options, int depth) throws IOException;

    /**
     * Returns its name in tables.
     *
     * @return the name
     */
    public String title() {
        return title;
    }

    /**
     * Returns the kind of the calling threads.
     *
     * @return the kind
     */
    public ThreadKind callers() {
        return callers;
    }

    /**
     * Returns the flags that its JVM must be started with.
     *
     * @return none for most
     */
    public List<String> flags() {
        return this == CHANNEL_KNOB ? Parallelism.flags() : List.of();
    }

    /**
     * Returns whether it needs the engine's backend on io_uring.
     *
     * @return {@code true} if it cannot be opened without
     */
    public boolean needsUring() {
        return name().endsWith("_URING");
    }

    private static AioProcessBuilder process(ThreadKind workers, BackendKind backend, int depth) {
        return AioProcess.configure().threads(workers).backend(backend).maxWorkers(depth);
    }

    private static BlockReader engine(AioProcessBuilder settings, Path path, Set<OpenOption> options)
            throws IOException {
        AioProcess process = settings.open();
        AioFile file = process.open(path, options.toArray(OpenOption[]::new));
        return new Owned(file::read, process::close);
    }
}
