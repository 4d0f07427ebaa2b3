package io.heddle.bench.probe;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.BackendKind;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.ThreadKind;
import io.heddle.bench.peer.NoOpChannel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures the memory of a process or a worker: the difference of the heap before and after many are created, with
 * garbage collections until nothing more is freed. For native memory, mainly thread stacks, the difference of the
 * resident set.
 */
public final class MemoryProbe {
    private static final int COLLECTIONS = 20;
    private static final int SETTLED = 3;
    private static final long PAUSE_MILLIS = 20;
    private static final long PATIENCE_MILLIS = 60_000;
    private static final Duration FOR_EVER = Duration.ofDays(1);
    private static final int CREW = 300; // more than the crew of platform threads ever has
    private static final double KIBI = 1_024;
    private static final Path STATUS = Path.of("/proc/self/status");

    /** Objects that must not be collected while they are counted. */
    private static final ArrayList<Object> ALIVE = new ArrayList<>();

    private MemoryProbe() {}

    /** What is counted. */
    public enum What {
        /** Processes that were opened and not used. */
        IDLE_PROCESS,
        /** Processes that have completed a request: each keeps a worker and its supervisor. */
        USED_PROCESS,
        /** Virtual threads of a thread-per-task executor that only park: the minimum that the JDK offers. */
        BARE_VIRTUAL_THREAD,
        /** Virtual workers of one process, all parked. */
        VIRTUAL_WORKER,
        /** Platform workers of one process, all parked. */
        PLATFORM_WORKER
    }

    /**
     * Runs one measurement.
     *
     * @param args a {@link What} and a count
     * @throws IOException if the engine refuses
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Parent.endWith();
        int count = Integer.parseInt(args[1]);
        switch (What.valueOf(args[0])) {
            case IDLE_PROCESS -> processes(count, false);
            case USED_PROCESS -> processes(count, true);
            case BARE_VIRTUAL_THREAD -> bareThreads(count);
            case VIRTUAL_WORKER -> workers(count, ThreadKind.VIRTUAL);
            case PLATFORM_WORKER -> workers(count, ThreadKind.PLATFORM);
        }
        System.out.flush();
        Runtime.getRuntime().halt(0); // releases everything
    }

    private static void processes(int count, boolean used) throws IOException, InterruptedException {
        ALIVE.ensureCapacity(count + 1);
        ALIVE.add(process(1, ThreadKind.VIRTUAL, used)); // what is loaded only once is not counted
        Footprint before = Footprint.now();
        for (int number = 0; number < count; number++) {
            ALIVE.add(process(1, ThreadKind.VIRTUAL, used));
        }
        tell(before, Footprint.now(), count);
    }

    private static AioProcess process(int workers, ThreadKind threads, boolean used)
            throws IOException, InterruptedException {
        AioProcess process = AioProcess.configure()
                .maxWorkers(workers)
                .threads(threads)
                .backend(BackendKind.CHANNEL)
                .poolWindow(FOR_EVER)
                .open();
        if (used) {
            AioFile file = process.adopt(new NoOpChannel());
            file.read(ByteBuffer.allocate(1), 0);
            file.close();
            awaitIdle(process, 1);
        }
        return process;
    }

    private static void bareThreads(int count) throws IOException, InterruptedException {
        // The executor is not closed: its threads park until the JVM halts.
        ExecutorService executor = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("heddle-bare-worker-", 1).factory());
        ALIVE.add(executor);
        parkIn(executor, CREW);
        Footprint before = Footprint.now();
        parkIn(executor, count);
        tell(before, Footprint.now(), count);
    }

    private static void parkIn(ExecutorService executor, int count) throws IOException, InterruptedException {
        Set<Thread> threads = ConcurrentHashMap.newKeySet();
        for (int number = 0; number < count; number++) {
            executor.execute(new ParksForEver(threads));
        }
        await(
                () -> threads.size() == count
                        && threads.stream().allMatch(thread -> thread.getState() == Thread.State.WAITING),
                "all threads to park");
    }

    private record ParksForEver(Set<Thread> threads) implements Runnable {
        @Override
        public void run() {
            threads.add(Thread.currentThread());
            while (true) {
                LockSupport.park(threads);
            }
        }
    }

    private static void workers(int count, ThreadKind threads) throws IOException, InterruptedException {
        AioProcess warm = process(CREW, threads, false);
        haveWorkers(warm, blocks(CREW));
        AioProcess process = process(count, threads, true);
        List<ControlBlock> blocks = blocks(count);
        ALIVE.add(warm);
        ALIVE.add(process);
        ALIVE.add(blocks);
        Footprint before = Footprint.now();
        haveWorkers(process, blocks);
        tell(before, Footprint.now(), count - 1);
    }

    private static List<ControlBlock> blocks(int count) {
        List<ControlBlock> blocks = new ArrayList<>(count);
        for (int number = 0; number < count; number++) {
            blocks.add(new ControlBlock().buffer(ByteBuffer.allocate(1)));
        }
        return blocks;
    }

    /** Runs one request per worker concurrently, so that all workers are created; then they park. */
    private static void haveWorkers(AioProcess process, List<ControlBlock> blocks)
            throws IOException, InterruptedException {
        CountDownLatch released = new CountDownLatch(1);
        AioFile file = process.adopt(new NoOpChannel() {
            @Override
            public int read(ByteBuffer bytes, long position) {
                await(released, bytes);
                return super.read(bytes, position);
            }
        });
        for (ControlBlock block : blocks) {
            process.read(block.file(file));
        }
        await(() -> process.statistics().threads() == blocks.size(), "the birth of all workers");
        released.countDown();
        for (ControlBlock block : blocks) {
            process.suspend(List.of(block));
            process.reap(block);
            block.file(null);
        }
        file.close();
        awaitIdle(process, blocks.size());
    }

    private static void await(CountDownLatch released, ByteBuffer bytes) {
        if (bytes.hasRemaining()) { // the engine probes an adopted channel with an empty buffer
            try {
                released.await();
            } catch (InterruptedException never) {
                throw new IllegalStateException(never);
            }
        }
    }

    private static void awaitIdle(AioProcess process, int count) throws IOException, InterruptedException {
        await(() -> process.statistics().idle() == count, "all workers to park");
    }

    @FunctionalInterface
    private interface Condition {
        boolean holds() throws AioException;
    }

    private static void await(Condition condition, String what) throws IOException, InterruptedException {
        long end = System.nanoTime() + Duration.ofMillis(PATIENCE_MILLIS).toNanos();
        while (!condition.holds()) {
            if (System.nanoTime() - end > 0) {
                throw new InterruptedIOException("waited in vain for " + what);
            }
            Thread.sleep(1);
        }
    }

    // ---- figures

    private record Footprint(double heapBytes, double residentBytes) {
        static Footprint now() throws IOException, InterruptedException {
            return new Footprint(liveBytes(), resident());
        }

        /** Collects garbage until several collections in a row have freed nothing. */
        private static double liveBytes() throws InterruptedException {
            long least = Long.MAX_VALUE;
            int fruitless = 0;
            for (int turn = 0; turn < COLLECTIONS && fruitless < SETTLED; turn++) {
                System.gc();
                Thread.sleep(PAUSE_MILLIS);
                long used =
                        ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
                fruitless = used < least ? 0 : fruitless + 1;
                least = Math.min(least, used);
            }
            return least;
        }

        private static double resident() throws IOException {
            if (!Files.isReadable(STATUS)) {
                return Double.NaN;
            }
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * KIBI)
                    .findAny()
                    .orElse(Double.NaN);
        }
    }

    private static void tell(Footprint before, Footprint after, int count) {
        Parent.tell("heap_bytes_each", (after.heapBytes() - before.heapBytes()) / count);
        Parent.tell("resident_bytes_each", (after.residentBytes() - before.residentBytes()) / count);
        Parent.tell("count", count);
    }
}
