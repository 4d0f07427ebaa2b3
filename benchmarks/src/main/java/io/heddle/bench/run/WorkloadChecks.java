package io.heddle.bench.run;

import io.heddle.aio.Dialect;
import io.heddle.aio.WorkqueueKind;
import io.heddle.bench.cli.PerDirection;
import io.heddle.bench.data.BlockPattern;
import io.heddle.bench.workload.Engine;
import io.heddle.bench.workload.NotifyMethod;
import io.heddle.bench.workload.Rate;
import io.heddle.bench.workload.ReadWrite;
import io.heddle.bench.workload.Verify;
import io.heddle.bench.workload.Workload;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Makes a workload of the options: fills in defaults and refuses invalid combinations. */
final class WorkloadChecks {
    private static final long DEFAULT_SIZE = 64L << 20;
    private static final int DEFAULT_FSYNC = 32;
    private static final Duration DEFAULT_RUNTIME = Duration.ofSeconds(10);
    private static final Duration LONGEST_RUNTIME = Duration.ofDays(365);
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final int DEFAULT_WORKERS = 16;
    private static final int DEFAULT_DAEMONS = 32;
    private static final String SHARED_PROPERTY = "io.heddle.shared.threads";
    private static final int SHARED_WORKERS = Integer.getInteger(SHARED_PROPERTY, 4);
    private static final int MOST_WORKERS = 32_767;
    private static final int MOST_REQUESTS = 65_536;
    private static final int MOST_JOBS = 1_024;
    private static final long LARGEST_BLOCK = 1L << 30;
    private static final long LARGEST_FILE = 1L << 50;
    private static final long HIGHEST_RATE = 10_000_000;
    private static final long HIGHEST_BANDWIDTH = 1L << 50;
    private static final long DEFAULT_BLOCK = 4_096;
    private static final int PERCENT = 100;

    private static final Map<String, String> ALIASES =
            Map.of("--readwrite", "--rw", "--blocksize", "--bs", "--timeout", "--runtime");

    private final RunOptions options;
    private final CommandLine command;

    private WorkloadChecks(RunOptions options, CommandLine command) {
        this.options = options;
        this.command = command;
    }

    /**
     * Makes the workload.
     *
     * @throws ParameterException with one line that names option, value and rule
     */
    static Workload workload(RunOptions options, CommandLine command) {
        return new WorkloadChecks(options, command).workload();
    }

    private Workload workload() {
        refuseRepetitions();
        RunOptions.Load load = options.load;
        Path filename = options.data.filename;
        boolean own = filename == null;
        ReadWrite rw = or(load.rw, own ? ReadWrite.RANDRW : ReadWrite.READ);
        Verify verify = or(options.data.verify, own ? Verify.CRC32C : Verify.NONE);
        int fullSyncs = or(load.fsync, 0);
        int dataSyncs = or(load.fdatasync, own && rw.writes() && load.fsync == null ? DEFAULT_FSYNC : 0);
        int fsync = fullSyncs > 0 ? fullSyncs : dataSyncs;
        long number = or(options.end.numberIos, 0L);
        Duration runtime = or(options.end.runtime, number > 0 ? Duration.ZERO : DEFAULT_RUNTIME);
        long size = or(options.data.size, own ? DEFAULT_SIZE : 0L);
        long blockSize = blockSize(rw);

        checkLoad(load, blockSize, verify);
        checkData(own, size, blockSize);
        checkEnd(runtime, number);
        checkRates();
        checkSafety(rw);
        Engine engine = engine(load);
        if (fsync > 0 && !rw.writes()) {
            refuse((fullSyncs > 0 ? "--fsync=" : "--fdatasync=") + fsync + ": --rw=" + rw
                    + " writes nothing that could be synced");
        }
        return new Workload(
                load.name,
                filename == null ? null : absolute(filename),
                options.data.directory == null ? null : absolute(options.data.directory),
                size,
                rw,
                rw.reads() && rw.writes() ? readPercentage() : rw.reads() ? 100 : 0,
                (int) blockSize,
                load.iodepth,
                load.numjobs,
                runtime,
                number,
                rate(load.rate, load.rateIops, blockSize, PerDirection::read),
                rate(load.rate, load.rateIops, blockSize, PerDirection::write),
                isDirect(),
                fsync,
                fullSyncs <= 0,
                verify,
                engine,
                or(load.randseed, 1L));
    }

    /**
     * An option group is one object: at a repetition picocli would make another one and lose the values of the first.
     */
    private void refuseRepetitions() {
        Set<String> seen = new HashSet<>();
        for (String argument : command.getParseResult().originalArgs()) {
            String given = argument.replaceFirst("=.*", "").replaceFirst("^--no-", "--");
            String name = ALIASES.getOrDefault(given, given);
            if (name.startsWith("--") && !seen.add(name)) {
                refuse(argument + ": " + name + " must be given only once");
            }
        }
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    private Path absolute(Path given) {
        Path folder = options.data.directory;
        return (folder == null || given.equals(folder) ? given : folder.resolve(given))
                .toAbsolutePath()
                .normalize();
    }

    /** Returns the block size, which all directions of the workload have in common. */
    private long blockSize(ReadWrite rw) {
        PerDirection given = options.load.bs;
        long reads = or(given.read(), DEFAULT_BLOCK);
        long writes = or(given.write(), DEFAULT_BLOCK);
        if (rw.reads() && rw.writes() && reads != writes) {
            refuse("--bs=" + reads + "," + writes + ": --rw=" + rw + " must have the same size for reads and writes");
        }
        return rw.reads() ? reads : writes;
    }

    private int readPercentage() {
        RunOptions.Load load = options.load;
        if (load.rwmixread != null && load.rwmixwrite != null && load.rwmixread + load.rwmixwrite != PERCENT) {
            refuse("--rwmixwrite=" + load.rwmixwrite + ": with --rwmixread=" + load.rwmixread + " it must be "
                    + (PERCENT - load.rwmixread));
        }
        if (load.rwmixwrite != null) {
            return PERCENT - load.rwmixwrite;
        }
        return or(load.rwmixread, PERCENT / 2);
    }

    private void checkRates() {
        PerDirection rate = options.load.rate;
        PerDirection rateIops = options.load.rateIops;
        if (rate != null && rateIops != null) {
            refuse("--rate_iops: not together with --rate");
        }
        checkRate("--rate", rate, HIGHEST_BANDWIDTH);
        checkRate("--rate_iops", rateIops, HIGHEST_RATE);
    }

    private void checkRate(String option, @Nullable PerDirection given, long highest) {
        if (given != null) {
            between(option, or(given.read(), 1L), 1, highest);
            between(option, or(given.write(), 1L), 1, highest);
        }
    }

    private static Rate rate(
            @Nullable PerDirection bytes,
            @Nullable PerDirection requests,
            long blockSize,
            Function<PerDirection, @Nullable Long> direction) {
        Long ofBytes = bytes == null ? null : direction.apply(bytes);
        Long ofRequests = requests == null ? null : direction.apply(requests);
        if (ofBytes != null) {
            return Rate.ofBytes(ofBytes, (int) blockSize);
        }
        return ofRequests == null ? Rate.UNLIMITED : Rate.ofRequests(ofRequests);
    }

    private void checkSafety(ReadWrite rw) {
        if (options.data.readonly && rw.writes()) {
            refuse("--readonly: --rw=" + rw + " writes");
        }
    }

    private boolean isDirect() {
        return or(options.data.direct, 1 - or(options.data.buffered, 1)) == 1;
    }

    private void checkLoad(RunOptions.Load load, long blockSize, Verify verify) {
        if (!NAME.matcher(load.name).matches()) {
            refuse("--name=" + load.name + ": it must be 1 to 64 letters, digits, '.', '_' or '-'");
        }
        between("--rwmixread", or(load.rwmixread, 0), 0, PERCENT);
        between("--rwmixwrite", or(load.rwmixwrite, 0), 0, PERCENT);
        between("--bs", blockSize, 1, LARGEST_BLOCK);
        if (verify != Verify.NONE && blockSize < BlockPattern.HEADER_BYTES) {
            refuse("--bs=" + blockSize + ": with --verify it must be at least " + BlockPattern.HEADER_BYTES
                    + ", the bytes of a block's header");
        }
        between("--iodepth", load.iodepth, 1, MOST_REQUESTS);
        between("--numjobs", load.numjobs, 1, MOST_JOBS);
        between("--fsync", or(load.fsync, 0), 0, Integer.MAX_VALUE);
        between("--fdatasync", or(load.fdatasync, 0), 0, Integer.MAX_VALUE);
        if (or(load.fsync, 0) > 0 && or(load.fdatasync, 0) > 0) {
            refuse("--fdatasync=" + load.fdatasync + ": not together with --fsync");
        }
        long buffers = (long) load.iodepth * load.numjobs * blockSize;
        long memory = Runtime.getRuntime().maxMemory();
        if (buffers > memory) {
            refuse("--iodepth=" + load.iodepth + ": with --numjobs=" + load.numjobs + " and --bs=" + blockSize
                    + " the buffers take " + buffers + " bytes, the JVM's limit is " + memory
                    + " (HEDDLE_OPTS=-Xmx... raises it)");
        }
    }

    private Engine engine(RunOptions.Load load) {
        RunOptions.Engine given = options.engine;
        int maxThreads = switch (given.workqueue) {
            case PROCESS -> or(given.maxthreads, DEFAULT_WORKERS);
            case AIOD -> or(given.maxthreads, DEFAULT_DAEMONS);
            case SHARED -> SHARED_WORKERS;
        };
        if (given.workqueue == WorkqueueKind.SHARED && given.maxthreads != null) {
            refuse("--maxthreads=" + given.maxthreads + ": the pool of --workqueue=shared has " + SHARED_WORKERS
                    + " threads (HEDDLE_OPTS=-D" + SHARED_PROPERTY + "=... changes it)");
        }
        between("--maxthreads", maxThreads, 1, MOST_WORKERS);
        if (given.dialect == Dialect.XNU && given.notification == NotifyMethod.THREAD) {
            refuse("--notify=thread: --dialect=xnu does not offer it");
        }
        Engine engine = new Engine(
                given.backend, given.dialect, given.workqueue, given.threads, maxThreads, given.notification);
        if (load.iodepth > engine.processLimit()) {
            refuse("--iodepth=" + load.iodepth + ": --dialect=" + lowerCase(given.dialect) + " allows "
                    + engine.processLimit() + " requests a job");
        }
        if ((long) load.iodepth * load.numjobs > engine.systemLimit()) {
            refuse("--numjobs=" + load.numjobs + ": with --iodepth=" + load.iodepth + " --dialect="
                    + lowerCase(given.dialect) + " allows "
                    + engine.systemLimit() / load.iodepth + " jobs, which is " + engine.systemLimit()
                    + " requests in all");
        }
        return engine;
    }

    private static String lowerCase(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void checkData(boolean own, long size, long blockSize) {
        between("--direct", or(options.data.direct, 0), 0, 1);
        between("--buffered", or(options.data.buffered, 0), 0, 1);
        if (options.data.direct != null && options.data.direct.equals(options.data.buffered)) {
            refuse("--buffered=" + options.data.buffered + ": it is the contrary of --direct=" + options.data.direct);
        }
        Path folder = options.data.directory;
        if (folder != null && !Files.isDirectory(folder)) {
            refuse("--directory=" + folder + ": no such folder");
        }
        if (own || options.data.size != null) {
            between("--size", size, 1, LARGEST_FILE);
            if (size < blockSize) {
                refuse("--size=" + size + ": it must be at least one block, --bs=" + blockSize);
            }
        }
    }

    private void checkEnd(Duration runtime, long number) {
        if (options.end.numberIos != null) {
            between("--number_ios", number, 1, Long.MAX_VALUE);
        }
        if (options.end.runtime != null && (runtime.isZero() || runtime.compareTo(LONGEST_RUNTIME) > 0)) {
            refuse("--runtime=" + runtime.toMillis() + "ms: it must be more than 0 and at most 365d");
        }
    }

    private void between(String option, long value, long least, long most) {
        if (value < least || value > most) {
            refuse(option + "=" + value + ": it must be " + least + " to " + most);
        }
    }

    private void refuse(String line) {
        throw new ParameterException(command, line);
    }
}
