package io.heddle.report.input;

import io.heddle.report.recording.LatencyCell;
import io.heddle.report.recording.TimeBuckets;
import java.nio.file.Path;
import java.util.Map;
import org.HdrHistogram.Histogram;

/**
 * An HdrHistogram log. Values are taken to be nanoseconds: the format does not specify it.
 *
 * @param file the file that was read
 * @param byTag all intervals of each tag; those without one under an empty text
 */
public record HistogramLog(Path file, Map<String, Tagged> byTag) {
    /**
     * All intervals with one tag.
     *
     * @param total their sum
     * @param overTime the same values by the end of their interval
     */
    public record Tagged(Histogram total, TimeBuckets<LatencyCell> overTime) {}
}
