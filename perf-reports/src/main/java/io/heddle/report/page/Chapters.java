package io.heddle.report.page;

import io.heddle.report.finding.Finding;
import io.heddle.report.input.Inputs;
import io.heddle.report.recording.RecordingData;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The contents of the report, in order. */
final class Chapters {
    private Chapters() {}

    static Document of(Inputs inputs, List<Finding> found, List<Path> files) {
        List<Section> sections = new ArrayList<>();
        sections.add(LatencySection.overview(inputs));
        for (int i = 0; i < inputs.recordings().size(); i++) {
            RecordingData recording = inputs.recordings().get(i);
            boolean alone = inputs.recordings().size() == 1;
            String suffix = alone ? "" : ": " + recording.file().getFileName();
            sections.addAll(recording(
                    recording, alone ? "" : "-" + (i + 1), suffix, inputs.logs().isEmpty()));
        }
        sections.add(BenchmarkSection.of(inputs.benchmarks()));
        sections.add(EnvironmentSection.of(inputs));
        List<Finding> findings = Stream.concat(Caveats.of(inputs).stream(), found.stream())
                .sorted(Comparator.comparing(Finding::severity))
                .toList();
        String names =
                files.stream().map(file -> String.valueOf(file.getFileName())).collect(Collectors.joining(", "));
        return new Document(
                "Heddle report",
                names,
                Cards.of(inputs),
                findings,
                sections.stream().filter(section -> !section.isEmpty()).toList());
    }

    private static List<Section> recording(RecordingData recording, String id, String suffix, boolean noLogs) {
        List<Block> times = new ArrayList<>(LatencySection.parts(recording));
        times.addAll(LatencySection.overTime(recording, noLogs ? "" : ", as recorded"));
        List<Block> requests = new ArrayList<>(RequestSection.states(recording));
        requests.addAll(RequestSection.slow(recording));
        List<Block> calls = new ArrayList<>(RequestSection.syncs(recording));
        calls.addAll(RequestSection.cancels(recording));
        calls.sort(Comparator.comparing(block -> !(block instanceof Block.Figure))); // figures share a row
        List<Block> processes =
                recording.processes().rows().isEmpty() ? List.of() : List.of(WorkerSection.processes(recording));
        return List.of(
                new Section(
                        "service" + id,
                        "Queue wait and service" + suffix,
                        "From the recording, one value for each request that a worker ran.",
                        times),
                new Section("workers" + id, "Workers" + suffix, "", WorkerSection.blocks(recording)),
                new Section("requests" + id, "Requests" + suffix, "", requests),
                new Section("syncs" + id, "Syncs and cancels" + suffix, "", calls),
                new Section("processes" + id, "Processes" + suffix, "", processes),
                new Section(
                        "tracepoints" + id,
                        "Trace points" + suffix,
                        "Every trace code of the kernel's asynchronous I/O that the recording knows, with the number "
                                + "of its "
                                + "events; 0 means that it did not happen, or was off.",
                        RequestSection.tracePoints(recording)));
    }
}
