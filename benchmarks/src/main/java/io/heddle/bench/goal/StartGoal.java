package io.heddle.bench.goal;

import io.heddle.bench.cli.RunFailure;
import io.heddle.bench.probe.StartProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Goal P9: the time from the start of main to the end of the first request. */
final class StartGoal implements Goal {
    private static final int MOST_MILLIS = 50;
    private static final long FILE_BYTES = 1 << 20;
    private static final int STARTS = 5;
    private static final int TIMEOUT_SECONDS = 30;

    /** The engine in a JVM with an AOT cache of this program, as in {@code docs/start.md}. */
    private static final String TRAINED = StartProbe.Way.HEDDLE.title() + ", AOT cache";

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
                "A JVM is started, without a recording; its main opens a process and a file, reads 4 KiB and takes "
                        + "the time. "
                        + STARTS + " starts make a round, whose figure is their median.",
                "Beside it FileChannel and AsynchronousFileChannel: what of the time is the JDK's; and the engine "
                        + "with an AOT cache "
                        + "of this program, see docs/start.md. Judged is the engine without.",
                "Goal: at most 50 ms.");
    }

    @Override
    public List<Cell> cells(Lab lab) {
        List<Cell> cells = new ArrayList<>();
        for (StartProbe.Way way : StartProbe.Way.values()) {
            cells.add(new Cell("", way.title()));
        }
        cells.add(new Cell("", TRAINED));
        return cells;
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        boolean trained = cell.variant().equals(TRAINED);
        StartProbe.Way way = trained ? StartProbe.Way.HEDDLE : way(cell.variant());
        List<String> flags = trained ? aot("-XX:AOTCache=" + cache(lab)) : List.of();
        List<Double> starts = new ArrayList<>();
        for (int start = 0; start < STARTS; start++) {
            starts.add(start(way, flags, lab));
        }
        Map<String, Double> median = new HashMap<>();
        median.put(
                FIRST_REQUEST.name(),
                new Sample(starts.stream().mapToDouble(Double::doubleValue).toArray()).median());
        return median;
    }

    private static StartProbe.Way way(String variant) {
        return Arrays.stream(StartProbe.Way.values())
                .filter(each -> each.title().equals(variant))
                .findAny()
                .orElseThrow();
    }

    /** Returns the cache, which a training run makes on the first call. */
    private static Path cache(Lab lab) throws IOException, InterruptedException, RunFailure {
        Path cache = lab.folder().resolve("start.aot");
        if (!Files.exists(cache)) {
            List<String> training = ChildFork.command(
                    StartProbe.class, arguments(StartProbe.Way.HEDDLE, lab), aot("-XX:AOTCacheOutput=" + cache));
            List<String> _ = ChildFork.output(training, TIMEOUT_SECONDS, lab);
        }
        return cache;
    }

    /** Returns flags that keep the JVM's messages about its cache off standard output, where the figures are. */
    private static List<String> aot(String flag) {
        return List.of("-Xlog:disable", "-Xlog:all=warning:stderr", flag);
    }

    private static double start(StartProbe.Way way, List<String> flags, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        Map<String, Double> figures = ChildFork.run(StartProbe.class, arguments(way, lab), flags, TIMEOUT_SECONDS, lab);
        return figures.getOrDefault(FIRST_REQUEST.name(), Double.NaN);
    }

    private static List<String> arguments(StartProbe.Way way, Lab lab) throws IOException {
        return List.of(way.name(), DataFiles.ofSize(lab, FILE_BYTES).toString());
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
