package io.heddle.bench.run;

import io.heddle.aio.BackendKind;
import io.heddle.aio.Dialect;
import io.heddle.aio.ThreadKind;
import io.heddle.aio.WorkqueueKind;
import io.heddle.bench.cli.PerDirection;
import io.heddle.bench.cli.Quantity;
import io.heddle.bench.workload.NotifyMethod;
import io.heddle.bench.workload.ReadWrite;
import io.heddle.bench.workload.Verify;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options of {@code heddle run} as given; where one is not given, {@code null} or its default. */
final class RunOptions {
    @ArgGroup(validate = false, order = 1, heading = "%nThe workload%n")
    Load load = new Load();

    @ArgGroup(validate = false, order = 2, heading = "%nThe data file%n")
    Data data = new Data();

    @ArgGroup(validate = false, order = 3, heading = "%nThe end of the run: whichever comes first%n")
    End end = new End();

    @ArgGroup(validate = false, order = 4, heading = "%nThe engine%n")
    Engine engine = new Engine();

    @ArgGroup(validate = false, order = 5, heading = "%nResults%n")
    Output output = new Output();

    /** Converts fio's names of workloads. */
    static final class Kind implements ITypeConverter<ReadWrite> {
        @Override
        public ReadWrite convert(String text) {
            try {
                return ReadWrite.named(text);
            } catch (IllegalArgumentException unknown) {
                boolean trims = text.toLowerCase(Locale.ROOT).contains("trim");
                throw new TypeConversionException(
                        "'" + text + "' is not one of read, write, randread, randwrite, randrw, " + "rw, readwrite"
                                + (trims ? "; trims are not offered" : ""));
            }
        }
    }

    /** The requests. */
    static final class Load {
        @Option(
                names = "--name",
                order = 1,
                paramLabel = "<text>",
                description = "The job's name: letters, digits, '.', '_' and '-'. Default: heddle")
        String name = "heddle";

        @Option(
                names = {"--rw", "--readwrite"},
                order = 2,
                paramLabel = "<kind>",
                converter = Kind.class,
                description =
                        "One of read, write, randread, randwrite, randrw, rw (or readwrite): sequential or random, "
                                + "reading, writing or both. Default: randrw; with --filename: read")
        @Nullable
        ReadWrite rw;

        @Option(
                names = "--rwmixread",
                order = 3,
                paramLabel = "<percent>",
                description = "How many of 100 requests of rw and randrw are reads. Default: 50")
        @Nullable
        Integer rwmixread;

        @Option(
                names = "--rwmixwrite",
                order = 3,
                paramLabel = "<percent>",
                description = "The same for writes: the other requests are reads")
        @Nullable
        Integer rwmixwrite;

        @Option(
                names = {"--bs", "--blocksize"},
                order = 4,
                paramLabel = "<size>",
                converter = PerDirection.Sizes.class,
                description = "Bytes of each request. For reads,writes it must be the same. Default: 4k")
        PerDirection bs = PerDirection.both(4_096);

        @Option(
                names = "--iodepth",
                order = 5,
                paramLabel = "<n>",
                description = "Requests that each job keeps in flight. Default: 16")
        int iodepth = 16;

        @Option(
                names = "--numjobs",
                order = 6,
                paramLabel = "<n>",
                description =
                        "Jobs at the same time, each with a process, a submitter and --iodepth requests of its own. "
                                + "Default: 1")
        int numjobs = 1;

        @Option(
                names = "--rate",
                order = 7,
                paramLabel = "<bytes>",
                converter = PerDirection.Sizes.class,
                description =
                        "Open loop: each job's requests are due at fixed times, so many bytes per second of reads and "
                                + "as many of writes, or <reads>,<writes>; one of them may be empty: not limited. "
                                + "Latency counts "
                                + "from the time when a request was due. Default: a closed loop")
        @Nullable
        PerDirection rate;

        @Option(
                names = "--rate_iops",
                order = 8,
                paramLabel = "<n>",
                converter = PerDirection.Counts.class,
                description = "The same in requests per second")
        @Nullable
        PerDirection rateIops;

        @Option(
                names = "--fsync",
                order = 9,
                paramLabel = "<n>",
                description = "A sync (fsync) after every n writes of a job; 0 for none. Default: 0")
        @Nullable
        Integer fsync;

        @Option(
                names = "--fdatasync",
                order = 9,
                paramLabel = "<n>",
                description = "The same, but of the data only (fdatasync). Default: 32; with --filename or --fsync: 0")
        @Nullable
        Integer fdatasync;

        @Option(
                names = "--randseed",
                order = 10,
                paramLabel = "<n>",
                converter = Quantity.Count.class,
                description = "Where the random numbers start: the same seed gives the same requests. Default: 1")
        Long randseed = 1L;
    }

    /** The files. */
    static final class Data {
        @Option(
                names = "--filename",
                order = 1,
                paramLabel = "<file>",
                description = "A file that all jobs share; it is kept. Workloads that write OVERWRITE its content, "
                        + "others never write. Default: a new file for each job in the output folder, "
                        + "removed at the end")
        @Nullable
        Path filename;

        @Option(
                names = "--size",
                order = 2,
                paramLabel = "<size>",
                converter = Quantity.Size.class,
                description = "Bytes of each file that are used. Default: 64m; with --filename: all of the file")
        @Nullable
        Long size;

        @Option(
                names = "--directory",
                order = 3,
                paramLabel = "<folder>",
                description = "Where the new files are made, and where a relative --filename begins. "
                        + "Default: the output folder; for --filename the current one")
        @Nullable
        Path directory;

        @Option(
                names = "--direct",
                order = 3,
                arity = "0..1",
                fallbackValue = "1",
                paramLabel = "0|1",
                description = "1: bypass the page cache (O_DIRECT). Default: 0")
        @Nullable
        Integer direct;

        @Option(
                names = "--buffered",
                order = 3,
                arity = "0..1",
                fallbackValue = "1",
                paramLabel = "0|1",
                description = "The contrary of --direct. Default: 1")
        @Nullable
        Integer buffered;

        @Option(names = "--readonly", order = 3, description = "Refuse a workload that writes")
        boolean readonly;

        @Option(
                names = "--verify",
                order = 4,
                paramLabel = "<method>",
                description = "One of ${COMPLETION-CANDIDATES}. crc32c: each block carries its offset, generation and "
                        + "checksum; every read is verified, and at the end all that was written. A file that is read "
                        + "and written is laid out first. Default: crc32c; with --filename: none")
        @Nullable
        Verify verify;
    }

    /** The end of the run. */
    static final class End {
        @Option(
                names = {"--runtime", "--timeout"},
                order = 1,
                paramLabel = "<time>",
                converter = Quantity.Time.class,
                description = "Run for so long, over the file again and again. "
                        + "Default: 10s; with --number_ios: no limit")
        @Nullable
        Duration runtime;

        @Option(
                names = "--number_ios",
                order = 2,
                paramLabel = "<n>",
                converter = Quantity.Count.class,
                description = "Reads and writes that each job makes. Default: no limit")
        @Nullable
        Long numberIos;
    }

    /** The engine. */
    static final class Engine {
        @Option(
                names = "--backend",
                order = 0,
                paramLabel = "<kind>",
                description = "What moves the bytes: uring (Linux's io_uring), native (its pread and pwrite), channel "
                        + "(FileChannel) or auto (the first of them that can be used). Default: auto")
        BackendKind backend = BackendKind.AUTO;

        @Option(
                names = "--dialect",
                order = 1,
                paramLabel = "<system>",
                description =
                        "Whose rules and limits apply: posix, xnu (16 requests a job, 90 in all) or freebsd (256 a "
                                + "job, 1024 in all). Default: posix")
        Dialect dialect = Dialect.POSIX;

        @Option(
                names = "--workqueue",
                order = 2,
                paramLabel = "<kind>",
                description =
                        "Whose workers run the requests: process (each job's own, as XNU today), shared (4 platform "
                                + "threads for all jobs, as XNU before) or aiod (daemons for all jobs, as FreeBSD). "
                                + "Default: process")
        WorkqueueKind workqueue = WorkqueueKind.PROCESS;

        @Option(
                names = "--notify",
                order = 3,
                paramLabel = "<way>",
                description =
                        "How a job learns that a request is done. One of ${COMPLETION-CANDIDATES}. Default: kevent")
        NotifyMethod notification = NotifyMethod.KEVENT;

        @Option(
                names = "--threads",
                order = 4,
                paramLabel = "<kind>",
                description =
                        "What submitters are, and the workers of --workqueue=process: virtual or platform threads. "
                                + "Default: virtual")
        ThreadKind threads = ThreadKind.VIRTUAL;

        @Option(
                names = "--maxthreads",
                order = 5,
                paramLabel = "<n>",
                description = "Workers of each job: as many of its requests run at the same time. Not for "
                        + "--workqueue=shared. Default: 16; with --workqueue=aiod: 32")
        @Nullable
        Integer maxthreads;
    }

    /** The results. */
    static final class Output {
        @Option(
                names = "--output-dir",
                order = 1,
                paramLabel = "<folder>",
                description =
                        "Where the results are written; made if missing. Default: heddle-run in the current folder")
        Path outputDir = Path.of("heddle-run");

        @Option(
                names = "--jfr",
                order = 2,
                negatable = true,
                defaultValue = "true",
                fallbackValue = "true",
                description = "Record the run with JDK Flight Recorder, all events of the library switched on. "
                        + "Default: --jfr")
        boolean jfr = true;
    }
}
