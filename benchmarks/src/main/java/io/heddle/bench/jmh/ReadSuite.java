package io.heddle.bench.jmh;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.data.DirectIo;
import io.heddle.bench.data.FileCache;
import io.heddle.bench.peer.BlockReader;
import io.heddle.bench.peer.Lanes;
import io.heddle.bench.peer.RandomBlocks;
import io.heddle.bench.peer.ReadPeer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Concurrent random reads of 4 KiB: from the page cache, past it, or into it. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(ReadSuite.BATCH)
@Fork(1)
public class ReadSuite {
    /** The number of reads per invocation. */
    public static final int BATCH = 8_192;

    /** Where the bytes are read from. */
    public enum Source {
        /** The page cache holds the file. */
        CACHED,
        /** The page cache is bypassed: O_DIRECT. */
        DIRECT,
        /** The page cache does not hold the file when a batch begins. */
        COLD
    }

    private static final AtomicLong SEEDS = new AtomicLong(1);

    /** The readers: a {@link ReadPeer}. CHANNEL_KNOB is not a default, as it needs a JVM with its flag. */
    @Param({
        "ENGINE_VIRTUAL_URING",
        "ENGINE_VIRTUAL_CHANNEL",
        "ENGINE_PLATFORM_URING",
        "ENGINE_PLATFORM_CHANNEL",
        "ENGINE_SHARED",
        "ENGINE_AIOD",
        "ASYNCHRONOUS_DEFAULT",
        "ASYNCHRONOUS_POOL",
        "CHANNEL_POOL",
        "CHANNEL_VIRTUAL",
        "CHANNEL_PLATFORM",
        "JASYNCFIO"
    })
    public String peer = "";

    /** The number of reading threads. */
    @Param("16")
    public int depth;

    /** The source of the bytes: a {@link Source}. */
    @Param("CACHED")
    public String source = "";

    /** The path of the file, which is only read. */
    @Param("")
    public String file = "";

    private int batch;
    private Source from;
    private Path path;
    private BlockReader reader;
    private Lanes lanes;

    /** Made by JMH. */
    @SuppressWarnings("NullAway.Init") // setUp initialises the fields
    public ReadSuite() {}

    /**
     * Opens the file and starts the threads.
     *
     * @param parameters of JMH
     * @throws IOException if the file cannot be opened
     * @throws RunFailure if O_DIRECT is not available
     */
    @Setup
    public void setUp(BenchmarkParams parameters) throws IOException, RunFailure {
        batch = parameters.getOpsPerInvocation();
        from = Source.valueOf(source);
        path = Path.of(file);
        ReadPeer chosen = ReadPeer.valueOf(peer);
        Set<OpenOption> options = from == Source.DIRECT
                ? Set.of(StandardOpenOption.READ, DirectIo.option())
                : Set.of(StandardOpenOption.READ);
        reader = chosen.open(path, options, depth);
        long size = Files.size(path);
        lanes = new Lanes(
                depth,
                Threads.of(chosen.callers()),
                _ -> new RandomBlocks(
                        reader,
                        size,
                        SEEDS.getAndIncrement() * ProcessHandle.current().pid()));
    }

    /**
     * Drops the file from the page cache, if it is to be cold.
     *
     * @throws IOException if that is refused
     */
    @Setup(Level.Invocation)
    public void cool() throws IOException {
        if (from == Source.COLD) {
            FileCache.drop(path);
        }
    }

    /**
     * Closes the file.
     *
     * @throws IOException if a read has failed
     */
    @TearDown
    public void tearDown() throws IOException {
        try (BlockReader _ = reader) {
            lanes.close();
        }
    }

    /**
     * Executes a batch.
     *
     * @throws IOException if a read has failed
     */
    @Benchmark
    public void reads() throws IOException {
        lanes.run(batch);
    }
}
