package io.heddle.report.rules;

/**
 * What a rule has found in a recording, in words for whoever runs the program.
 *
 * @param rule the rule's id, for example {@code aio.PoolSaturated}
 * @param severity how much it matters
 * @param title what is wrong, in one sentence
 * @param explanation what that means
 * @param evidence the figures that led to it
 * @param remedy what to do about it
 */
public record Finding(
        String rule, Severity severity, String title, String explanation, String evidence, String remedy) {

    /** How much a finding matters, the most urgent first. */
    public enum Severity {
        /** Worth acting upon. */
        WARNING,
        /** Worth knowing. */
        INFO,
        /** Not a finding: it says why there are none. */
        SKIPPED
    }
}
