package io.heddle.aio;

import io.heddle.testing.ThreadDump;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A JVM whose heap is full again and again while threads call the engine. Afterwards the state must be as if nothing
 * had happened: locks free, quotas released, requests ended, buffers returned to the user. See {@link OutOfMemoryTest}.
 */
final class FullHeap {
    private static final int CALLERS = 3; // of each kind of thread
    private static final int BLOCK = 4_096;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /**
     * The prefix of the last line where the JDK has lost virtual threads: a carrier that meets the full heap outside of
     * them ends, and the thread that was about to run on it never runs again (JDK 25). Then no statement about the
     * engine is possible.
     */
    static final String LOST = "the JDK has lost ";

    private final AioProcess process;
    private final AioFile file;
    private final int callsOfKind;
    private final long deadline;
    private final long seed;

    private final AtomicInteger virtualCalls = new AtomicInteger();
    private final AtomicInteger platformCalls = new AtomicInteger();
    private final AtomicLong failed = new AtomicLong();

    @SuppressWarnings("UnusedVariable") // it keeps the heap full
    private volatile @Nullable Object hoard;

    private volatile boolean ended;

    private FullHeap(AioProcess process, AioFile file, int callsOfKind, long seconds, long seed) {
        this.process = process;
        this.file = file;
        this.callsOfKind = callsOfKind;
        deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        this.seed = seed;
    }

    /**
     * Arguments: a folder, the backend, the kind of workers, the calls of each kind of thread, the seconds after which
     * no more calls are made, and a seed.
     */
    public static void main(String[] arguments) throws Exception {
        Path path = Path.of(arguments[0]).resolve("full-heap");
        Files.write(path, new byte[64 * BLOCK]);
        AioProcess process = AioProcess.configure()
                .backend(BackendKind.valueOf(arguments[1]))
                .threads(ThreadKind.valueOf(arguments[2]))
                .maxOutstanding(64)
                .open();
        AioFile file = process.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        FullHeap test = new FullHeap(
                process,
                file,
                Integer.parseInt(arguments[3]),
                Long.parseLong(arguments[4]),
                Long.parseLong(arguments[5]));
        test.useEverything(file);
        String backend = process.backendName();
        test.run();
        AioStatistics left = process.statistics();
        require(left.outstanding() == 0, "nothing outstanding: " + left);
        test.useEverythingInTime(
                file.syncFailure() == null
                        ? file
                        : process.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE));
        ExitReport exit = process.exit(Duration.ofSeconds(20));
        require(exit.isComplete(), "an exit in time: " + exit);
        System.out.println(backend + ", " + arguments[2] + " workers: " + test.virtualCalls + " calls of virtual and "
                + test.platformCalls + " of platform threads, " + test.failed + " of them met a full heap");
        System.exit(0); // what the JDK's own threads have lost is not the engine's fault
    }

    /** Ends the JVM unless the condition holds: with a dump, or with what the JDK has lost if that is the cause. */
    private static void require(boolean condition, String what) throws InterruptedException {
        if (condition) {
            return;
        }
        List<String> lost = ThreadDump.lostVirtualThreads();
        if (!lost.isEmpty()) {
            System.out.println(LOST + lost + ", and so not: " + what);
            System.exit(0);
        }
        System.out.println(ThreadDump.text());
        System.out.println("not so: " + what);
        System.exit(1);
    }

    private void useEverythingInTime(AioFile used) throws InterruptedException {
        Thread user = Thread.ofPlatform().daemon().start(() -> {
            try {
                useEverything(used);
            } catch (Exception failed) {
                failed.printStackTrace();
                System.exit(1);
            }
        });
        require(user.join(PATIENCE), "the end of all kinds of calls: " + process.statistics());
    }

    /**
     * Makes each kind of call, and uses the complete quota. A file whose flush may have failed for lack of memory is
     * opened anew.
     */
    private void useEverything(AioFile used) throws Exception {
        used.write(ByteBuffer.allocate(BLOCK), 0);
        used.sync(SyncMode.DSYNC);
        require(used.read(ByteBuffer.allocate(BLOCK), 0) == BLOCK, "a read");
        List<ControlBlock> all = new ArrayList<>();
        for (int i = 0; i < 64; i++) {
            ControlBlock block = new ControlBlock(used, ByteBuffer.allocateDirect(64), 64L * i);
            process.read(block);
            all.add(block);
        }
        for (ControlBlock block : all) {
            while (process.error(block) == Errno.EINPROGRESS) {
                process.suspend(List.of(block));
            }
            require(process.reap(block) == 64, "a reap");
        }
    }

    private void run() throws InterruptedException {
        List<Thread> callers = new ArrayList<>();
        for (int i = 0; i < 2 * CALLERS; i++) {
            boolean virtual = i < CALLERS;
            AtomicInteger calls = virtual ? virtualCalls : platformCalls;
            Caller caller = new Caller(new Random(seed + i), calls, i);
            callers.add(
                    virtual
                            ? Thread.ofVirtual().unstarted(caller)
                            : Thread.ofPlatform().daemon().unstarted(caller));
        }
        Thread filler = Thread.ofPlatform().daemon().unstarted(() -> fill(new Random(seed)));
        BooleanSupplier isEnough = () -> !isMore() || !filler.isAlive();
        BooleanSupplier isEmpty = () -> !filler.isAlive();
        callers.forEach(Thread::start);
        filler.start();
        await(isEnough);
        ended = true; // the heap is free from here on: now each call must end
        await(isEmpty);
        hoard = null;
        for (Thread caller : callers) {
            require(caller.join(PATIENCE), "the end of " + caller + ": " + process.statistics());
        }
    }

    /** Waits on the thread that waits for the others, which meets the full heap, too. */
    private static void await(BooleanSupplier condition) {
        boolean holds = false;
        while (!holds) {
            try {
                nap();
                holds = condition.getAsBoolean();
            } catch (OutOfMemoryError full) {
                holds = false;
            }
        }
    }

    /** Returns whether more calls are to be made. */
    private boolean isMore() {
        boolean isEnough = virtualCalls.get() >= callsOfKind && platformCalls.get() >= callsOfKind;
        return !isEnough && System.nanoTime() - deadline < 0;
    }

    private static void nap() {
        LockSupport.parkNanos(1_000_000);
    }

    /** Fills the heap up to a random rest, keeps it full for a moment, and frees it. */
    private void fill(Random random) {
        while (!ended) {
            int rest = random.nextInt(4) == 0 ? 0 : 1 << (6 + random.nextInt(10));
            Object[] chain = null;
            int size = 1 << 16;
            while (size > 1 && !ended) {
                try {
                    Object[] link = new Object[size];
                    link[0] = chain;
                    chain = link;
                    hoard = chain;
                } catch (OutOfMemoryError full) {
                    size = size / 4 > rest ? size / 4 : 0;
                }
            }
            // Also takes the memory that callers release, until callers have met the full heap, or for a limited time
            // if they allocate nothing.
            long failedBefore = failed.get();
            long until = System.nanoTime() + 1_000_000L * (1 + random.nextInt(60));
            while (System.nanoTime() < until && failed.get() < failedBefore + 2 && !ended) {
                try {
                    Object[] link = new Object[2];
                    link[0] = chain;
                    chain = link;
                    hoard = chain;
                } catch (OutOfMemoryError full) {
                    nap(); // each such failure is a garbage collection, during which no other thread runs
                }
            }
            chain = null;
            hoard = null;
            long free = System.nanoTime() + 5_000_000L;
            while (System.nanoTime() < free && !ended) {
                Thread.onSpinWait();
            }
        }
    }

    /** One thread's calls, each of which works or fails; the caller completes every request that it has begun. */
    private final class Caller implements Runnable {
        private final Random random;
        private final AtomicInteger calls;
        private final long place;
        private final ByteBuffer direct = ByteBuffer.allocateDirect(BLOCK);
        private final ByteBuffer heap = ByteBuffer.allocate(BLOCK);
        private final ByteBuffer[] vector = {ByteBuffer.allocate(100), ByteBuffer.allocateDirect(500)};
        private final ControlBlock block = new ControlBlock();
        private final List<ControlBlock> list = List.of(block);

        Caller(Random random, AtomicInteger calls, int number) {
            this.random = random;
            this.calls = calls;
            place = (long) number * BLOCK;
        }

        @Override
        public void run() {
            boolean submitted = false;
            while (submitted || (calls.get() < callsOfKind && System.nanoTime() - deadline < 0)) {
                try {
                    if (submitted) {
                        submitted = isInFlight();
                        continue;
                    }
                    calls.incrementAndGet();
                    submitted = call(random.nextInt(6));
                } catch (OutOfMemoryError | IOException | InterruptedException full) {
                    failed.incrementAndGet();
                    submitted = block.request.state() != Request.State.IDLE;
                }
            }
        }

        /** Returns whether a request is in flight that must be reaped. */
        private boolean call(int kind) throws IOException {
            direct.clear();
            heap.clear();
            switch (kind) {
                case 0 -> file.read(heap, place);
                case 1 -> file.write(direct, place);
                case 2 -> file.sync(SyncMode.DSYNC);
                case 3 -> file.read(clearedVector(), place);
                case 4 -> process.statistics();
                default -> {
                    block.file(file).buffer(direct).offset(place);
                    process.write(block);
                    return true;
                }
            }
            return false;
        }

        private ByteBuffer[] clearedVector() {
            for (ByteBuffer each : vector) {
                each.clear();
            }
            return vector;
        }

        private boolean isInFlight() throws IOException, InterruptedException {
            while (process.error(block) == Errno.EINPROGRESS) {
                process.suspend(list);
            }
            long _ = process.reap(block);
            return false;
        }
    }
}
