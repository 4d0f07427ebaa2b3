package io.heddle.report.input;

import io.heddle.report.recording.LatencyCell;
import io.heddle.report.recording.RecordingData;
import io.heddle.report.recording.TimeBuckets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.EncodableHistogram;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;
import org.HdrHistogram.HistogramLogReader;

/** Reads HdrHistogram logs, one interval at a time. */
final class HistogramLogFile {
    private static final int DIGITS = 3;
    private static final int MOST_TAGS = 64;

    private final Map<String, HistogramLog.Tagged> byTag = new LinkedHashMap<>();

    private HistogramLogFile() {}

    /** Reads a log. A line that cannot be read ends it, with a notice if something was read before. */
    static HistogramLog read(Path file, Consumer<String> notice) throws IOException {
        HistogramLogFile log = new HistogramLogFile();
        try (InputStream in = Files.newInputStream(file);
                HistogramLogReader reader = new HistogramLogReader(in)) {
            log.read(reader);
        } catch (RuntimeException unreadable) { // the reader has none of its own
            String why = "line cannot be read: " + unreadable;
            if (log.byTag.isEmpty()) {
                throw new IOException(file + ": not an HdrHistogram log: " + why, unreadable);
            }
            notice.accept(file.getFileName() + ": read in part, the rest is missing here: " + why);
        }
        if (log.byTag.isEmpty()) {
            notice.accept(file.getFileName() + ": this histogram log has no intervals");
        }
        return new HistogramLog(file, log.byTag);
    }

    private void read(HistogramLogReader reader) {
        EncodableHistogram interval = reader.nextIntervalHistogram();
        while (interval != null) {
            if (interval instanceof Histogram values) {
                add(values);
            }
            interval = reader.nextIntervalHistogram();
        }
    }

    private void add(Histogram interval) {
        String tag = Objects.requireNonNullElse(interval.getTag(), "");
        if (!byTag.containsKey(tag) && byTag.size() >= MOST_TAGS) {
            throw new IllegalArgumentException("more than " + MOST_TAGS + " tags");
        }
        HistogramLog.Tagged tagged = byTag.computeIfAbsent(
                tag,
                _ -> new HistogramLog.Tagged(
                        new Histogram(DIGITS),
                        new TimeBuckets<>(RecordingData.BUCKETS, LatencyCell::new, LatencyCell::plus)));
        tagged.total().add(interval);
        LatencyCell cell = tagged.overTime().at(TimeUnit.MILLISECONDS.toNanos(interval.getEndTimeStamp()) - 1);
        for (HistogramIterationValue value : interval.recordedValues()) {
            cell.add(value.getValueIteratedTo(), value.getCountAddedInThisIterationStep());
        }
    }
}
