package io.heddle.report.page;

import io.heddle.report.chart.AreaChart;
import io.heddle.report.chart.BarChart;
import io.heddle.report.chart.Numbers;
import io.heddle.report.recording.BoundedCounts;
import io.heddle.report.recording.EventCounts;
import io.heddle.report.recording.Gauges;
import io.heddle.report.recording.Outcomes;
import io.heddle.report.recording.RecordingData;
import io.heddle.report.recording.SlowRequests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The outcomes of requests: queued, delayed, refused, failed, cancelled, slow. */
final class RequestSection {
    private RequestSection() {}

    static List<Block> states(RecordingData recording) {
        List<Block> blocks = new ArrayList<>();
        Outcomes outcomes = recording.outcomes();
        double span = (double) recording.end() - recording.begin();
        List<Gauges.Point> points = outcomes.states().sums(recording.begin(), recording.end(), RecordingData.BUCKETS);
        if (!points.isEmpty()) {
            List<AreaChart.Sample> samples = points.stream()
                    .map(point -> new AreaChart.Sample((double) point.at() - recording.begin(), point.values()))
                    .toList();
            blocks.add(new Block.Figure(
                    "Requests by state",
                    "Once a second, of all processes together. Done ones wait to be reaped.",
                    false,
                    size -> AreaChart.draw(
                            "Requests by state", List.of("queued", "running", "done"), samples, span, size)));
        }
        if (outcomes.mostOutstanding().size() > 0) {
            List<AreaChart.Sample> samples = new ArrayList<>();
            outcomes.mostOutstanding()
                    .byStart()
                    .forEach((start, most) -> samples.add(
                            new AreaChart.Sample(Math.max(0, (double) start - recording.begin()), List.of(most[0]))));
            blocks.add(new Block.Figure(
                    "Outstanding requests",
                    "The most that one process had at a submission, within each "
                            + Numbers.time(outcomes.mostOutstanding().width()) + ".",
                    false,
                    size -> AreaChart.draw("Outstanding requests", List.of("outstanding"), samples, span, size)));
        }
        if (outcomes.rejected().total() > 0) {
            blocks.add(counts("Refused submissions", "error and rule", outcomes.rejected()));
        }
        if (recording.requests().errors().total() > 0) {
            blocks.add(counts("Failed requests", "error", recording.requests().errors()));
        }
        return blocks;
    }

    static List<Block> syncs(RecordingData recording) {
        Histogram waited = recording.outcomes().waitedFor();
        if (waited.getTotalCount() == 0) {
            return List.of();
        }
        List<BarChart.Bar> bars = new ArrayList<>();
        long from = 0;
        long to = 1;
        while (from <= waited.getMaxValue()) {
            long count = waited.getCountBetweenValues(from, to - 1);
            String label = to - from == 1 ? String.valueOf(from) : from + " to " + (to - 1);
            if (count > 0 || !bars.isEmpty()) {
                String what = label + (label.equals("1") ? " request" : " requests");
                bars.add(BarChart.bar(what, (double) count, Numbers.count(count)));
            }
            from = to;
            to *= 2;
        }
        List<List<String>> files = new ArrayList<>();
        recording
                .outcomes()
                .delayedFiles()
                .largestFirst()
                .forEach((file, count) -> files.add(List.of(file, Numbers.count(count))));
        return List.of(
                new Block.Figure(
                        "What delayed syncs waited for",
                        "A sync must wait until the requests before it on its file are done. "
                                + Numbers.count(waited.getTotalCount()) + " syncs were delayed, by "
                                + Numbers.count(waited.getMean()) + " requests on average. How long they waited is the "
                                + "queue wait of SYNC and DSYNC.",
                        false,
                        size -> BarChart.draw("What delayed syncs waited for", List.of(), bars, size)),
                new Block.Table("Delayed syncs by file", List.of("file", "delayed"), 1, files));
    }

    static List<Block> cancels(RecordingData recording) {
        Outcomes outcomes = recording.outcomes();
        if (outcomes.cancelCalls().total() + outcomes.cancelled().total() == 0) {
            return List.of();
        }
        return List.of(
                bars("Requests met by cancel calls", "One that was cancelled has moved no byte.", outcomes.cancelled()),
                counts("Cancel calls by result", "result", outcomes.cancelCalls()));
    }

    static List<Block> slow(RecordingData recording) {
        List<List<String>> rows = new ArrayList<>();
        for (SlowRequests.Slow slow : recording.slow().slowestFirst()) {
            rows.add(List.of(
                    slow.path(),
                    slow.opcode(),
                    slow.error(),
                    String.valueOf(slow.processId()),
                    String.valueOf(slow.requestId()),
                    Numbers.bytes(slow.length()) + " at " + slow.offset(),
                    Numbers.time((double) slow.start() - recording.begin()),
                    Numbers.time(slow.queuedNanos()),
                    Numbers.time(slow.serviceNanos()),
                    Numbers.time(slow.nanos())));
        }
        return rows.isEmpty()
                ? List.of()
                : List.of(new Block.Table(
                        "The " + rows.size() + " slowest of "
                                + Numbers.count(recording.slow().count()) + " slow requests (aio.SlowRequest)",
                        List.of(
                                "file",
                                "request",
                                "error",
                                "process",
                                "number",
                                "bytes",
                                "submitted",
                                "queue wait",
                                "service",
                                "in all"),
                        1,
                        rows));
    }

    static List<Block> tracePoints(RecordingData recording) {
        List<EventCounts.Type> types = recording.counts().tracePoints();
        if (types.isEmpty()) {
            return List.of();
        }
        List<List<String>> rows = new ArrayList<>();
        types.forEach(type ->
                rows.add(List.of(type.kernelName(), type.name(), type.description(), String.valueOf(type.count()))));
        return List.of(new Block.Table(
                types.size() + " trace points of the kernel",
                List.of("kernel's name", "event", "when", "count"),
                3,
                rows));
    }

    static Block counts(String caption, String what, BoundedCounts counts) {
        List<List<String>> rows = new ArrayList<>();
        counts.largestFirst().forEach((text, count) -> rows.add(List.of(text, Numbers.count(count))));
        return new Block.Table(caption, List.of(what, "count"), 1, rows);
    }

    private static Block bars(String caption, String explanation, BoundedCounts counts) {
        List<BarChart.Bar> bars = new ArrayList<>();
        for (Map.Entry<String, Long> entry : counts.largestFirst().entrySet()) {
            bars.add(BarChart.bar(entry.getKey(), entry.getValue(), Numbers.count(entry.getValue())));
        }
        return new Block.Figure(caption, explanation, false, size -> BarChart.draw(caption, List.of(), bars, size));
    }
}
