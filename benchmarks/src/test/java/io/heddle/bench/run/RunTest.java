package io.heddle.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.heddle.bench.CommandLineRun;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Complete runs, bounded by their number of requests. */
@Timeout(120)
final class RunTest {
    private static final int REQUESTS = 2_000;

    /** Events of slow or failed operations, and events that are sampled once a second. */
    private static final Set<String> BY_CHANCE = Set.of(
            "aio.CarrierReserve",
            "aio.FlushFailed",
            "aio.QueueStatistics",
            "aio.SchedulerStatistics",
            "aio.SlowRequest");

    @TempDir
    Path folder;

    private CommandLineRun run(String... options) {
        List<String> args = new ArrayList<>(List.of("run", "--output-dir=" + results()));
        args.addAll(List.of(options));
        if (!args.contains("--jfr")) {
            args.add("--no-jfr");
        }
        return CommandLineRun.of(args.toArray(String[]::new));
    }

    private Path results() {
        return folder.resolve("results");
    }

    private long number(String path) throws IOException {
        String json = Files.readString(results().resolve("summary.json"));
        int from = 0;
        for (String name : path.split("/", -1)) {
            from = json.indexOf("\"" + name + "\" :", from);
            assertThat(from).as(path).isNotNegative();
        }
        Matcher matcher = Pattern.compile(": (\\d+)").matcher(json);
        assertThat(matcher.find(from)).isTrue();
        return Long.parseLong(matcher.group(1));
    }

    @ParameterizedTest
    @CsvSource({
        "poll,virtual", "poll,platform",
        "suspend,virtual", "suspend,platform",
        "kevent,virtual", "kevent,platform",
        "signal,virtual", "signal,platform",
        "thread,virtual", "thread,platform",
        "listio,virtual", "listio,platform"
    })
    void shouldVerifyWhateverTheNotification(String way, String threads) throws IOException {
        CommandLineRun run =
                run("--notify=" + way, "--threads=" + threads, "--number_ios=" + REQUESTS, "--size=1m", "--numjobs=2");
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        long reads = number("read/count");
        long writes = number("write/count");
        assertThat(reads + writes).isEqualTo(2 * REQUESTS);
        assertThat(reads).isPositive();
        assertThat(number("read/latency/count")).isEqualTo(reads);
        assertThat(number("read/service/count")).isEqualTo(reads);
        assertThat(number("write/queue_wait/count")).isEqualTo(writes);
        assertThat(number("read/bytes")).isEqualTo(reads * 4_096);
        assertThat(number("sync/count")).isPositive();
        assertThat(number("verification/blocks_during_run")).isEqualTo(reads);
        assertThat(number("verification/blocks_after_run")).isEqualTo(2 * 256);
        assertThat(number("verification/failures")).isZero();
        assertThat(number("workers/ended")).isEqualTo(number("workers/born"));
        assertNothingIsLeft();
    }

    @ParameterizedTest
    @CsvSource({
        "process,xnu",
        "process,freebsd",
        "shared,posix",
        "shared,xnu",
        "shared,freebsd",
        "aiod,posix",
        "aiod,xnu",
        "aiod,freebsd"
    })
    void shouldRunOnEveryWorkqueueInEveryDialect(String workqueue, String dialect) throws IOException {
        for (String way : List.of("kevent", "suspend", "listio", "signal")) {
            CommandLineRun run = run(
                    "--workqueue=" + workqueue,
                    "--dialect=" + dialect,
                    "--notify=" + way,
                    "--number_ios=" + REQUESTS / 4,
                    "--size=1m",
                    "--numjobs=3");
            assertThat(run.status()).as(run.err() + run.out()).isZero();
            assertThat(number("read/count") + number("write/count")).isEqualTo(3 * (REQUESTS / 4));
            assertThat(number("verification/failures")).isZero();
            assertThat(run.out()).contains("dialect=" + dialect, "workqueue=" + workqueue);
            assertNothingIsLeft();
        }
    }

    @Test
    void shouldEndEarlyInEveryDialect() {
        for (String dialect : List.of("posix", "xnu", "freebsd")) {
            CommandLineRun run = run("--dialect=" + dialect, "--runtime=100ms", "--size=1m", "--maxthreads=1");
            assertThat(run.status()).as(run.err() + run.out()).isZero();
        }
    }

    private void assertNothingIsLeft() throws IOException {
        try (Stream<Path> files = Files.list(results())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("run.hlog", "summary.json");
        }
        // The engine's crew, the thread of its ring and that of its clock outlive a run for a few seconds, by design.
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name ->
                        name.startsWith("heddle-") && !name.matches("heddle-((crew|uring)-.*|alarm|backend-probe)"));
    }

    @ParameterizedTest
    @CsvSource({"channel", "auto"})
    void shouldRunOnEachBackend(String backend) throws IOException {
        for (String direct : List.of("0", "1")) {
            CommandLineRun run =
                    run("--backend=" + backend, "--direct=" + direct, "--number_ios=" + REQUESTS, "--size=1m");
            assertThat(run.status()).as(run.err() + run.out()).isZero();
            assertThat(run.out()).contains("ioengine=heddle/");
            assertThat(number("verification/failures")).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"read", "write", "randread", "randwrite", "randrw", "rw"})
    void shouldVerifyEveryKindOfWorkload(String rw) throws IOException {
        CommandLineRun run = run("--rw=" + rw, "--number_ios=" + REQUESTS, "--size=256k");
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        assertThat(number("read/count") + number("write/count")).isEqualTo(REQUESTS);
    }

    @Test
    void shouldMakeRequestsAtARate() throws IOException {
        CommandLineRun run = run("--rate_iops=10k", "--number_ios=500", "--size=1m");
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        assertThat(number("read/count") + number("write/count")).isEqualTo(500);
    }

    @Test
    void shouldGiveEachDirectionItsRateWhateverTheMix() throws IOException {
        // By the mix 450 requests would be writes, but only one write a second is due.
        CommandLineRun run = run("--rate_iops=,1", "--rwmixread=10", "--number_ios=500", "--size=1m");
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        assertThat(number("read/count") + number("write/count")).isEqualTo(500);
        assertThat(number("read/count")).isGreaterThan(400);
    }

    @Test
    void shouldMakeItsFilesWhereItIsTold() throws IOException {
        Path data = Files.createDirectory(folder.resolve("data"));
        CommandLineRun run = run("--directory=" + data, "--number_ios=50", "--size=64k", "--fsync=3");
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        assertThat(Files.readString(results().resolve("summary.json")))
                .contains("\"filename\" : \"" + data + "/heddle.0.");
        assertThat(data).isEmptyDirectory();
    }

    @Test
    void shouldGoOnWithFewerBlocksThanDepth() {
        CommandLineRun run = run("--size=8k", "--iodepth=16", "--number_ios=500");
        assertThat(run.status()).as(run.err() + run.out()).isZero();
    }

    @Test
    void shouldRecordWithFlightRecorder() throws IOException {
        CommandLineRun run = run("--jfr", "--number_ios=100", "--size=1m");
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        Set<String> certain = new TreeSet<>(RecordedTypes.known());
        certain.removeAll(BY_CHANCE);
        assertThat(certain).hasSizeGreaterThanOrEqualTo(44);
        assertThat(RecordedTypes.of(results().resolve("run.jfr"))).containsAll(certain);
    }

    @Test
    void shouldNeverWriteWhereOnlyReadsWereAskedFor() throws IOException {
        Path file = Files.write(folder.resolve("precious"), new byte[64 << 10]);
        var before = Files.getLastModifiedTime(file);
        CommandLineRun run = run("--filename=" + file, "--number_ios=100");
        assertThat(run.status()).as(run.err() + run.out()).isZero();
        assertThat(Files.readAllBytes(file)).containsOnly(0);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(before);
    }

    @Test
    void shouldFindACorruptBlockAndNameItsOffset() throws IOException {
        Path file = folder.resolve("data");
        assertThat(run("--filename=" + file, "--rw=randwrite", "--verify=crc32c", "--size=64k", "--number_ios=1000")
                        .status())
                .isZero();
        assertThat(run("--filename=" + file, "--rw=read", "--verify=crc32c", "--number_ios=16")
                        .status())
                .isZero();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {99}), 3 * 4_096 + 1_000);
        }
        CommandLineRun run = run("--filename=" + file, "--rw=read", "--verify=crc32c", "--number_ios=16");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.out()).contains("offset 12288: expected crc32c", "1 FAILED");
    }

    @Test
    void shouldRefuseAFolderAsFile() {
        CommandLineRun run = run("--filename=" + folder, "--rw=write", "--size=1m");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).last().asString().contains("it is not a regular file");
    }

    @Test
    void shouldTellWhenTheOutputFolderCannotBeMade() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));
        CommandLineRun run = CommandLineRun.of("run", "--output-dir=" + file, "--no-jfr");
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).singleElement().asString().contains(file.toString());
    }

    @Test
    void shouldTellWhenAMissingFileIsToBeRead() {
        CommandLineRun run = run("--filename=" + folder.resolve("missing"));
        assertThat(run.status()).isEqualTo(1);
        assertThat(run.err().lines()).last().asString().contains("no such file");
    }

    @Test
    void shouldTellWhenTheDiskIsFull() throws IOException, InterruptedException {
        Path mount = Files.createDirectory(folder.resolve("small"));
        assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", mount.toString()),
                "only root may mount a small file system");
        try {
            CommandLineRun layout = run("--filename=" + mount.resolve("a"), "--rw=rw", "--verify=crc32c", "--size=8m");
            assertThat(layout.status()).isEqualTo(1);
            assertThat(layout.err().lines()).last().asString().contains("laying out", "No space left");
            Files.delete(mount.resolve("a"));
            CommandLineRun writes = run("--filename=" + mount.resolve("b"), "--rw=write", "--size=8m");
            assertThat(writes.status()).isEqualTo(1);
            assertThat(writes.out()).contains("ENOSPC=", "write at offset");
        } finally {
            command("umount", mount.toString());
        }
    }

    private static boolean command(String... words) throws IOException, InterruptedException {
        try {
            return new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException missing) {
            return false;
        }
    }
}
