package io.heddle.bench.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.aio.BackendKind;
import io.heddle.aio.Dialect;
import io.heddle.aio.ThreadKind;
import io.heddle.aio.WorkqueueKind;
import io.heddle.bench.CommandLineRun;
import io.heddle.bench.workload.Engine;
import io.heddle.bench.workload.NotifyMethod;
import io.heddle.bench.workload.Rate;
import io.heddle.bench.workload.ReadWrite;
import io.heddle.bench.workload.Verify;
import io.heddle.bench.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class RunOptionsTest {
    private static final List<String> ALL = List.of(
            "--name",
            "--rw",
            "--rwmixread",
            "--bs",
            "--iodepth",
            "--numjobs",
            "--rate",
            "--rate_iops",
            "--fsync",
            "--fdatasync",
            "--rwmixwrite",
            "--directory",
            "--buffered",
            "--readonly",
            "--readwrite",
            "--blocksize",
            "--timeout",
            "--randseed",
            "--filename",
            "--size",
            "--direct",
            "--verify",
            "--runtime",
            "--number_ios",
            "--notify",
            "--backend",
            "--dialect",
            "--workqueue",
            "--threads",
            "--maxthreads",
            "--output-dir",
            "--[no-]jfr",
            "--help",
            "--version");

    @Command
    private static final class Host {
        @Mixin
        private final RunOptions options = new RunOptions();
    }

    private static Workload parse(String... args) {
        Host host = new Host();
        CommandLine command = new CommandLine(host).setCaseInsensitiveEnumValuesAllowed(true);
        command.parseArgs(args);
        return WorkloadChecks.workload(host.options, command);
    }

    @Test
    void shouldVerifyRandomReadsAndWritesByDefault() {
        assertThat(parse())
                .isEqualTo(new Workload(
                        "heddle",
                        null,
                        null,
                        64L << 20,
                        ReadWrite.RANDRW,
                        50,
                        4_096,
                        16,
                        1,
                        Duration.ofSeconds(10),
                        0,
                        Rate.UNLIMITED,
                        Rate.UNLIMITED,
                        false,
                        32,
                        true,
                        Verify.CRC32C,
                        new Engine(
                                BackendKind.AUTO,
                                Dialect.POSIX,
                                WorkqueueKind.PROCESS,
                                ThreadKind.VIRTUAL,
                                16,
                                NotifyMethod.KEVENT),
                        1));
    }

    @Test
    void shouldOnlyReadAFileOfTheUserByDefault() {
        Workload workload = parse("--filename=/data/x");
        assertThat(workload.filename()).isEqualTo(Path.of("/data/x"));
        assertThat(workload.rw()).isEqualTo(ReadWrite.READ);
        assertThat(workload.verify()).isEqualTo(Verify.NONE);
        assertThat(workload.fsync()).isZero();
        assertThat(workload.size()).isZero();
    }

    @Test
    void shouldTakeEveryOption() {
        assertThat(parse(
                        "--name=a",
                        "--filename=/data/x",
                        "--size=1g",
                        "--rw=rw",
                        "--rwmixread=70",
                        "--bs=8k",
                        "--iodepth=4",
                        "--numjobs=2",
                        "--runtime=2m",
                        "--number_ios=10k",
                        "--rate_iops=5k",
                        "--direct=1",
                        "--fsync=7",
                        "--verify=crc32c",
                        "--backend=channel",
                        "--dialect=freebsd",
                        "--workqueue=aiod",
                        "--threads=platform",
                        "--maxthreads=3",
                        "--notify=poll",
                        "--randseed=9"))
                .isEqualTo(new Workload(
                        "a",
                        Path.of("/data/x"),
                        null,
                        1L << 30,
                        ReadWrite.RW,
                        70,
                        8_192,
                        4,
                        2,
                        Duration.ofMinutes(2),
                        10_240,
                        Rate.ofRequests(5_120),
                        Rate.ofRequests(5_120),
                        true,
                        7,
                        false,
                        Verify.CRC32C,
                        new Engine(
                                BackendKind.CHANNEL,
                                Dialect.FREEBSD,
                                WorkqueueKind.AIOD,
                                ThreadKind.PLATFORM,
                                3,
                                NotifyMethod.POLL),
                        9));
    }

    @Test
    void shouldRunWithoutATimeLimitWhereTheNumberOfRequestsIsGiven() {
        assertThat(parse("--number_ios=5").runtime()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--bs=0             | --bs=0: it must be 1 to 1073741824",
                "--bs=16            | --bs=16: with --verify it must be at least 32",
                "--bs=4q            | '4q' is not a size",
                "--iodepth=0        | --iodepth=0: it must be 1 to 65536",
                "--iodepth=x        | 'x' is not an int",
                "--numjobs=0        | --numjobs=0: it must be 1 to 1024",
                "--rwmixread=101    | --rwmixread=101: it must be 0 to 100",
                "--fsync=-1         | --fsync=-1: it must be 0",
                "--rate=0           | --rate=0: it must be 1",
                "--rate=4k,0        | --rate=0: it must be 1",
                "--rate=1,2,3,4     | '1,2,3,4' has more than three values",
                "--rate=1,2x        | '2x' is not a size",
                "--rate_iops=0      | --rate_iops=0: it must be 1",
                "--bs=4k,8k         | --bs=4096,8192: --rw=randrw must have the same size",
                "--rwmixwrite=101   | --rwmixwrite=101: it must be 0 to 100",
                "--fdatasync=-1     | --fdatasync=-1: it must be 0",
                "--buffered=2       | --buffered=2: it must be 0 to 1",
                "--directory=/none  | --directory=/none: no such folder",
                "--readonly         | --readonly: --rw=randrw writes",
                "--rw=randtrim      | trims are not offered",
                "--maxthreads=40000 | --maxthreads=40000: it must be 1 to 32767",
                "--size=1k          | --size=1024: it must be at least one block, --bs=4096",
                "--runtime=0        | --runtime=0ms: it must be more than 0",
                "--number_ios=0     | --number_ios=0: it must be 1",
                "--direct=2         | --direct=2: it must be 0 to 1",
                "--rw=sideways      | 'sideways' is not one of read, write,",
                "--notify=pigeon    | '--notify'",
                "--threads=green    | '--threads'",
                "--verify=md5       | '--verify'",
                "--backend=dma      | '--backend'",
                "--dialect=linux    | '--dialect'",
                "--workqueue=fifo   | '--workqueue'",
                "--name=a/b         | --name=a/b: it must be 1 to 64 letters",
            })
    void shouldRefuseValuesThatBreakARule(String option, String message) {
        assertThatThrownBy(() -> parse(option))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldTakeRatesAsFioDoes() {
        Workload bytes = parse("--rw=randrw", "--rate=1m", "--bs=8k");
        assertThat(bytes.readRate()).isEqualTo(Rate.ofBytes(1 << 20, 8_192));
        assertThat(bytes.writeRate()).isEqualTo(bytes.readRate());
        assertThat(bytes.requestsPerSecond()).isEqualTo(256);
        Workload each = parse("--rw=randrw", "--rate=1m,500k");
        assertThat(each.writeRate()).isEqualTo(Rate.ofBytes(500 << 10, 4_096));
        Workload reads = parse("--rw=randrw", "--rate=500k,");
        assertThat(reads.readRate()).isEqualTo(Rate.ofBytes(500 << 10, 4_096));
        assertThat(reads.writeRate()).isEqualTo(Rate.UNLIMITED);
        assertThat(reads.requestsPerSecond()).isZero();
        Workload writes = parse("--rw=randrw", "--rate_iops=,1k,7");
        assertThat(writes.readRate()).isEqualTo(Rate.UNLIMITED);
        assertThat(writes.writeRate()).isEqualTo(Rate.ofRequests(1_024));
        assertThatThrownBy(() -> parse("--rate=1m", "--rate_iops=5"))
                .hasMessage("--rate_iops: not together with --rate");
    }

    @Test
    void shouldTakeWhatElseFioTakes() {
        assertThat(parse("--readwrite=readwrite").rw()).isEqualTo(ReadWrite.RW);
        assertThat(parse("--blocksize=0x2000", "--timeout=250us").blockSize()).isEqualTo(8_192);
        assertThat(parse("--timeout=250us").runtime()).isEqualTo(Duration.ofNanos(250_000));
        assertThat(parse("--rw=read", "--bs=4k,8k").blockSize()).isEqualTo(4_096);
        assertThat(parse("--rw=write", "--bs=4k,8k").blockSize()).isEqualTo(8_192);
        assertThat(parse("--rw=write", "--bs=,8k").blockSize()).isEqualTo(8_192);
        assertThat(parse("--direct").direct()).isTrue();
        assertThat(parse("--buffered=0").direct()).isTrue();
        assertThat(parse("--buffered").direct()).isFalse();
        assertThat(parse("--rwmixwrite=20").readPercentage()).isEqualTo(80);
        assertThat(parse("--randseed=0x89").seed()).isEqualTo(137);
        Workload full = parse("--fsync=4");
        assertThat(full.fsync()).isEqualTo(4);
        assertThat(full.syncsDataOnly()).isFalse();
        Path here = Path.of("").toAbsolutePath();
        Workload data = parse("--fdatasync=5");
        assertThat(data.fsync()).isEqualTo(5);
        assertThat(data.syncsDataOnly()).isTrue();
        assertThat(parse("--fsync=0").fsync()).isZero();
        assertThat(parse("--directory=" + here, "--filename=x").filename()).isEqualTo(here.resolve("x"));
        assertThat(parse("--directory=" + here).directory()).isEqualTo(here);
        for (String contradiction : List.of(
                "--direct=1 --buffered=1",
                "--fsync=1 --fdatasync=1",
                "--rwmixread=10 --rwmixwrite=10",
                "--rw=read --readwrite=read",
                "--bs=4k --blocksize=4k")) {
            assertThatThrownBy(() -> parse(contradiction.split(" ", -1))).isInstanceOf(ParameterException.class);
        }
    }

    @Test
    void shouldGiveOneNoticeOfWhatHasNoMeaningHere() {
        CommandLineRun run = CommandLineRun.of(
                "run",
                "--ioengine=libaio",
                "--group_reporting",
                "--time_based",
                "--name=x",
                "--thread=1",
                "--iodepth=0");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().lines())
                .containsExactly(
                        "heddle run: options of fio's without meaning here: --ioengine, --group_reporting, "
                                + "--time_based, "
                                + "--thread",
                        "heddle run: --iodepth=0: it must be 1 to 65536");
        CommandLineRun refused = CommandLineRun.of("run", "--ramp_time=5");
        assertThat(refused.status()).isEqualTo(2);
        assertThat(refused.err().strip())
                .isEqualTo("heddle run: --ramp_time=5: heddle run does not offer this option of fio's (docs/run.md has "
                        + "those it does)");
    }

    @Test
    void shouldNameAnOptionAsItWasGiven() {
        for (String given : List.of("--bs", "--blocksize")) {
            CommandLineRun run = CommandLineRun.of("run", given + "=4q");
            assertThat(run.status()).isEqualTo(2);
            assertThat(run.err())
                    .startsWith("heddle run: Invalid value for option '" + given + "': '4q' is not a size");
        }
    }

    @Test
    void shouldNameTheNearestOption() {
        CommandLineRun run = CommandLineRun.of("run", "--rutime=5");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("heddle run: Unknown option: '--rutime=5'; did you mean --runtime?");
    }

    @Test
    void shouldRefuseSyncsWhereNothingIsWritten() {
        assertThatThrownBy(() -> parse("--rw=randread", "--fsync=1"))
                .hasMessage("--fsync=1: --rw=randread writes nothing that could be synced");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--dialect=xnu --iodepth=17             | --iodepth=17: --dialect=xnu allows 16 requests a job",
                "--dialect=xnu --numjobs=6              | --numjobs=6: with --iodepth=16 --dialect=xnu allows 5 jobs",
                "--dialect=freebsd --iodepth=257        | --iodepth=257: --dialect=freebsd allows 256 requests a job",
                "--dialect=xnu --notify=thread          | --notify=thread: --dialect=xnu does not offer it",
                "--workqueue=shared --maxthreads=3      | --maxthreads=3: the pool of --workqueue=shared has 4 threads",
            })
    void shouldRefuseWhatADialectOrWorkqueueDoesNotOffer(String options, String message) {
        assertThatThrownBy(() -> parse(options.split(" ", -1)))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining(message);
    }

    @Test
    void shouldTakeTheWorkersOfTheWorkqueueByDefault() {
        assertThat(parse("--workqueue=aiod").engine().maxThreads()).isEqualTo(32);
        assertThat(parse("--workqueue=shared").engine().maxThreads()).isEqualTo(4);
    }

    @Test
    void shouldRefuseBuffersThatDoNotFitIntoMemory() {
        assertThatThrownBy(() -> parse("--bs=1g", "--iodepth=65536", "--size=1t"))
                .hasMessageContaining("the buffers take");
    }

    @Test
    void shouldTellOfWrongUsageInOneLine() {
        CommandLineRun unknown = CommandLineRun.of("run", "--bogus=1");
        assertThat(unknown.status()).isEqualTo(2);
        assertThat(unknown.err().lines()).singleElement().asString().contains("--bogus=1");
        CommandLineRun value = CommandLineRun.of("run", "--iodepth=0");
        assertThat(value.status()).isEqualTo(2);
        assertThat(value.err().strip()).isEqualTo("heddle run: --iodepth=0: it must be 1 to 65536");
    }

    @Test
    void shouldRefuseAnOptionThatIsRepeated() {
        CommandLineRun run = CommandLineRun.of("run", "--iodepth=4", "--bs=4k", "--bs=8k");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err().strip()).isEqualTo("heddle run: --bs=8k: --bs must be given only once");
        assertThat(CommandLineRun.of("run", "--no-jfr", "--jfr").status()).isEqualTo(2);
    }

    @Test
    void shouldExplainEveryOption() {
        CommandLineRun help = CommandLineRun.of("run", "--help");
        assertThat(help.status()).isZero();
        assertThat(help.out()).contains(ALL);
        assertThat(help.out().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void shouldListTheCommands() {
        assertThat(CommandLineRun.of("--help").out()).contains("run", "stall");
    }
}
