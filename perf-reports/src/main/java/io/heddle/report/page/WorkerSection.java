package io.heddle.report.page;

import io.heddle.report.chart.AreaChart;
import io.heddle.report.chart.LaneChart;
import io.heddle.report.chart.Numbers;
import io.heddle.report.chart.TurnoverChart;
import io.heddle.report.recording.Gauges;
import io.heddle.report.recording.Lane;
import io.heddle.report.recording.Processes;
import io.heddle.report.recording.RecordingData;
import io.heddle.report.recording.TimeBuckets;
import io.heddle.report.recording.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The workers. */
final class WorkerSection {
    private static final int MOST_LANES = 32;

    private WorkerSection() {}

    static List<Block> blocks(RecordingData recording) {
        List<Block> blocks = new ArrayList<>();
        double span = (double) recording.end() - recording.begin();
        List<Gauges.Point> points =
                recording.workers().gauges().sums(recording.begin(), recording.end(), RecordingData.BUCKETS);
        if (!points.isEmpty()) {
            blocks.add(new Block.Figure(
                    "Workers over time",
                    "Of all processes together, by the last word of each.",
                    false,
                    size -> AreaChart.draw(
                            "Workers over time",
                            List.of("running", "idle", "dying"),
                            samples(points, recording),
                            span,
                            size)));
        }
        if (recording.workers().turnover().size() > 0) {
            List<TurnoverChart.Step> steps = steps(recording);
            blocks.add(new Block.Figure(
                    "Births and deaths of workers",
                    "A steady load needs neither. Many of both mean that the pool window is too short for the load.",
                    false,
                    size -> TurnoverChart.draw("Births and deaths of workers", steps, span, size)));
        }
        List<Lane> lanes = recording.workers().lanes(MOST_LANES);
        if (!lanes.isEmpty()) {
            List<LaneChart.Row> rows =
                    lanes.stream().map(lane -> row(lane, recording.begin())).toList();
            long all = recording.workers().laneCount();
            blocks.add(new Block.Figure(
                    "Timeline of workers",
                    "In the colour of what each ran; the fuller, the busier. "
                            + (all > lanes.size()
                                    ? "The busiest " + lanes.size() + " of " + Numbers.count(all) + ". "
                                    : "")
                            + "For single requests: heddle report --trace.",
                    true,
                    size -> LaneChart.draw("Timeline of workers", Lane.KINDS, rows, span, size)));
        }
        if (recording.workers().failures().total() > 0) {
            blocks.add(RequestSection.counts(
                    "Workers that could not be created",
                    "reason",
                    recording.workers().failures()));
        }
        return blocks;
    }

    private static List<AreaChart.Sample> samples(List<Gauges.Point> points, RecordingData recording) {
        return points.stream()
                .map(point -> new AreaChart.Sample((double) point.at() - recording.begin(), point.values()))
                .toList();
    }

    private static List<TurnoverChart.Step> steps(RecordingData recording) {
        TimeBuckets<Workers.Turnover> turnover = recording.workers().turnover();
        List<TurnoverChart.Step> steps = new ArrayList<>();
        turnover.byStart()
                .forEach((start, step) -> steps.add(new TurnoverChart.Step(
                        (double) start - recording.begin(),
                        turnover.width(),
                        step.born(),
                        step.ended(),
                        step.failed())));
        return steps;
    }

    private static LaneChart.Row row(Lane lane, long begin) {
        List<LaneChart.Piece> pieces = new ArrayList<>();
        lane.overTime()
                .byStart()
                .forEach((start, busy) -> pieces.add(new LaneChart.Piece(
                        (double) start - begin,
                        lane.overTime().width(),
                        Arrays.stream(busy).boxed().toList())));
        return new LaneChart.Row(lane.worker(), pieces);
    }

    static Block processes(RecordingData recording) {
        List<List<String>> rows = new ArrayList<>();
        recording
                .processes()
                .rows()
                .forEach(row -> rows.add(List.of(
                        row.id() == Processes.REST ? "others" : String.valueOf(row.id()),
                        row.name(),
                        row.kind(),
                        Numbers.count(row.reads()),
                        Numbers.count(row.writes()),
                        Numbers.count(row.syncs()),
                        Numbers.bytes(row.bytes()),
                        Numbers.count(row.failed()),
                        Numbers.count(row.rejected()),
                        Numbers.count(row.mostOutstanding()),
                        row.mostThreads() + ", " + row.born() + " / " + row.ended(),
                        row.latency().getTotalCount() == 0
                                ? ""
                                : Numbers.time(row.latency().getValueAtPercentile(50)),
                        row.latency().getTotalCount() == 0
                                ? ""
                                : Numbers.time(row.latency().getValueAtPercentile(99)))));
        return new Block.Table(
                "Processes",
                List.of(
                        "process",
                        "name",
                        "backend, scope, threads",
                        "reads",
                        "writes",
                        "syncs",
                        "moved",
                        "failed",
                        "refused",
                        "most outstanding",
                        "most workers, born / ended",
                        "p50",
                        "p99"),
                3,
                rows);
    }
}
