package io.heddle.report.finding;

import java.util.List;

/** Has a finding for recordings of one name only. */
public final class SampleSource implements FindingSource {
    /** The name of the recording. */
    public static final String TRIGGER = "sample-source.jfr";

    /** The finding. */
    public static final Finding FINDING = new Finding(
            Severity.PROBLEM,
            "Workers are <short>",
            "Requests wait & wait.",
            "queue wait 5 ms, service 1 ms",
            "Raise maxWorkers.");

    /** Called by ServiceLoader. */
    public SampleSource() {}

    @Override
    public List<Finding> findings(Material material) {
        return material.recordings().stream()
                        .anyMatch(file -> String.valueOf(file.getFileName()).equals(TRIGGER))
                ? List.of(FINDING)
                : List.of();
    }
}
