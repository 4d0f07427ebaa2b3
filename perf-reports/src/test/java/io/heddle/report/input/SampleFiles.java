package io.heddle.report.input;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** Files other than recordings. */
public final class SampleFiles {
    private SampleFiles() {}

    /** Writes three seconds of two kinds of requests; adds the values written to the totals. */
    public static Path log(Path file, Histogram reads, Histogram writes) throws IOException {
        try (PrintStream out = new PrintStream(Files.newOutputStream(file))) {
            HistogramLogWriter log = new HistogramLogWriter(out);
            log.outputLogFormatVersion();
            log.setBaseTime(1_700_000_000_000L);
            log.outputBaseTime(1_700_000_000_000L);
            log.outputLegend();
            for (int second = 0; second < 3; second++) {
                interval(log, "read", reads, second, 1_000);
                interval(log, "write", writes, second, 50_000);
            }
        }
        return file;
    }

    private static void interval(HistogramLogWriter log, String tag, Histogram total, int second, long nanos) {
        Histogram interval = new Histogram(3);
        for (int i = 1; i <= 500; i++) {
            interval.recordValue(i * nanos * (second + 1));
        }
        interval.setTag(tag);
        interval.setStartTimeStamp(1_700_000_000_000L + second * 1_000L);
        interval.setEndTimeStamp(1_700_000_000_000L + (second + 1) * 1_000L);
        log.outputIntervalHistogram(interval);
        total.add(interval);
    }

    /** Writes results of a method on two kinds of threads and of one of a peer, in JMH's layout. */
    public static Path benchmarks(Path file) throws IOException {
        String entry = """
                {"jmhVersion": "1.37", "benchmark": "org.example.ReadBenchmark.%s", "mode": "%s", "vmName": "A VM",
                 "vmVersion": "25", "jvmArgs": ["-Xmx1g", "-Dname=<b>"], "params": {"threads": "%s", "bs": "4096"},
                 "primaryMetric": {"score": %s, "scoreError": %s, "scoreUnit": "%s",
                   "rawData": [[1.0, 2.0], [3.0]]}, "secondaryMetrics": {}}""";
        return Files.writeString(
                file,
                "["
                        + String.join(
                                ",",
                                entry.formatted("engine", "thrpt", "virtual", "1500.5", "20.25", "ops/s"),
                                entry.formatted("engine", "thrpt", "platform", "1000.0", "10.0", "ops/s"),
                                entry.formatted("peer", "thrpt", "pool", "500.0", "\"NaN\"", "ops/s"),
                                entry.formatted("engine", "avgt", "virtual", "200.0", "1.0", "ns/op"))
                        + "]");
    }

    /** Writes a summary as heddle run does, as far as a report reads it. */
    public static Path summary(Path file) throws IOException {
        return Files.writeString(file, """
                {"layout": 1, "settings": {"name": "job", "rw": "randrw", "direct": false},
                 "machine": {"cpus": 2, "os": "Linux"}, "end": "completed", "clean": true,
                 "read": {"count": 1500, "iops_per_s": 500.0, "bw_bytes_per_s": 2048000.0},
                 "write": {"count": 0, "iops_per_s": 0, "bw_bytes_per_s": 0},
                 "errors": {}}
                """);
    }
}
