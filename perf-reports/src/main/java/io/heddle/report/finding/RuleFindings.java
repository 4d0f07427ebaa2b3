package io.heddle.report.finding;

import io.heddle.report.rules.RuleRunner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The findings of the rules for JDK Mission Control in the recordings. */
public final class RuleFindings implements FindingSource {
    private final RuleRunner runner;

    /** Creates a source that reads only what certainly fits into memory. Called by {@link java.util.ServiceLoader}. */
    public RuleFindings() {
        this(new RuleRunner());
    }

    RuleFindings(RuleRunner runner) {
        this.runner = runner;
    }

    @Override
    public String name() {
        return "the rules for JDK Mission Control";
    }

    @Override
    public List<Finding> findings(Material material) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Path recording : material.recordings()) {
            for (io.heddle.report.rules.Finding found : runner.evaluate(recording)) {
                Severity severity = switch (found.severity()) {
                    case WARNING -> Severity.WARNING;
                    case INFO, SKIPPED -> Severity.NOTE;
                };
                findings.add(
                        new Finding(severity, found.title(), found.explanation(), found.evidence(), found.remedy()));
            }
        }
        return findings;
    }
}
