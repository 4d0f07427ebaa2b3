package io.heddle.bench.probe;

import io.heddle.aio.ThreadKind;
import io.heddle.bench.data.FileCache;
import io.heddle.bench.peer.BlockReader;
import io.heddle.bench.peer.RandomBlocks;
import io.heddle.bench.peer.ReadPeer;
import io.heddle.bench.stall.StallProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * How late an unrelated virtual thread runs while others read from a slow device: after a warm-up, in which classes are loaded
 * and compiled, first while nobody reads and then while they do, in one JVM and one after the other, because what else the
 * machine does changes from minute to minute.
 */
public final class WakeupProbe {
    /** Nobody reads. */
    public static final String IDLE = "IDLE";

    private static final double NANOS_PER_MICRO = 1_000;
    private static final double MILLIS = 1_000;
    private static final AtomicLong READS = new AtomicLong();

    /** The second turn must not read what the first has left in the page cache. */
    private static final AtomicLong SEEDS = new AtomicLong();

    private static final Duration WARM_UP = Duration.ofSeconds(1);

    private static volatile boolean stopped;

    private WakeupProbe() {}

    /**
     * Measures once.
     *
     * @param args {@link #IDLE} or a {@link ReadPeer}, the file, how many readers, seconds for both parts together, and the
     *     list of processes of the control group that slows the device
     * @throws IOException if a read fails or the group cannot be joined
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Parent.endWith();
        Path file = Path.of(args[1]);
        int count = Integer.parseInt(args[2]);
        Duration half = Duration.ofMillis(Math.round(Double.parseDouble(args[3]) * MILLIS / 2));
        FileCache.drop(file);
        Files.writeString(
                Path.of(args[4]), String.valueOf(ProcessHandle.current().pid()));
        if (args[0].equals(IDLE)) {
            probe(WARM_UP);
            tell(probe(half), probe(half));
            return;
        }
        ReadPeer peer = ReadPeer.valueOf(args[0]);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (BlockReader reader = peer.open(file, Set.of(StandardOpenOption.READ), count)) {
            whileReading(readers(peer, reader, file, count, failure), WARM_UP);
            Histogram idle = probe(half);
            READS.set(0);
            tell(idle, whileReading(readers(peer, reader, file, count, failure), half));
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("a read has failed", failed);
        }
    }

    private static Histogram probe(Duration time) throws InterruptedException {
        StallProbe probe = StallProbe.start();
        Thread.sleep(time);
        return probe.stop();
    }

    private static Histogram whileReading(List<Thread> readers, Duration time) throws InterruptedException {
        stopped = false;
        StallProbe probe = StallProbe.start();
        readers.forEach(Thread::start);
        Thread.sleep(time);
        stopped = true;
        for (Thread thread : readers) {
            thread.join();
        }
        return probe.stop();
    }

    private static List<Thread> readers(
            ReadPeer peer, BlockReader reader, Path file, int count, AtomicReference<@Nullable Exception> failure)
            throws IOException {
        long size = Files.size(file);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            RandomBlocks blocks = new RandomBlocks(reader, size, SEEDS.getAndIncrement());
            Thread.Builder builder = peer.callers() == ThreadKind.VIRTUAL ? Thread.ofVirtual() : Thread.ofPlatform();
            threads.add(builder.unstarted(() -> {
                try {
                    while (!stopped) {
                        blocks.operation();
                        READS.incrementAndGet();
                    }
                } catch (IOException | InterruptedException | ExecutionException failed) {
                    failure.compareAndSet(null, failed);
                }
            }));
        }
        return threads;
    }

    private static void tell(Histogram idle, Histogram delays) {
        double idleP99 = idle.getValueAtPercentile(99) / NANOS_PER_MICRO;
        double p99 = delays.getValueAtPercentile(99) / NANOS_PER_MICRO;
        Parent.tell("p50_us", delays.getValueAtPercentile(50) / NANOS_PER_MICRO);
        Parent.tell("p99_us", p99);
        Parent.tell("max_us", delays.getMaxValue() / NANOS_PER_MICRO);
        Parent.tell("idle_p99_us", idleP99);
        Parent.tell("times_idle", p99 / idleP99);
        Parent.tell("reads", (double) READS.get());
    }
}
