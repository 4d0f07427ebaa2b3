package io.heddle.bench.stall;

import io.heddle.bench.cli.Quantity;
import io.heddle.bench.data.RandomFile;
import io.heddle.report.output.TemporaryFiles;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The command {@code heddle stall}. */
@Command(
        name = "stall",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        usageHelpAutoWidth = true,
        description = {
            "Shows how late a virtual thread runs while others read a file.",
            "",
            "A virtual thread wants to run every millisecond; what it is late by is its delay. Meanwhile other "
                    + "threads read "
                    + "random 4 KiB blocks that are not in the page cache: nobody, FileChannel on virtual threads, "
                    + "Heddle "
                    + "on virtual threads, FileChannel on platform threads, one after another.",
            "",
            "The page cache is dropped before each of them, which needs root on Linux, and each block is read once: "
                    + "who has "
                    + "read the whole file ends before the time is up."
        })
public final class StallCommand implements Callable<Integer> {
    private static final int LEAST_BYTES = 1 << 20;
    private static final double MICRO = 1_000;
    private static final int MOST_READERS = 4_096;

    @Spec
    private CommandSpec spec;

    @Option(names = "--readers", paramLabel = "<n>", description = "Threads that read. Default: ${DEFAULT-VALUE}")
    private int readers = 16;

    @Option(
            names = "--runtime",
            paramLabel = "<time>",
            converter = Quantity.Time.class,
            defaultValue = "5s",
            description = "How long for each of them. Default: ${DEFAULT-VALUE}")
    private Duration runtime = Duration.ofSeconds(5);

    @Option(
            names = "--size",
            paramLabel = "<size>",
            converter = Quantity.Size.class,
            defaultValue = "1g",
            description = "Bytes of the file, which is made in --directory and removed. Default: ${DEFAULT-VALUE}")
    private long size = 1L << 30;

    @Option(
            names = "--directory",
            paramLabel = "<folder>",
            description = "Where the file is made: on the disk to be tried. Default: the current folder")
    private Path directory = Path.of("");

    @Option(
            names = "--drop-caches",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "Drop the page cache, which is the whole machine's, before each of them. "
                    + "Default: --drop-caches")
    private boolean dropCaches = true;

    /** Made by picocli. */
    @SuppressWarnings("NullAway.Init") // picocli sets the spec
    public StallCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        check();
        PrintWriter out = spec.commandLine().getOut();
        Path file = TemporaryFiles.file(directory, "heddle-stall.", ".dat");
        try {
            say("writing " + file + " ...");
            RandomFile.fill(file, size);
            boolean cold = dropCaches && PageCache.drop();
            if (dropCaches && !cold) {
                say("the page cache cannot be dropped (that needs root on Linux): reads may be served from memory");
            }
            out.printf(
                    Locale.ROOT,
                    "Delay of a virtual thread that wants to run every millisecond, %d readers, at most %d s each, "
                            + "%s%n%n",
                    readers,
                    runtime.toSeconds(),
                    cold ? "cold page cache" : "page cache perhaps warm");
            out.printf(
                    "%-30s %12s %12s %12s %12s %8s%n",
                    "who reads", "p50 (usec)", "p99 (usec)", "max (usec)", "reads/s", "seconds");
            for (Variant variant : Variant.values()) {
                if (cold) {
                    PageCache.drop();
                }
                measure(variant, file, out);
            }
        } finally {
            TemporaryFiles.remove(file);
        }
        return 0;
    }

    private void check() {
        if (readers < 1 || readers > MOST_READERS) {
            refuse("--readers=" + readers + ": it must be 1 to " + MOST_READERS);
        }
        if (runtime.isZero()) {
            refuse("--runtime=0: it must be more than 0");
        }
        if (size < LEAST_BYTES || size > 1L << 40) {
            refuse("--size=" + size + ": it must be 1m to 1t");
        }
        if (!Files.isDirectory(directory.toAbsolutePath())) {
            refuse("--directory=" + directory + ": no such folder");
        }
    }

    private void refuse(String line) {
        throw new ParameterException(spec.commandLine(), line);
    }

    private void say(String line) {
        spec.commandLine().getErr().println("heddle stall: " + line);
        spec.commandLine().getErr().flush();
    }

    private void measure(Variant variant, Path file, PrintWriter out) throws IOException, InterruptedException {
        StallProbe probe = StallProbe.start();
        long start = System.nanoTime();
        long reads = Readers.during(variant, file, size, readers, runtime.toNanos());
        double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
        Histogram delays = probe.stop();
        out.printf(
                Locale.ROOT,
                "%-30s %12.0f %12.0f %12.0f %12.0f %8.1f%n",
                variant.title(),
                delays.getValueAtPercentile(50) / MICRO,
                delays.getValueAtPercentile(99) / MICRO,
                delays.getMaxValue() / MICRO,
                reads / seconds,
                seconds);
        out.flush();
    }
}
