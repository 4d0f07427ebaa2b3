package io.heddle.report.finding;

/** The severity of a finding; the worst comes first. */
public enum Severity {
    /** Something is wrong: time, data or a guarantee is lost. */
    PROBLEM,
    /** Something may become a problem, or hides one. */
    WARNING,
    /** For information. */
    NOTE
}
