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

/** How late an unrelated virtual thread runs while others read from a slow device. */
public final class WakeupProbe {
    /** Nobody reads. */
    public static final String IDLE = "IDLE";

    private static final double NANOS_PER_MICRO = 1_000;
    private static final double MILLIS = 1_000;
    private static final AtomicLong READS = new AtomicLong();

    private static volatile boolean stopped;

    private WakeupProbe() {}

    /**
     * Measures once.
     *
     * @param args {@link #IDLE} or a {@link ReadPeer}, the file, how many readers, seconds, and the list of processes of the
     *     control group that slows the device
     * @throws IOException if a read fails or the group cannot be joined
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        Parent.endWith();
        Path file = Path.of(args[1]);
        int count = Integer.parseInt(args[2]);
        Duration time = Duration.ofMillis(Math.round(Double.parseDouble(args[3]) * MILLIS));
        FileCache.drop(file);
        Files.writeString(
                Path.of(args[4]), String.valueOf(ProcessHandle.current().pid()));
        if (args[0].equals(IDLE)) {
            StallProbe probe = StallProbe.start();
            Thread.sleep(time);
            tell(probe.stop());
            return;
        }
        ReadPeer peer = ReadPeer.valueOf(args[0]);
        AtomicReference<@Nullable Exception> failure = new AtomicReference<>();
        try (BlockReader reader = peer.open(file, Set.of(StandardOpenOption.READ), count)) {
            List<Thread> readers = readers(peer, reader, file, count, failure);
            StallProbe probe = StallProbe.start();
            readers.forEach(Thread::start);
            Thread.sleep(time);
            stopped = true;
            for (Thread thread : readers) {
                thread.join();
            }
            tell(probe.stop());
        }
        Exception failed = failure.get();
        if (failed != null) {
            throw new IOException("a read has failed", failed);
        }
    }

    private static List<Thread> readers(
            ReadPeer peer, BlockReader reader, Path file, int count, AtomicReference<@Nullable Exception> failure)
            throws IOException {
        long size = Files.size(file);
        List<Thread> threads = new ArrayList<>();
        for (int number = 0; number < count; number++) {
            RandomBlocks blocks = new RandomBlocks(reader, size, number);
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

    private static void tell(Histogram delays) {
        Parent.tell("p50_us", delays.getValueAtPercentile(50) / NANOS_PER_MICRO);
        Parent.tell("p99_us", delays.getValueAtPercentile(99) / NANOS_PER_MICRO);
        Parent.tell("max_us", delays.getMaxValue() / NANOS_PER_MICRO);
        Parent.tell("reads", (double) READS.get());
    }
}
