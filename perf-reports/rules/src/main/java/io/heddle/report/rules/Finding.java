package io.heddle.report.rules;

/**
 * The finding of a rule in a recording, in words for the operator of the program.
 *
 * @param rule the rule's id, for example {@code aio.PoolSaturated}
 * @param severity how severe it is
 * @param title what is wrong, in one sentence
 * @param explanation what that means
 * @param evidence the figures that led to it
 * @param remedy what to do about it
 */
public record Finding(
        String rule, Severity severity, String title, String explanation, String evidence, String remedy) {

    /** The severity of a finding, the most urgent first. */
    public enum Severity {
        /** Worth acting upon. */
        WARNING,
        /** Worth knowing. */
        INFO,
        /** Not a finding, but the reason why there are none. */
        SKIPPED
    }
}
