package io.heddle.report.rules;

/**
 * The verdict of a rule on a recording.
 *
 * @param score 0 to 100: from {@value #INFO} on worth knowing, from {@value #WARNING} on worth acting upon
 * @param evidence the figures that led to it
 */
record Verdict(double score, String evidence) {
    static final double INFO = 50;
    static final double WARNING = 80;

    /** Returns the verdict that there is no problem. */
    static Verdict fine() {
        return new Verdict(0, "");
    }

    static Verdict info(String evidence) {
        return new Verdict(INFO, evidence);
    }

    static Verdict warning(String evidence) {
        return new Verdict(WARNING, evidence);
    }

    /** Returns the worse of two. */
    Verdict or(Verdict other) {
        return other.score > score ? other : this;
    }
}
