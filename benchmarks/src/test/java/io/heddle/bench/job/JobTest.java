package io.heddle.bench.job;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.aio.BackendKind;
import io.heddle.aio.Dialect;
import io.heddle.aio.ThreadKind;
import io.heddle.aio.WorkqueueKind;
import io.heddle.bench.data.DataFile;
import io.heddle.bench.data.Pass;
import io.heddle.bench.workload.Engine;
import io.heddle.bench.workload.NotifyMethod;
import io.heddle.bench.workload.Rate;
import io.heddle.bench.workload.ReadWrite;
import io.heddle.bench.workload.Verify;
import io.heddle.bench.workload.Workload;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A job on a file that something else changes between its layout and the job. */
@Timeout(60)
final class JobTest {
    private static final int SIZE = 256 << 10;
    private static final int BLOCK = 4_096;

    @TempDir
    Path folder;

    private final Workload workload = workload(NotifyMethod.KEVENT);
    private DataFile file;

    private static Workload workload(NotifyMethod way) {
        return new Workload(
                "job",
                null,
                null,
                SIZE,
                ReadWrite.READ,
                100,
                BLOCK,
                4,
                1,
                Duration.ZERO,
                SIZE / BLOCK,
                Rate.UNLIMITED,
                Rate.UNLIMITED,
                false,
                0,
                true,
                Verify.CRC32C,
                new Engine(BackendKind.AUTO, Dialect.POSIX, WorkqueueKind.PROCESS, ThreadKind.VIRTUAL, 4, way),
                1);
    }

    @BeforeEach
    void layOut() throws Exception {
        file = DataFile.prepare(workload, folder).getFirst();
        new Pass(file, (done, total) -> {}, () -> false).layOut();
    }

    private JobResult run(Workload what) throws Exception {
        try (Job job = Job.open(what, 0, file)) {
            job.run(System.nanoTime());
            return job.result();
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldEndWhenTheFileHasShrunk(NotifyMethod way) throws Exception {
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.WRITE)) {
            channel.truncate(SIZE / 2);
        }
        JobResult result = run(workload(way));
        assertThat(result.hasFailed()).isTrue();
        assertThat(result.errors()).containsOnlyKeys("EIO");
        assertThat(result.failures().getFirst()).contains("read at offset", "only 0 of 4096 bytes were moved");
    }

    @Test
    void shouldFindABlockThatStandsWhereAnotherShould() throws Exception {
        try (FileChannel channel = FileChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            ByteBuffer block = ByteBuffer.allocate(BLOCK);
            channel.read(block, 5 * BLOCK);
            channel.write(block.flip(), 9 * BLOCK);
        }
        JobResult result = run(workload);
        assertThat(result.hasFailed()).isFalse();
        assertThat(result.verifier().failures()).isEqualTo(1);
        assertThat(result.verifier().first().toString()).contains("offset 36864", "found offset 20480 (misplaced)");
    }

    @Test
    void shouldFindABlockFromThePast() throws Exception {
        file.table().beginWrite(7);
        file.table().written(7); // the table says so, but the block was not written
        JobResult result = run(workload);
        assertThat(result.verifier().first().toString()).contains("offset 28672", "generation 2", "(stale)");
    }

    @Test
    void shouldStopWithoutHavingBegun() throws Exception {
        try (Job job = Job.open(workload, 0, file)) {
            job.stop();
            job.run(System.nanoTime());
            Histogram latencies = new Histogram(3);
            job.result().reads().takeLatencies(latencies);
            assertThat(latencies.getTotalCount()).isZero();
            assertThat(job.result().hasFailed()).isFalse();
        }
    }
}
