package io.heddle.bench.goal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.heddle.bench.cli.RunFailure;
import io.heddle.report.output.TemporaryFiles;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/** Goal P14: {@code heddle run} with its defaults. */
final class MainJobGoal implements Goal {
    private static final String OLD = "b5ee8d8";
    private static final double TIMES_OLD = 2;
    private static final int PATIENCE_SECONDS = 60;
    private static final double LEAST_SECONDS = 2;
    private static final Metric PER_SECOND = new Metric("per_s", "reads and writes/s");
    private static final String NOW = "this jar";
    private static final String THEN = "the jar of " + OLD;

    @Override
    public String id() {
        return "P14";
    }

    @Override
    public String title() {
        return "the main job, heddle run with its defaults";
    }

    @Override
    public List<String> explanation() {
        return List.of(
                "heddle run with its defaults, but for 5 seconds (quick: 2 or more) at a time: random reads and "
                        + "writes of 4 KiB, half "
                        + "of each, a sync after 32 writes, everything verified.",
                "Peer: the command line of commit " + OLD + ", from benchmarks/target/heddle-" + OLD
                        + ".jar; .ci/old-jar builds it. Without it the goal is skipped.",
                "Goal: twice the reads and writes a second.");
    }

    @Override
    public List<Cell> cells(Lab lab) throws RunFailure {
        if (!Files.exists(oldJar())) {
            throw new RunFailure("there is no " + oldJar() + "; .ci/old-jar " + OLD + " builds it");
        }
        return List.of(new Cell("", NOW), new Cell("", THEN));
    }

    /** Returns the path of the old jar, in the folder of this program's jar. */
    private static Path oldJar() {
        return Path.of(jar()).toAbsolutePath().resolveSibling("heddle-" + OLD + ".jar");
    }

    private static String jar() {
        return System.getProperty("java.class.path").split(File.pathSeparator, -1)[0];
    }

    @Override
    public Map<String, Double> measure(Cell cell, double seconds, Lab lab)
            throws IOException, InterruptedException, RunFailure {
        Path folder = TemporaryFiles.folder(lab.folder(), "run.");
        try {
            List<String> command = new ArrayList<>(List.of(ForkFlags.java().toString()));
            command.addAll(ForkFlags.flags());
            command.addAll(List.of(
                    lab.temporaryFolderFlag(),
                    "-cp",
                    cell.variant().equals(NOW) ? System.getProperty("java.class.path") : oldJar().toString(),
                    "io.heddle.bench.Heddle",
                    "run",
                    "--output-dir=" + folder.resolve("results"),
                    "--runtime=" + Math.round(Math.max(LEAST_SECONDS, seconds))));
            ChildFork.output(command, PATIENCE_SECONDS, lab);
            return Map.of(PER_SECOND.name(), perSecond(folder.resolve("results").resolve("summary.json")));
        } finally {
            TemporaryFiles.remove(folder);
        }
    }

    /** Returns the sum of {@code read.iops_per_s} and {@code write.iops_per_s}. */
    static double perSecond(Path summary) throws IOException, RunFailure {
        double sum = 0;
        int found = 0;
        Deque<String> path = new ArrayDeque<>();
        try (JsonParser json = new JsonFactory().createParser(summary.toFile())) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    path.push(String.valueOf(json.currentName()));
                } else if (token == JsonToken.END_OBJECT) {
                    path.pop();
                } else if (token == JsonToken.VALUE_NUMBER_FLOAT
                        && path.size() == 2
                        && json.currentName().equals("iops_per_s")
                        && (path.peek().equals("read") || path.peek().equals("write"))) {
                    sum += json.getDoubleValue();
                    found++;
                }
            }
        }
        if (found != 2) {
            throw new RunFailure(summary + " has no rates of reads and writes");
        }
        return sum;
    }

    @Override
    public List<Metric> metrics() {
        return List.of(PER_SECOND);
    }

    @Override
    public List<Criterion> judge(Table table) {
        return List.of(Criterion.atLeast(
                "", table.ratios("", NOW, THEN, PER_SECOND.name()), "the rate of " + THEN, TIMES_OLD));
    }
}
