package io.heddle.report.finding;

/** How much a finding matters; the worst comes first. */
public enum Severity {
    /** Something is wrong: time, data or a promise is lost. */
    PROBLEM,
    /** Something may become a problem, or hides one. */
    WARNING,
    /** Good to know. */
    NOTE
}
