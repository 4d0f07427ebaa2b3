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
    /** The number of requests per invocation. */
    public static final int BATCH = 65_536;

    /** The dispatcher: a {@link DispatchPeer}. */
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

    /** The number of submitting threads. */
    @Param({"1", "4", "64"})
    public int submitters;

    /** The kind of the submitting threads: a {@link ThreadKind}. */
    @Param({"PLATFORM", "VIRTUAL"})
    public String threads = "";

    /** The number of requests that each has in flight. */
    @Param({"64", "4"})
    public int window;

    /** The number of further requests that are done and not reaped. */
    @Param("0")
    public int held;

    /** The number of further requests that are queued and do not run. */
    @Param("0")
    public int queued;

    /** The folder of the empty file. */
    @Param("")
    public String folder = "";

    private int batch;
    private Path file;
    private Dispatcher dispatcher;
    private Lanes lanes;
    private Lanes.Lane holder;
    private Dispatcher.Held waiting;

    /** Made by JMH. */
    @SuppressWarnings("NullAway.Init") // setUp initialises the fields
    public DispatchSuite() {}

    /**
     * Opens the peer, starts the submitters and fills their windows.
     *
     * @param parameters of JMH
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
     * Completes what is in flight.
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
     * Executes a batch.
     *
     * @throws IOException if a request has failed
     */
    @Benchmark
    public void requests() throws IOException {
        lanes.run(batch);
    }
}
