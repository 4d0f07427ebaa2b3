package io.heddle.report.page;

import io.heddle.report.chart.Numbers;
import io.heddle.report.finding.Finding;
import io.heddle.report.finding.Severity;
import io.heddle.report.input.Inputs;
import io.heddle.report.recording.RecordingData;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Limitations of the input that qualify the numbers. */
final class Caveats {
    private Caveats() {}

    static List<Finding> of(Inputs inputs) {
        List<Finding> caveats = new ArrayList<>();
        inputs.recordings().forEach(recording -> of(recording, caveats));
        for (String notice : inputs.notices()) {
            caveats.add(new Finding(
                    Severity.WARNING,
                    "An input was read in part",
                    "What is missing is not in the numbers.",
                    notice,
                    ""));
        }
        return caveats;
    }

    private static void of(RecordingData recording, List<Finding> caveats) {
        String file = String.valueOf(recording.file().getFileName());
        if (!recording.damages().isEmpty()) {
            caveats.add(new Finding(
                    Severity.WARNING,
                    "The recording " + file + " is not complete: this is a report of a part",
                    "A recording is a row of chunks, and one that is cut off or damaged cannot be read. "
                            + "The numbers are those of what comes before. The rules for JDK Mission Control "
                            + "were not asked about it.",
                    String.join("; ", recording.damages()),
                    "Stop the recording or dump it (jcmd PID JFR.dump) instead of copying the file while it "
                            + "is written."));
        }
        if (!recording.isOurs()) {
            caveats.add(new Finding(
                    Severity.WARNING,
                    "The recording " + file + " has no event of the engine",
                    "It was made without it, or without heddle-jfr-events on the class path, or its events were off.",
                    Numbers.count(recording.counts().total()) + " events of "
                            + recording.counts().seen().size() + " types",
                    "Put heddle-jfr-events beside heddle-engine, and enable the events aio.*."));
        }
        if (recording.environment().losses() > 0) {
            caveats.add(new Finding(
                    Severity.WARNING,
                    "Flight Recorder lost events in " + file,
                    "Events came faster than they could be written. Counts and rates are too low, and "
                            + "percentiles may be "
                            + "wrong just where it matters.",
                    recording.environment().losses() + " losses, "
                            + Numbers.bytes(recording.environment().lostBytes()),
                    "Record fewer types of events, or give Flight Recorder more memory "
                            + "(-XX:FlightRecorderOptions:memorysize=64m)."));
        }
        Map<String, String> throttled = recording.throttled();
        if (!throttled.isEmpty()) {
            caveats.add(new Finding(
                    Severity.NOTE,
                    "Some events of " + file + " were throttled",
                    "Flight Recorder kept no more than the set number of them, so there may have been more.",
                    String.join(
                            ", ",
                            throttled.entrySet().stream()
                                    .map(entry -> entry.getKey() + " at " + entry.getValue())
                                    .toList()),
                    "Set throttle=off for these events where exact counts matter."));
        }
    }
}
