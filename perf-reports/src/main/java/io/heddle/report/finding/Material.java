package io.heddle.report.finding;

import java.nio.file.Path;
import java.util.List;

/**
 * What a report is made of. A recording may be larger than memory. One that could be
 * read in part only is not among them.
 *
 * @param recordings the Flight Recorder files
 * @param histogramLogs the HdrHistogram logs
 * @param benchmarks the results of JMH, as JSON
 */
public record Material(List<Path> recordings, List<Path> histogramLogs, List<Path> benchmarks) {
    /** Makes a material; the lists are copied. */
    public Material {
        recordings = List.copyOf(recordings);
        histogramLogs = List.copyOf(histogramLogs);
        benchmarks = List.copyOf(benchmarks);
    }
}
