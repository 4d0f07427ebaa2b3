package io.heddle.bench.jmh;

import io.heddle.bench.peer.CommitPeer;
import io.heddle.bench.peer.Lanes;
import java.io.IOException;
import java.nio.ByteBuffer;
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

/** Writers of one file. Each writes 4 KiB and syncs before it continues. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@OperationsPerInvocation(GroupCommitSuite.BATCH)
@Fork(1)
public class GroupCommitSuite {
    /** The number of commits per invocation. */
    public static final int BATCH = 256;

    private static final int BLOCK_BYTES = 4_096;
    private static final int BLOCKS_PER_WRITER = 64;

    /** The writers: a {@link CommitPeer}. CHANNEL_KNOB is not a default, as it needs a JVM with its flag. */
    @Param({"ENGINE_URING", "ENGINE_CHANNEL", "CHANNEL_PLATFORM", "CHANNEL_VIRTUAL"})
    public String peer = "";

    /** The number of writers. */
    @Param({"1", "8", "64"})
    public int writers;

    /** The folder of the file. */
    @Param("")
    public String folder = "";

    private int batch;
    private Path file;
    private CommitPeer.Commit commit;
    private Lanes lanes;

    /** Made by JMH. */
    @SuppressWarnings("NullAway.Init") // setUp initialises the fields
    public GroupCommitSuite() {}

    /** Writes its own part of the file repeatedly, so that the file does not grow. */
    private static final class Writer implements Lanes.Lane {
        private final CommitPeer.Commit commit;
        private final long start;
        private final ByteBuffer bytes = ByteBuffer.allocateDirect(BLOCK_BYTES);
        private long turn;

        Writer(CommitPeer.Commit commit, int number) {
            this.commit = commit;
            start = (long) number * BLOCKS_PER_WRITER * BLOCK_BYTES;
        }

        @Override
        public void operation() throws IOException {
            bytes.putLong(0, turn); // no two writes are the same
            commit.commit(bytes.clear(), start + turn % BLOCKS_PER_WRITER * BLOCK_BYTES);
            turn++;
        }
    }

    /**
     * Makes the file and starts the writers.
     *
     * @param parameters of JMH
     * @throws IOException if the file cannot be made
     */
    @Setup
    public void setUp(BenchmarkParams parameters) throws IOException {
        batch = parameters.getOpsPerInvocation();
        file = Files.createTempFile(Path.of(folder).toAbsolutePath(), "heddle", ".commits");
        Files.write(file, new byte[writers * BLOCKS_PER_WRITER * BLOCK_BYTES]);
        CommitPeer chosen = CommitPeer.valueOf(peer);
        commit = chosen.open(file, writers);
        lanes = new Lanes(writers, Threads.of(chosen.writers()), number -> new Writer(commit, number));
    }

    /**
     * Removes the file.
     *
     * @throws IOException if a commit has failed
     */
    @TearDown
    public void tearDown() throws IOException {
        try (CommitPeer.Commit _ = commit) {
            lanes.close();
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /**
     * Executes a batch.
     *
     * @throws IOException if a commit has failed
     */
    @Benchmark
    public void commits() throws IOException {
        lanes.run(batch);
    }
}
