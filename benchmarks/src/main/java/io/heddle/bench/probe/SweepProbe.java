package io.heddle.bench.probe;

import com.sun.management.UnixOperatingSystemMXBean;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.BackendKind;
import io.heddle.aio.ThreadKind;
import io.heddle.bench.peer.BlockReader;
import java.io.Closeable;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Measures how many cached blocks a second each variant reads, one variant after the other in one JVM. */
public final class SweepProbe {
    private static final int POOL = 16;
    private static final int SPARE_DESCRIPTORS = 200;
    private static final double WARM_UP = 0.3;
    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    /** The readers. */
    public enum Variant {
        /** Virtual workers on the ring. */
        VIRTUAL_URING("virtual, uring", ThreadKind.VIRTUAL, BackendKind.URING),
        /** Virtual workers and the crew. */
        VIRTUAL_CHANNEL("virtual, channel", ThreadKind.VIRTUAL, BackendKind.CHANNEL),
        /** Platform workers on the ring. */
        PLATFORM_URING("platform, uring", ThreadKind.PLATFORM, BackendKind.URING),
        /** Platform workers. */
        PLATFORM_CHANNEL("platform, channel", ThreadKind.PLATFORM, BackendKind.CHANNEL),
        /** The peer, which has no processes. */
        POOL("ThreadPoolExecutor(16)", ThreadKind.PLATFORM, BackendKind.CHANNEL);

        private final String title;
        private final ThreadKind workers;
        private final BackendKind backend;

        Variant(String title, ThreadKind workers, BackendKind backend) {
            this.title = title;
            this.workers = workers;
            this.backend = backend;
        }

        /**
         * Returns its name in tables.
         *
         * @return the name
         */
        public String title() {
            return title;
        }
    }

    /** Readers, one per process, and the resources to be closed. */
    private record Opened(List<BlockReader> readers, List<Closeable> resources) implements Closeable {
        @Override
        public void close() throws IOException {
            for (Closeable resource : resources.reversed()) {
                resource.close();
            }
        }
    }

    private final Path file;
    private final int blockBytes;
    private final int depth;
    private final int processes;
    private final long blocks;
    private volatile boolean stopped;

    private SweepProbe(Path file, int blockBytes, int depth, int processes) throws IOException {
        this.file = file;
        this.blockBytes = blockBytes;
        this.depth = depth;
        this.processes = processes;
        blocks = Files.size(file) / blockBytes;
    }

    /**
     * Runs one measurement.
     *
     * @param args the file, the bytes of a block, the number of concurrent reads, the number of processes, the seconds
     *     for all variants together, the index of the first variant, and the variants, separated by commas
     * @throws IOException if the size of the file cannot be read
     */
    public static void main(String[] args) throws IOException {
        Parent.endWith();
        SweepProbe probe = new SweepProbe(
                Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]));
        List<Variant> variants = new ArrayList<>();
        for (String name : args[6].split(",", -1)) {
            variants.add(Variant.valueOf(name));
        }
        Collections.rotate(variants, -Integer.parseInt(args[5]));
        double seconds = Double.parseDouble(args[4]) / variants.size();
        for (Variant variant : variants) {
            Parent.tell(variant.name(), probe.rate(variant, seconds));
        }
        System.out.flush();
        Runtime.getRuntime().halt(0); // a variant that failed may have left threads
    }

    /** Returns reads a second; NaN if the variant fails, for example for lack of descriptors. */
    @SuppressWarnings("CatchingUnchecked") // any exception: the other variants can still be measured
    private double rate(Variant variant, double seconds) {
        if (variant != Variant.POOL && !hasDescriptors(variant.backend)) {
            return Double.NaN;
        }
        try (Opened opened = open(variant)) {
            run(opened, seconds * WARM_UP);
            return run(opened, seconds * (1 - WARM_UP));
        } catch (Exception failed) {
            System.err.println(variant + ": " + failed);
            return Double.NaN;
        }
    }

    /**
     * Returns whether there are enough descriptors. They are checked in advance, because a JVM without a free
     * descriptor cannot load classes either. The ring's files have two each.
     */
    private boolean hasDescriptors(BackendKind backend) {
        long needed = processes * (backend == BackendKind.URING ? 2L : 1L) + SPARE_DESCRIPTORS;
        return !(ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix)
                || needed <= unix.getMaxFileDescriptorCount();
    }

    private Opened open(Variant variant) throws IOException {
        Opened opened = new Opened(new ArrayList<>(), new ArrayList<>());
        try {
            if (variant == Variant.POOL) {
                FileChannel channel = FileChannel.open(file);
                opened.resources.add(channel);
                ExecutorService pool = Executors.newFixedThreadPool(POOL);
                opened.resources.add(pool::close);
                opened.readers.add((buffer, offset) ->
                        pool.submit(() -> channel.read(buffer, offset)).get());
                return opened;
            }
            for (int number = 0; number < processes; number++) {
                AioProcess process = AioProcess.configure()
                        .threads(variant.workers)
                        .backend(variant.backend)
                        .maxWorkers(Math.clamp(Math.ceilDiv(depth, processes), 1, POOL))
                        .open();
                opened.resources.add(process::close);
                AioFile own = process.open(file);
                opened.readers.add(own::read);
            }
            return opened;
        } catch (IOException | RuntimeException failed) {
            opened.close();
            throw failed;
        }
    }

    private double run(Opened opened, double seconds) throws InterruptedException {
        LongAdder reads = new LongAdder();
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        stopped = false;
        List<Thread> lanes = new ArrayList<>();
        for (int lane = 0; lane < depth; lane++) {
            int first = lane;
            lanes.add(Thread.ofVirtual().unstarted(() -> read(opened.readers, first, reads, failure)));
        }
        long start = System.nanoTime();
        lanes.forEach(Thread::start);
        long end = start + Math.round(seconds * NANOS);
        for (long left = end - System.nanoTime(); left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
        long done = reads.sum();
        double taken = (System.nanoTime() - start) / NANOS;
        stopped = true;
        for (Thread lane : lanes) {
            lane.join();
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IllegalStateException(failed);
        }
        return done / taken;
    }

    /** Reads until stopped. Each lane cycles through the processes, so that the reads are spread over all of them. */
    @SuppressWarnings("CatchingUnchecked") // any exception fails the variant
    private void read(
            List<BlockReader> readers, int lane, LongAdder reads, AtomicReference<@Nullable Exception> failure) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(blockBytes);
        SplittableRandom random = new SplittableRandom(lane);
        try {
            for (int next = lane % readers.size(); !stopped; next = (next + depth) % readers.size()) {
                if (readers.get(next).read(buffer.clear(), random.nextLong(blocks) * blockBytes) != blockBytes) {
                    throw new IOException("a short read");
                }
                reads.increment();
            }
        } catch (Exception failed) {
            failure.compareAndSet(null, failed);
            stopped = true;
        }
    }
}
