package io.heddle.bench;

import io.heddle.aio.AioException;
import io.heddle.aio.AioFile;
import io.heddle.aio.AioProcess;
import io.heddle.aio.ControlBlock;
import io.heddle.aio.ThreadKind;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What it costs to have something done by another thread and to wait for it: one request at a time, a read of zero bytes at
 * the end of an empty file. Both sides make the same system call on a platform thread.
 *
 * <pre>java --enable-preview -cp benchmarks/target/heddle.jar org.openjdk.jmh.Main DispatchBenchmark</pre>
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DispatchBenchmark {
    private static final int WORKERS = 16;

    private Path path;
    private AioProcess process;
    private ControlBlock block;
    private List<ControlBlock> blocks;
    private ExecutorService pool;
    private FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(1);

    /** Made by JMH. */
    @SuppressWarnings("NullAway.Init") // setUp does
    public DispatchBenchmark() {}

    /**
     * Opens both sides.
     *
     * @throws IOException if the file cannot be made
     */
    @Setup(Level.Trial)
    public void setUp() throws IOException {
        path = Files.createTempFile("heddle", ".empty");
        process = AioProcess.configure()
                .threads(ThreadKind.PLATFORM)
                .maxWorkers(WORKERS)
                .open();
        AioFile file = process.open(path);
        block = new ControlBlock(file, ByteBuffer.allocateDirect(1), 0);
        blocks = List.of(block);
        pool = Executors.newFixedThreadPool(WORKERS);
        channel = FileChannel.open(path, StandardOpenOption.READ);
    }

    /**
     * Closes both sides.
     *
     * @throws IOException if that fails
     */
    @TearDown(Level.Trial)
    public void tearDown() throws IOException {
        process.close();
        pool.close();
        channel.close();
        Files.deleteIfExists(path);
    }

    /**
     * Submits, is suspended, reaps.
     *
     * @return 0
     * @throws AioException never
     * @throws InterruptedException never
     */
    @Benchmark
    public long engine() throws AioException, InterruptedException {
        process.read(block);
        process.suspend(blocks);
        return process.reap(block);
    }

    /**
     * Submits to a ThreadPoolExecutor and waits for the future.
     *
     * @return -1
     * @throws ExecutionException never
     * @throws InterruptedException never
     */
    @Benchmark
    public int threadPoolExecutor() throws ExecutionException, InterruptedException {
        return pool.submit(() -> channel.read(buffer.clear(), 0)).get();
    }
}
