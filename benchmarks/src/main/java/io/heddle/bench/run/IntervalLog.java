package io.heddle.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/** {@code run.hlog}: a histogram of the latencies for each second and operation. */
final class IntervalLog implements AutoCloseable {
    private final HistogramLogWriter log;

    IntervalLog(Path file, String name) throws IOException {
        log = new HistogramLogWriter(new PrintStream(Files.newOutputStream(file), false, UTF_8));
        log.outputComment("[heddle run " + name + ", latencies in nanoseconds; Interval_Max in milliseconds]");
        log.outputLogFormatVersion();
    }

    void start(long startMillis) {
        log.setBaseTime(startMillis);
        log.outputBaseTime(startMillis);
        log.outputStartTime(startMillis);
        log.outputLegend();
    }

    /** Adds an interval; one in which nothing happened is left out. */
    void add(String tag, Histogram latencies, long fromMillis, long toMillis) {
        if (latencies.getTotalCount() == 0) {
            return;
        }
        latencies.setTag(tag);
        latencies.setStartTimeStamp(fromMillis);
        latencies.setEndTimeStamp(toMillis);
        log.outputIntervalHistogram(latencies);
    }

    @Override
    public void close() {
        log.close();
    }
}
