package io.heddle.bench.run;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.heddle.report.output.OutputFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramLogWriter;

/**
 * The file {@code run.hlog}: a histogram of the latencies per second and operation. It is kept only if it is committed.
 */
final class IntervalLog implements AutoCloseable {
    private final OutputFile file;
    private final PrintStream stream;
    private final HistogramLogWriter log;

    IntervalLog(Path target, String name) throws IOException {
        file = OutputFile.create(target);
        stream = new PrintStream(file.stream(), false, UTF_8);
        log = new HistogramLogWriter(stream);
        log.outputComment("[heddle run " + name + ", latencies in nanoseconds; Interval_Max in milliseconds]");
        log.outputLogFormatVersion();
    }

    void start(long startMillis) {
        log.setBaseTime(startMillis);
        log.outputBaseTime(startMillis);
        log.outputStartTime(startMillis);
        log.outputLegend();
    }

    /** Adds an interval, unless it is empty. */
    void add(String tag, Histogram latencies, long fromMillis, long toMillis) {
        if (latencies.getTotalCount() == 0) {
            return;
        }
        latencies.setTag(tag);
        latencies.setStartTimeStamp(fromMillis);
        latencies.setEndTimeStamp(toMillis);
        log.outputIntervalHistogram(latencies);
    }

    void commit() throws IOException {
        stream.flush();
        file.commit();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
