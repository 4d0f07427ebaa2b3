package io.heddle.report;

import io.heddle.report.text.PlainText;
import java.time.Duration;
import java.util.Arrays;
import java.util.Formatter;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Formats a summary as fio does. The total latency is what fio calls {@code lat}; below it are the two parts that the
 * engine measures, the wait in the queue and the transfer. The rest of the total is the notification of the submitter
 * and, in an open loop, the delay of the submission.
 */
public final class SummaryPrinter {
    private static final double[] PERCENTILES = {
        1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 99, 99.5, 99.9, 99.95, 99.99
    };
    private static final int PERCENTILES_PER_LINE = 4;
    private static final double NANOS_PER_MICRO = 1_000;

    private final Formatter out = new Formatter(Locale.ROOT);
    private final RunSummary summary;

    private SummaryPrinter(RunSummary summary) {
        this.summary = summary;
    }

    /**
     * Prints a summary.
     *
     * @param summary the summary
     * @return lines of at most 100 columns, except for long file names and failures
     */
    public static String print(RunSummary summary) {
        return new SummaryPrinter(summary).print();
    }

    private String print() {
        job();
        operation("read", summary.read());
        operation("write", summary.write());
        operation("sync", summary.sync());
        verification();
        errors();
        workers();
        machine();
        files();
        return out.toString();
    }

    /** Sanitises names, paths and messages: they are untrusted, and are written to terminals. */
    private void line(String format, Object... values) {
        out.format(
                format,
                Arrays.stream(values)
                        .map(value -> value instanceof CharSequence text ? PlainText.of(text.toString()) : value)
                        .toArray());
    }

    // ---- settings

    private void job() {
        RunSettings settings = summary.settings();
        line(
                "%s: (g=0): rw=%s, bs=%dB, ioengine=%s, iodepth=%d\n",
                settings.name(), settings.rw(), settings.blockSize(), settings.engine(), settings.ioDepth());
        line(
                "  dialect=%s, workqueue=%s, threads=%s, maxthreads=%d, notify=%s\n",
                settings.dialect(),
                settings.workqueue(),
                settings.threads(),
                settings.maxThreads(),
                settings.notification());
        line(
                "  jobs=%d, %s, %s\n",
                settings.jobs(),
                settings.rate() == 0 ? "closed loop" : "open loop at " + settings.rate() + "/s per job",
                length(settings));
        line(
                "  size=%s, rwmixread=%d, direct=%d, fsync=%d, verify=%s, randseed=%d\n",
                Units.binary((double) settings.size(), "B"),
                settings.readPercentage(),
                settings.direct() ? 1 : 0,
                settings.fsync(),
                settings.verify(),
                settings.seed());
        line("  file=%s\n", settings.file());
        line("  backend: %s\n", settings.engineReason());
    }

    private static String length(RunSettings settings) {
        String time = settings.runtime().isZero() ? "" : "runtime=" + Units.seconds(settings.runtime());
        String count = settings.requestsPerJob() == 0 ? "" : "number_ios=" + settings.requestsPerJob();
        return time + (time.isEmpty() || count.isEmpty() ? "" : ", ") + count;
    }

    // ---- results

    private void operation(String name, OperationSummary operation) {
        if (operation.count() == 0) {
            return;
        }
        Duration elapsed = summary.elapsed();
        String iops = Units.decimal(operation.perSecond(elapsed));
        if (operation.bytes() == 0) {
            line("  %s: IOPS=%s (%d in %dmsec)\n", name, iops, operation.count(), elapsed.toMillis());
        } else {
            double rate = operation.bytesPerSecond(elapsed);
            line(
                    "  %s: IOPS=%s, BW=%s (%s)(%s/%dmsec)\n",
                    name,
                    iops,
                    Units.binary(rate, "B/s"),
                    Units.decimal(rate, "B/s"),
                    Units.binary((double) operation.bytes(), "B"),
                    elapsed.toMillis());
        }
        spread("lat", operation.latency());
        spread("queue wait", operation.queueWait());
        spread("service", operation.service());
        percentiles(operation.latency());
    }

    private void spread(String name, Histogram nanos) {
        line(
                "    %-10s (usec): min=%5s, max=%6s, avg=%7.2f, stdev=%7.2f\n",
                name,
                micros(nanos.getMinValue()),
                micros(nanos.getMaxValue()),
                nanos.getMean() / NANOS_PER_MICRO,
                nanos.getStdDeviation() / NANOS_PER_MICRO);
    }

    private void percentiles(Histogram nanos) {
        line("    lat percentiles (usec):\n");
        int width = micros(nanos.getMaxValue()).length();
        for (int i = 0; i < PERCENTILES.length; i += PERCENTILES_PER_LINE) {
            StringBuilder row = new StringBuilder("     |");
            for (int j = i; j < Math.min(i + PERCENTILES_PER_LINE, PERCENTILES.length); j++) {
                String value = micros(nanos.getValueAtPercentile(PERCENTILES[j]));
                row.append(j == i ? " " : ", ")
                        .append(String.format(Locale.ROOT, "%5.2fth=[%" + width + "s]", PERCENTILES[j], value));
            }
            line("%s%s\n", row, i + PERCENTILES_PER_LINE < PERCENTILES.length ? "," : "");
        }
    }

    private static String micros(long nanos) {
        return String.valueOf(Math.round(nanos / NANOS_PER_MICRO));
    }

    private void verification() {
        RunSummary.Verification found = summary.verification();
        if (found.method().equals("none")) {
            return;
        }
        line(
                "  verify: %s, %d blocks checked (%d by reads, %d read back at the end), %s\n",
                found.method(),
                found.duringRun() + found.afterRun(),
                found.duringRun(),
                found.afterRun(),
                found.failures() == 0 ? "all good" : found.failures() + " FAILED");
    }

    private void errors() {
        Map<String, Long> errors = new TreeMap<>(summary.errors());
        if (errors.isEmpty()) {
            line("  errors: none%s\n", cancelled());
        } else {
            StringBuilder list = new StringBuilder();
            errors.forEach((name, count) -> list.append(list.isEmpty() ? "" : ", ")
                    .append(name)
                    .append('=')
                    .append(count));
            line("  errors: %s%s\n", list, cancelled());
        }
        summary.failures().forEach(failure -> line("    %s\n", failure));
        switch (summary.end()) {
            case COMPLETED -> {}
            case INTERRUPTED -> line("  ended early by a signal\n");
            case FAILED -> line("  ended early by an error\n");
        }
    }

    private String cancelled() {
        return summary.cancelled() == 0 ? "" : "; " + summary.cancelled() + " queued requests cancelled at the end";
    }

    // ---- workers, machine, files

    private void workers() {
        RunSummary.Workers workers = summary.workers();
        line(
                "  workers: %d born, %d ended, at most %d at a time (limit %d per job)\n",
                workers.born(), workers.ended(), workers.most(), workers.limit());
        RunSummary.InFlight inFlight = summary.inFlight();
        if (inFlight.most() > 0) {
            line(
                    "  in flight without a worker: at most %d at a time (limit %d per job)\n",
                    inFlight.most(), inFlight.limit());
        }
    }

    private void machine() {
        Machine machine = summary.machine();
        line("  machine: %d cpus, %s %s %s\n", machine.cpus(), machine.os(), machine.kernel(), machine.arch());
        line("  versions: Heddle %s, %s\n", machine.version(), machine.jvm());
    }

    private void files() {
        RunSummary.OutputFiles files = summary.files();
        line("  files in %s:\n", files.folder());
        if (!files.recording().isEmpty()) {
            line("    %-13s JDK Flight Recorder: jfr summary, JDK Mission Control\n", files.recording());
        }
        if (!files.histogramLog().isEmpty()) {
            line("    %-13s latencies per second and operation: HdrHistogram log\n", files.histogramLog());
        }
        line("    %-13s this summary as JSON\n", files.summary());
    }
}
