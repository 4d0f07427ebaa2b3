package io.heddle.report.page;

import io.heddle.report.chart.Numbers;
import io.heddle.report.input.Benchmark;
import io.heddle.report.input.Inputs;
import io.heddle.report.input.RunResult;
import io.heddle.report.recording.EventCounts;
import io.heddle.report.recording.RecordingData;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** The machines, the settings, and the completeness of the files. */
final class EnvironmentSection {
    private EnvironmentSection() {}

    static Section of(Inputs inputs) {
        List<Block> blocks = new ArrayList<>();
        for (RunResult run : inputs.runs()) {
            blocks.add(facts("Settings of " + run.file().getFileName(), run.settings()));
            blocks.add(facts("Machine of " + run.file().getFileName(), run.machine()));
        }
        for (RecordingData recording : inputs.recordings()) {
            blocks.add(facts(
                    "Environment of " + recording.file().getFileName(),
                    recording.environment().facts()));
        }
        if (!inputs.recordings().isEmpty()) {
            blocks.add(recordings(inputs.recordings()));
        }
        for (RecordingData recording : inputs.recordings()) {
            blocks.add(events(recording));
        }
        TreeSet<String> commands = new TreeSet<>();
        inputs.benchmarks().stream().map(Benchmark::command).forEach(commands::add);
        if (!commands.isEmpty()) {
            blocks.add(new Block.Table(
                    "JVMs of the benchmarks",
                    List.of("JVM and its arguments"),
                    1,
                    commands.stream().map(List::of).toList()));
        }
        return new Section("environment", "Environment and settings", "", blocks);
    }

    private static Block facts(String caption, Map<String, String> facts) {
        List<List<String>> rows = new ArrayList<>();
        facts.forEach((name, value) -> rows.add(List.of(name, value)));
        return new Block.Table(caption, List.of("", ""), 2, rows);
    }

    private static Block recordings(List<RecordingData> recordings) {
        List<List<String>> rows = new ArrayList<>();
        for (RecordingData recording : recordings) {
            long lost = recording.environment().losses();
            rows.add(List.of(
                    String.valueOf(recording.file().getFileName()),
                    recording.isOurs() ? time(recording.begin()) + " to " + time(recording.end()) : "",
                    lost == 0
                            ? "none"
                            : lost + " times, "
                                    + Numbers.bytes(recording.environment().lostBytes()),
                    throttled(recording),
                    recording.damages().isEmpty() ? "all" : "a part",
                    Numbers.bytes(recording.bytes()),
                    Numbers.count(recording.counts().total())));
        }
        return new Block.Table(
                "Recordings",
                List.of("file", "our events (UTC)", "lost (jdk.DataLoss)", "throttled", "read", "size", "events"),
                5,
                rows);
    }

    private static String time(long epochNanos) {
        return Instant.ofEpochSecond(0, epochNanos).toString();
    }

    private static String throttled(RecordingData recording) {
        if (!recording.hasSettings()) {
            return "not told (no jdk.ActiveSetting)";
        }
        return recording.throttled().isEmpty()
                ? "none"
                : String.join(", ", recording.throttled().keySet());
    }

    private static Block events(RecordingData recording) {
        List<List<String>> rows = new ArrayList<>();
        for (EventCounts.Type type : recording.counts().seen()) {
            rows.add(List.of(type.name(), type.kernelName(), String.valueOf(type.count())));
        }
        return new Block.Table(
                "Events in " + recording.file().getFileName(), List.of("event", "kernel's name", "count"), 2, rows);
    }
}
