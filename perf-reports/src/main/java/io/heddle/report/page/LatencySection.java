package io.heddle.report.page;

import io.heddle.report.chart.BarChart;
import io.heddle.report.chart.HeatMap;
import io.heddle.report.chart.LineChart;
import io.heddle.report.chart.Numbers;
import io.heddle.report.chart.PercentileChart;
import io.heddle.report.input.HistogramLog;
import io.heddle.report.input.Inputs;
import io.heddle.report.recording.LatencyCell;
import io.heddle.report.recording.RecordingData;
import io.heddle.report.recording.TimeBuckets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/** The latencies of requests. */
final class LatencySection {
    private static final int MOST_CURVES = 6;
    /** Points farther apart than this number of buckets are not joined. */
    private static final double GAP_BUCKETS = 6;

    private static final double[] PERCENTILES = {50, 90, 99, 99.9, 99.99};

    private LatencySection() {}

    /** Returns a section with all sources side by side. */
    static Section overview(Inputs inputs) {
        List<PercentileChart.Curve> curves = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        boolean named = inputs.logs().size() + inputs.recordings().size() > 2;
        for (HistogramLog log : inputs.logs()) {
            log.byTag()
                    .forEach((tag, tagged) -> curves.add(new PercentileChart.Curve(
                            name(tag.isEmpty() ? "all" : tag, log.file(), named),
                            tagged.total(),
                            curves.size(),
                            false)));
        }
        if (inputs.logs().isEmpty()) {
            for (RecordingData recording : inputs.recordings()) {
                recording
                        .requests()
                        .byOpcode()
                        .forEach((opcode, times) -> curves.add(new PercentileChart.Curve(
                                name(opcode, recording.file(), named), times.latency(), curves.size(), false)));
            }
        }
        if (!curves.isEmpty()) {
            List<PercentileChart.Curve> shown = curves.subList(0, Math.min(MOST_CURVES, curves.size()));
            blocks.add(new Block.Figure(
                    "Latency by percentile",
                    "Each step to the right is one nine more. A flat curve is a steady service; a cliff is a tail.",
                    true,
                    size -> PercentileChart.draw("Latency by percentile", shown, size)));
            blocks.add(percentiles("Latency", curves));
            for (HistogramLog log : inputs.logs()) {
                blocks.addAll(overTime(log, named ? ", " + log.file().getFileName() : ""));
            }
        }
        String source = inputs.logs().isEmpty()
                ? "From the recording: queue wait and service time together."
                : "From the histogram log: from the time when a request was due to the time when its submitter knew "
                        + "that it was done.";
        return new Section("latency", "Latency", source, blocks);
    }

    private static String name(String what, Path file, boolean named) {
        return named ? what + ", " + file.getFileName() : what;
    }

    static Block percentiles(String caption, List<PercentileChart.Curve> curves) {
        List<List<String>> rows = new ArrayList<>();
        for (PercentileChart.Curve curve : curves) {
            Histogram nanos = curve.nanos();
            List<String> row = new ArrayList<>(List.of(curve.name(), Numbers.count(nanos.getTotalCount())));
            row.add(nanos.getTotalCount() == 0 ? "" : Numbers.time(nanos.getMean()));
            for (double percentile : PERCENTILES) {
                row.add(nanos.getTotalCount() == 0 ? "" : Numbers.time(nanos.getValueAtPercentile(percentile)));
            }
            row.add(nanos.getTotalCount() == 0 ? "" : Numbers.time(nanos.getMaxValue()));
            rows.add(row);
        }
        return new Block.Table(
                caption, List.of("", "count", "mean", "p50", "p90", "p99", "p99.9", "p99.99", "max"), 1, rows);
    }

    /**
     * Returns figures of a log. A log has one value for each interval, which stands for all the time since the one
     * before.
     */
    private static List<Block> overTime(HistogramLog log, String suffix) {
        TimeBuckets<LatencyCell> all = new TimeBuckets<>(RecordingData.BUCKETS, LatencyCell::new, LatencyCell::plus);
        log.byTag()
                .values()
                .forEach(tagged -> tagged.overTime()
                        .byStart()
                        .forEach((start, cell) -> all.at(start).plus(cell)));
        Map<Long, LatencyCell> cells = all.byStart();
        if (cells.isEmpty()) {
            return List.of();
        }
        List<Long> starts = List.copyOf(cells.keySet());
        long step = Long.MAX_VALUE;
        for (int i = 1; i < starts.size(); i++) {
            step = Math.min(step, starts.get(i) - starts.get(i - 1));
        }
        long width = starts.size() == 1 ? all.width() : step;
        Map<Long, LatencyCell> shifted = new TreeMap<>();
        cells.forEach((start, cell) -> shifted.put(start + all.width() - width, cell));
        long begin = starts.getFirst() + all.width() - width;
        return overTime(shifted, (double) width, begin, starts.getLast() + all.width(), suffix);
    }

    /** Returns figures of a recording. */
    static List<Block> overTime(RecordingData recording, String suffix) {
        TimeBuckets<LatencyCell> all = recording.requests().overTime();
        return overTime(all.byStart(), (double) all.width(), recording.begin(), recording.end(), suffix);
    }

    private static List<Block> overTime(
            Map<Long, LatencyCell> cells, double width, long begin, long end, String suffix) {
        if (cells.isEmpty()) {
            return List.of();
        }
        List<LineChart.Line> lines = new ArrayList<>();
        for (double percentile : new double[] {50, 99, 100}) {
            List<LineChart.Point> points = new ArrayList<>();
            cells.forEach((start, cell) -> points.add(new LineChart.Point(
                    Math.max(0, start - begin + width / 2), (double) Math.max(1, cell.percentile(percentile)))));
            lines.add(new LineChart.Line(percentile == 100 ? "slowest" : "p" + (int) percentile, points));
        }
        double span = (double) end - begin;
        List<HeatMap.Column> columns = new ArrayList<>();
        cells.forEach((start, cell) -> columns.add(new HeatMap.Column((double) start - begin, width, cell::between)));
        long most = cells.values().stream().mapToLong(LatencyCell::max).max().orElse(1);
        long least = cells.values().stream()
                .mapToLong(cell -> cell.percentile(0))
                .min()
                .orElse(1);
        return List.of(
                new Block.Figure(
                        "Latency over time" + suffix,
                        "Of all requests that were done within each " + Numbers.time(width) + ".",
                        false,
                        size -> LineChart.draw("Latency over time" + suffix, lines, span, width * GAP_BUCKETS, size)),
                new Block.Figure(
                        "Latency heat map" + suffix,
                        "The stronger the colour, the more requests took so long then; its scale is logarithmic.",
                        false,
                        size -> HeatMap.draw(
                                "Latency heat map" + suffix, columns, (double) least, (double) most, span, size)));
    }

    /** Returns figures of queue wait against service time. */
    static List<Block> parts(RecordingData recording) {
        List<PercentileChart.Curve> curves = new ArrayList<>();
        List<PercentileChart.Curve> rows = new ArrayList<>();
        List<BarChart.Bar> bars = new ArrayList<>();
        recording.requests().mostFrequentFirst().forEach((opcode, times) -> {
            int colour = bars.size();
            PercentileChart.Curve queue =
                    new PercentileChart.Curve(opcode + " queue wait", times.queueWait(), colour, true);
            PercentileChart.Curve service =
                    new PercentileChart.Curve(opcode + " service", times.service(), colour, false);
            rows.addAll(List.of(queue, service));
            if (curves.size() < MOST_CURVES) {
                curves.addAll(List.of(queue, service));
            }
            double waited = times.queueWait().getTotalCount() == 0
                    ? 0
                    : times.queueWait().getMean();
            double served = times.service().getMean();
            bars.add(new BarChart.Bar(
                    opcode, List.of(waited, served), 0, Numbers.time(waited) + " + " + Numbers.time(served), 0));
        });
        if (bars.isEmpty()) {
            return List.of();
        }
        return List.of(
                new Block.Figure(
                        "Queue wait against service time",
                        "The means, one on top of the other. Where queue wait prevails, workers are short; where "
                                + "service "
                                + "prevails, the device or the file system is.",
                        false,
                        size -> BarChart.draw(
                                "Queue wait against service time", List.of("queue wait", "service"), bars, size)),
                new Block.Figure(
                        "Their percentiles",
                        "Solid: service time. Dashed, in the same colour: queue wait.",
                        false,
                        size -> PercentileChart.draw("Queue wait and service time by percentile", curves, size)),
                percentiles("Queue wait and service time", rows));
    }
}
