package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The program fio with io_uring: the reference outside of the JVM. */
final class Fio {
    static final String TITLE = "fio, io_uring";

    private static final int START_SECONDS = 30;
    private static final int BLOCK_BYTES = 4_096;
    private static final double NANOS = 1e9;
    private static final String SEPARATOR = ";";

    /** The positions of the figures in version 3 of its terse output. */
    private static final int ERROR = 4;

    private static final int READ_IOPS = 7;

    private Fio() {}

    /** Returns whether it is installed. If not, a notice is recorded. */
    static boolean isInstalled(Lab lab) throws IOException, InterruptedException {
        try {
            ChildFork.output(List.of("fio", "--version"), START_SECONDS, lab);
            return true;
        } catch (RunFailure | IOException missing) {
            lab.notice("fio is not installed: P3 is judged without its yardstick");
            return false;
        }
    }

    /** Runs random reads that bypass the page cache. */
    static Map<String, Double> read(Path file, int depth, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        String millis = Math.max(1, Math.round(seconds * 1_000)) + "ms";
        List<String> command = List.of(
                "fio",
                "--name=heddle-bench",
                "--filename=" + file,
                "--readonly",
                "--rw=randread",
                "--bs=" + BLOCK_BYTES,
                "--direct=1",
                "--ioengine=io_uring",
                "--iodepth=" + depth,
                "--norandommap",
                "--time_based",
                "--runtime=" + millis,
                "--output-format=terse",
                "--terse-version=3");
        List<String> lines = ChildFork.output(command, START_SECONDS + (int) Math.ceil(seconds), lab);
        return parse(lines);
    }

    /** Finds and parses the line of figures. */
    static Map<String, Double> parse(List<String> lines) throws RunFailure {
        for (String line : lines) {
            String[] fields = line.split(SEPARATOR, -1);
            if (fields.length > READ_IOPS && fields[0].equals("3")) {
                if (!fields[ERROR].equals("0")) {
                    throw new RunFailure("fio has failed with error " + fields[ERROR]);
                }
                double perSecond = Double.parseDouble(fields[READ_IOPS]);
                if (perSecond <= 0) {
                    throw new RunFailure(String.format(Locale.ROOT, "fio has read %.0f blocks a second", perSecond));
                }
                return Map.of(
                        Metric.NANOS_PER_OPERATION.name(), NANOS / perSecond, LoadGoal.PER_SECOND.name(), perSecond);
            }
        }
        throw new RunFailure("fio has printed no figures");
    }
}
