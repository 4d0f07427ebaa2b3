package io.heddle.report.finding;

import java.nio.file.Path;
import java.util.List;

/**
 * The files of a report. A recording may be larger than memory. A recording that could be read only in part is not
 * included.
 *
 * @param recordings the Flight Recorder files
 * @param histogramLogs the HdrHistogram logs
 * @param benchmarks the results of JMH, as JSON
 */
public record Material(List<Path> recordings, List<Path> histogramLogs, List<Path> benchmarks) {
    /** Creates a material; the lists are copied. */
    public Material {
        recordings = List.copyOf(recordings);
        histogramLogs = List.copyOf(histogramLogs);
        benchmarks = List.copyOf(benchmarks);
    }
}
