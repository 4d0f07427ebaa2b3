package io.heddle.bench.load;

import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.AlignedBuffers;
import io.heddle.aio.CompletionQueue;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.Errno;
import io.heddle.aio.Kevent;
import io.heddle.aio.Sigevent;
import io.heddle.aio.ThreadKind;
import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.DirectIo;
import io.heddle.bench.data.FileCache;
import io.heddle.uring.BareRing;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Concurrent transfers of 4 KiB blocks of one file until they are stopped. It can be run repeatedly, by one thread. */
final class Load {
    static final int BLOCK_BYTES = 4_096;
    private static final double GOLDEN_RATIO = 0.618_033_988_749_895;
    private static final AtomicLong SEEDS =
            new AtomicLong(ProcessHandle.current().pid() << 20);

    /** The kind of transfers. */
    enum Kind {
        /** Reads blocks at random, of a file that the page cache holds. */
        CACHED,
        /** Reads each block once; the page cache does not hold the file when a turn begins. */
        COLD,
        /** Reads blocks at random, past the page cache. */
        DIRECT,
        /** Direct reads by one virtual thread, which waits for a completion queue and submits again. */
        DIRECT_QUEUE,
        /** Direct reads by one thread on its own ring, without the engine. */
        DIRECT_BARE,
        /** Writes blocks at random into the page cache, without syncs. */
        WRITE
    }

    private final Kind kind;
    private final int depth;
    private final Path path;
    private final long blocks;
    private final Source source;
    private final List<ByteBuffer> buffers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private final AtomicLong done = new AtomicLong();
    private final AtomicLong turn = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
    private final long step;
    private Source.@Nullable Blocks opened;
    private @Nullable BareRing bare;
    private volatile boolean stopped;

    private Load(Kind kind, int depth, Path path, Source source) throws IOException {
        this.kind = kind;
        this.depth = depth;
        this.path = path;
        this.source = source;
        blocks = Files.size(path) / BLOCK_BYTES;
        step = coprime(blocks);
        for (int i = 0; i < depth; i++) {
            buffers.add(AlignedBuffers.allocate(BLOCK_BYTES, BLOCK_BYTES));
        }
    }

    /** Parses a description such as {@code COLD,64,/path/of/file}. */
    static Load parse(String text, Source source) throws IOException {
        String[] parts = text.split(",", 3);
        return new Load(Kind.valueOf(parts[0]), Integer.parseInt(parts[1]), Path.of(parts[2]), source);
    }

    /** Returns a step that visits every block once, each far from the one before. */
    private static long coprime(long all) {
        long candidate = Math.max(1, (long) (all * GOLDEN_RATIO));
        while (gcd(candidate, all) != 1) {
            candidate++;
        }
        return candidate;
    }

    private static long gcd(long a, long b) {
        return b == 0 ? a : gcd(b, a % b);
    }

    // ---- turns

    /** Prepares a turn; this is not measured. */
    void prepare() throws IOException, RunFailure {
        stopped = false;
        done.set(0);
        if (kind == Kind.COLD) {
            FileCache.drop(path);
            turn.set(SEEDS.getAndIncrement() % blocks);
        }
        if (kind == Kind.DIRECT_BARE) {
            bare = bare == null ? new BareRing(path, options(), blocks * BLOCK_BYTES, depth) : bare;
        } else if (kind != Kind.DIRECT_QUEUE && opened == null) {
            opened = source.open(path, options(), depth);
        }
        threads.clear();
        int count = kind == Kind.DIRECT_QUEUE || kind == Kind.DIRECT_BARE ? 1 : depth;
        boolean virtual =
                kind == Kind.DIRECT_QUEUE || (kind != Kind.DIRECT_BARE && source.callers() == ThreadKind.VIRTUAL);
        for (int number = 0; number < count; number++) {
            ByteBuffer buffer = buffers.get(number);
            threads.add((virtual ? Thread.ofVirtual() : Thread.ofPlatform()).unstarted(() -> live(buffer)));
        }
    }

    private Set<OpenOption> options() throws RunFailure {
        return switch (kind) {
            case CACHED, COLD -> Set.of(StandardOpenOption.READ);
            case DIRECT, DIRECT_QUEUE, DIRECT_BARE -> Set.of(StandardOpenOption.READ, DirectIo.option());
            case WRITE -> Set.of(StandardOpenOption.WRITE);
        };
    }

    void start() {
        threads.forEach(Thread::start);
    }

    void stop() {
        stopped = true;
    }

    /** Waits for the threads. Returns how many blocks were moved. */
    long join() throws IOException, InterruptedException {
        for (Thread thread : threads) {
            thread.join();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("a transfer has failed: " + failed, failed);
        }
        return done.get();
    }

    // ---- threads

    @SuppressWarnings("CatchingUnchecked") // any exception fails the turn
    private void live(ByteBuffer buffer) {
        try {
            done.addAndGet(
                    switch (kind) {
                        case DIRECT_QUEUE -> byQueue();
                        case DIRECT_BARE -> Objects.requireNonNull(bare).run(() -> stopped);
                        case COLD -> oneByOne(buffer);
                        case CACHED, DIRECT -> read(buffer);
                        case WRITE -> write(buffer);
                    });
        } catch (Exception failed) {
            failure.compareAndSet(null, failed);
        }
    }

    private long read(ByteBuffer buffer) throws IOException {
        Source.Blocks file = Objects.requireNonNull(opened);
        SplittableRandom random = new SplittableRandom(SEEDS.getAndIncrement());
        long count = 0;
        while (!stopped) {
            require(file.read(buffer.clear(), random.nextLong(blocks) * BLOCK_BYTES));
            count++;
        }
        return count;
    }

    private long oneByOne(ByteBuffer buffer) throws IOException {
        Source.Blocks file = Objects.requireNonNull(opened);
        long count = 0;
        while (!stopped) {
            require(file.read(buffer.clear(), turn.getAndIncrement() * step % blocks * BLOCK_BYTES));
            count++;
        }
        return count;
    }

    private long write(ByteBuffer buffer) throws IOException {
        Source.Blocks file = Objects.requireNonNull(opened);
        SplittableRandom random = new SplittableRandom(SEEDS.getAndIncrement());
        long count = 0;
        while (!stopped) {
            buffer.putLong(0, count);
            require(file.write(buffer.clear(), random.nextLong(blocks) * BLOCK_BYTES));
            count++;
        }
        return count;
    }

    private static void require(long moved) throws IOException {
        if (moved != BLOCK_BYTES) {
            throw new EOFException(moved + " bytes instead of " + BLOCK_BYTES);
        }
    }

    /** Keeps as many requests in flight as there are buffers: each completed one is submitted again. */
    private long byQueue() throws IOException, InterruptedException, RunFailure {
        AioProcess process = Mover.Engine.PROCESS;
        SplittableRandom random = new SplittableRandom(SEEDS.getAndIncrement());
        long count = 0;
        try (AioFile file = process.open(path, options().toArray(OpenOption[]::new));
                CompletionQueue queue = new CompletionQueue()) {
            Kevent[] events = new Kevent[depth];
            Arrays.setAll(events, _ -> new Kevent());
            for (ByteBuffer buffer : buffers) {
                ControlBlock block = new ControlBlock(file, buffer.clear(), random.nextLong(blocks) * BLOCK_BYTES);
                process.read(block.sigevent(Sigevent.kevent(queue, block)));
            }
            int inFlight = depth;
            while (inFlight > 0) {
                int ended = queue.await(events, 1);
                for (int i = 0; i < ended; i++) {
                    if (events[i].error() != Errno.OK) {
                        throw new IOException("a read ended with " + events[i].error());
                    }
                    require(events[i].data());
                    if (stopped) {
                        inFlight--;
                    } else {
                        ControlBlock block = Objects.requireNonNull(events[i].block());
                        Objects.requireNonNull(block.buffer()).clear();
                        process.read(block.offset(random.nextLong(blocks) * BLOCK_BYTES));
                    }
                }
                count += ended;
            }
        }
        return count;
    }
}
