package io.heddle.bench.run;

import io.heddle.aio.Dialect;
import io.heddle.aio.WorkqueueKind;
import io.heddle.bench.data.BlockPattern;
import io.heddle.bench.workload.Engine;
import io.heddle.bench.workload.NotifyMethod;
import io.heddle.bench.workload.ReadWrite;
import io.heddle.bench.workload.Verify;
import io.heddle.bench.workload.Workload;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Makes a workload of the options: fills in what was not given, and refuses what makes no sense. */
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
        int fsync = load.fsync != null ? load.fsync : own && rw.writes() ? DEFAULT_FSYNC : 0;
        long number = or(options.end.numberIos, 0L);
        Duration runtime = or(options.end.runtime, number > 0 ? Duration.ZERO : DEFAULT_RUNTIME);
        long size = or(options.data.size, own ? DEFAULT_SIZE : 0L);
        long rate = or(load.rate, 0L);

        checkLoad(load, fsync, rate, verify);
        checkData(own, size, load.bs);
        checkEnd(runtime, number);
        Engine engine = engine(load);
        if (fsync > 0 && !rw.writes()) {
            refuse("--fsync=" + fsync + ": --rw=" + rw + " writes nothing that could be synced");
        }
        return new Workload(
                load.name,
                filename == null ? null : filename.toAbsolutePath().normalize(),
                size,
                rw,
                rw.reads() && rw.writes() ? load.rwmixread : rw.reads() ? 100 : 0,
                (int) load.bs,
                load.iodepth,
                load.numjobs,
                runtime,
                number,
                rate,
                options.data.direct == 1,
                fsync,
                verify,
                engine,
                load.randseed);
    }

    /** An option group is one object: picocli would begin another one and forget what the first has got. */
    private void refuseRepetitions() {
        Set<String> seen = new HashSet<>();
        for (String argument : command.getParseResult().originalArgs()) {
            String name = argument.replaceFirst("=.*", "").replaceFirst("^--no-", "--");
            if (name.startsWith("--") && !seen.add(name)) {
                refuse(argument + ": " + name + " must be given only once");
            }
        }
    }

    private static <T> T or(@Nullable T given, T otherwise) {
        return given == null ? otherwise : given;
    }

    private void checkLoad(RunOptions.Load load, int fsync, long rate, Verify verify) {
        if (!NAME.matcher(load.name).matches()) {
            refuse("--name=" + load.name + ": it must be 1 to 64 letters, digits, '.', '_' or '-'");
        }
        between("--rwmixread", load.rwmixread, 0, 100);
        between("--bs", load.bs, 1, LARGEST_BLOCK);
        if (verify != Verify.NONE && load.bs < BlockPattern.HEADER_BYTES) {
            refuse("--bs=" + load.bs + ": with --verify it must be at least " + BlockPattern.HEADER_BYTES
                    + ", the bytes of a block's header");
        }
        between("--iodepth", load.iodepth, 1, MOST_REQUESTS);
        between("--numjobs", load.numjobs, 1, MOST_JOBS);
        if (load.rate != null) {
            between("--rate", rate, 1, HIGHEST_RATE);
        }
        between("--fsync", fsync, 0, Integer.MAX_VALUE);
        long buffers = (long) load.iodepth * load.numjobs * load.bs;
        long memory = Runtime.getRuntime().maxMemory();
        if (buffers > memory) {
            refuse("--iodepth=" + load.iodepth + ": with --numjobs=" + load.numjobs + " and --bs=" + load.bs
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
        between("--direct", options.data.direct, 0, 1);
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
