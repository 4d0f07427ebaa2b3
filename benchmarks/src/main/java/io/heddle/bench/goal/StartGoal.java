package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.probe.StartProbe;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** P9. */
final class StartGoal implements Goal {
    private static final int MOST_MILLIS = 50;
    private static final long FILE_BYTES = 1 << 20;
    private static final int STARTS = 5;
    private static final int TIMEOUT_SECONDS = 30;
    private static final Metric FIRST_REQUEST = new Metric("first_request_ms", "ms to the first end");

    @Override
    public String id() {
        return "P9";
    }

    @Override
    public String title() {
        return "from the begin of main to the end of the first request";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "A JVM is started, without a recording; its main opens a process and a file, reads 4 KiB and takes the time. "
                        + STARTS + " starts make a round, whose figure is their median.",
                "Beside it FileChannel and AsynchronousFileChannel: what of the time is the JDK's.",
                "Goal: at most 50 ms.");
    }

    @Override
    public List<Cell> cells(Lab lab) {
        return Arrays.stream(StartProbe.Way.values())
                .map(way -> new Cell("", way.title()))
                .toList();
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        Path file = DataFiles.ofSize(lab, FILE_BYTES);
        StartProbe.Way way = Arrays.stream(StartProbe.Way.values())
                .filter(each -> each.title().equals(cell.variant()))
                .findAny()
                .orElseThrow();
        List<Double> starts = new ArrayList<>();
        for (int start = 0; start < STARTS; start++) {
            Map<String, Double> figures = ChildFork.run(
                    StartProbe.class, List.of(way.name(), file.toString()), List.of(), TIMEOUT_SECONDS, lab);
            starts.add(figures.getOrDefault(FIRST_REQUEST.name(), Double.NaN));
        }
        Map<String, Double> median = new HashMap<>();
        median.put(
                FIRST_REQUEST.name(),
                new Sample(starts.stream().mapToDouble(Double::doubleValue).toArray()).median());
        return median;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(FIRST_REQUEST);
    }

    @Override
    public List<Criterion> judge(Table table) {
        double millis = table.median("", StartProbe.Way.HEDDLE.title(), FIRST_REQUEST.name());
        return List.of(Criterion.amount("", millis, MOST_MILLIS, "ms to the first request's end"));
    }
}
