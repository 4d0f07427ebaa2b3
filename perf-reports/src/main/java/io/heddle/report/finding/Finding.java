package io.heddle.report.finding;

import java.util.Objects;

/**
 * One thing that a reader of the report should know. All texts are plain: they are escaped where they are shown.
 *
 * @param severity how severe it is
 * @param title one line that states the finding
 * @param explanation what it means, in a few sentences
 * @param evidence the numbers that support it; may be empty
 * @param remedy what to do; may be empty
 */
public record Finding(Severity severity, String title, String explanation, String evidence, String remedy) {
    /** Creates a finding. */
    public Finding {
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(explanation, "explanation");
        Objects.requireNonNull(evidence, "evidence");
        Objects.requireNonNull(remedy, "remedy");
        if (title.isBlank()) {
            throw new IllegalArgumentException("title: it must say something");
        }
    }
}
