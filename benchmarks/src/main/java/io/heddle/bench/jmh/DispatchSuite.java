package io.heddle.bench.jmh;

import io.heddle.aio.ThreadKind;
import io.heddle.bench.peer.DispatchPeer;
import io.heddle.bench.peer.Dispatcher;
import io.heddle.bench.peer.Lanes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/** Requests that do nothing: submitted, run, completed, reaped. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(DispatchSuite.BATCH)
@Fork(1)
public class DispatchSuite {
    /** Requests of an invocation. */
    public static final int BATCH = 65_536;

    /** Who does it: a {@link DispatchPeer}. */
    @Param({
        "ENGINE_VIRTUAL_URING",
        "ENGINE_VIRTUAL_CHANNEL",
        "ENGINE_PLATFORM",
        "POOL_PLATFORM",
        "POOL_VIRTUAL",
        "THREAD_PER_TASK",
        "FORK_JOIN",
        "ENHANCED_QUEUE"
    })
    public String peer = "";

    /** How many threads submit. */
    @Param({"1", "4", "64"})
    public int submitters;

    /** Of which kind these are: a {@link ThreadKind}. */
    @Param({"PLATFORM", "VIRTUAL"})
    public String threads = "";

    /** How many requests each has in flight. */
    @Param({"64", "4"})
    public int window;

    /** How many requests are done and not reaped meanwhile. */
    @Param("0")
    public int held;

    /** How many requests are queued and do not run meanwhile. */
    @Param("0")
    public int queued;

    /** Where the empty file is made. */
    @Param("")
    public String folder = "";

    private int batch;
    private Path file;
    private Dispatcher dispatcher;
    private Lanes lanes;
    private Lanes.Lane holder;
    private Dispatcher.Held waiting;

    /** Made by JMH. */
    @SuppressWarnings("NullAway.Init") // setUp does
    public DispatchSuite() {}

    /**
     * Opens the peer, starts the submitters and fills their windows.
     *
     * @param parameters JMH's
     * @throws Exception if the file cannot be made, or a request fails
     */
    @Setup
    public void setUp(BenchmarkParams parameters) throws Exception {
        batch = parameters.getOpsPerInvocation();
        file = Files.createTempFile(Path.of(folder).toAbsolutePath(), "heddle", ".empty");
        dispatcher = DispatchPeer.valueOf(peer).open(file);
        holder = dispatcher.submitter(held);
        for (int number = 0; number < held; number++) {
            holder.operation();
        }
        waiting = queued == 0 ? () -> {} : dispatcher.hold(queued);
        lanes = new Lanes(submitters, Threads.of(ThreadKind.valueOf(threads)), _ -> dispatcher.submitter(window));
        lanes.run(submitters * window);
    }

    /**
     * Ends what is in flight.
     *
     * @throws Exception if a request has failed
     */
    @TearDown
    public void tearDown() throws Exception {
        try (Dispatcher _ = dispatcher) {
            lanes.close();
            holder.drain();
            waiting.release();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Does a batch.
     *
     * @throws IOException if a request has failed
     */
    @Benchmark
    public void requests() throws IOException {
        lanes.run(batch);
    }
}
