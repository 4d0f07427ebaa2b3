package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.jmh.CpuProfiler;
import java.io.File;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * One cell in a fork of JMH. An invocation is a batch of operations that the suite's own threads perform, so that
 * platform and virtual threads are measured alike: the time is that of the batch, and a thread that never ran is not
 * counted.
 */
final class JmhFork {
    /**
     * More than half of a cell's time: on two cores the compilers, until they are done, take as much time as the
     * measurement.
     */
    private static final int WARM_UPS = 3;

    private static final int MEASUREMENTS = 2;
    private static final long SHORTEST_MILLIS = 10;
    private static final double MILLIS = TimeUnit.SECONDS.toMillis(1);
    private static final int TIMEOUT_SECONDS = 60;
    private static final String CLASS_PATH = "java.class.path";

    private final Class<?> suite;
    private final int operations;
    private final Map<String, String> parameters;
    private String classPathPrefix = "";
    private List<String> moreFlags = List.of();

    /**
     * Prepares a fork.
     *
     * @param suite a class with one benchmark
     * @param operations the number of operations per invocation
     * @param parameters of the suite
     */
    JmhFork(Class<?> suite, int operations, Map<String, String> parameters) {
        this.suite = suite;
        this.operations = operations;
        this.parameters = new HashMap<>(parameters);
    }

    /** Sets a parameter of the suite. */
    JmhFork with(String name, String value) {
        parameters.put(name, value);
        return this;
    }

    /** Puts a folder before the program on the class path. */
    JmhFork before(String folder) {
        classPathPrefix = folder;
        return this;
    }

    /** Sets further flags of the JVM. */
    JmhFork flags(List<String> flags) {
        moreFlags = flags;
        return this;
    }

    /** Runs the fork and returns its figures. */
    Map<String, Double> run(double seconds, Lab lab) throws RunFailure {
        if (lab.isClosing()) {
            throw new RunFailure("interrupted");
        }
        long millis = Math.max(SHORTEST_MILLIS, Math.round(seconds * MILLIS / (WARM_UPS + MEASUREMENTS)));
        TimeValue each = TimeValue.milliseconds(millis);
        ChainedOptionsBuilder options = new OptionsBuilder()
                .include("^" + suite.getName().replace(".", "\\.") + "\\.")
                .mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS)
                .operationsPerInvocation(operations)
                .forks(1)
                .threads(1)
                .warmupIterations(WARM_UPS)
                .warmupTime(each)
                .measurementIterations(MEASUREMENTS)
                .measurementTime(each)
                .timeout(TimeValue.seconds(TIMEOUT_SECONDS))
                .shouldFailOnError(true)
                .jvm(ForkFlags.java().toString())
                .jvmArgs(flags(lab))
                .addProfiler(GCProfiler.class)
                .addProfiler(CpuProfiler.class);
        parameters.forEach(options::param);
        System.setProperty(
                "jmh.ignoreLock", "true"); // the lock is machine-wide: a stale one of another user would stop this run
        String classPath = System.getProperty(CLASS_PATH);
        if (!classPathPrefix.isEmpty()) {
            System.setProperty(CLASS_PATH, classPathPrefix + File.pathSeparator + classPath);
        }
        try {
            Collection<RunResult> results = new Runner(
                            options.build(), OutputFormatFactory.createFormatInstance(lab.log(), VerboseMode.NORMAL))
                    .run();
            if (results.size() != 1) {
                throw new RunFailure(results.size() + " results of one benchmark, see bench.log");
            }
            return figures(results.iterator().next());
        } catch (RunnerException failed) {
            throw new RunFailure(suite.getSimpleName() + " with " + parameters + " failed, see bench.log", failed);
        } finally {
            System.setProperty(CLASS_PATH, classPath);
        }
    }

    private String[] flags(Lab lab) {
        List<String> flags = new ArrayList<>(ForkFlags.flags());
        flags.addAll(moreFlags);
        flags.add(lab.temporaryFolderFlag());
        return flags.toArray(String[]::new);
    }

    private static Map<String, Double> figures(RunResult result) {
        Map<String, Double> figures = new HashMap<>();
        figures.put(Metric.NANOS_PER_OPERATION.name(), result.getPrimaryResult().getScore());
        result.getSecondaryResults().forEach((label, found) -> put(figures, label, found));
        return figures;
    }

    private static void put(Map<String, Double> figures, String label, Result<?> found) {
        if (label.endsWith("gc.alloc.rate.norm")) {
            figures.put(Metric.BYTES_PER_OPERATION.name(), found.getScore());
        } else if (label.endsWith(CpuProfiler.LABEL)) {
            figures.put(Metric.CPU_PER_OPERATION.name(), found.getScore());
        }
    }
}
