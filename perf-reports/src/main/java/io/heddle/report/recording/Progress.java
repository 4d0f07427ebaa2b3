package io.heddle.report.recording;

/** Receives the progress of reading. */
@FunctionalInterface
public interface Progress {
    /** Ignores the progress. */
    Progress NONE = (_, _, _) -> {};

    /**
     * Reports the progress periodically.
     *
     * @param what the file's name
     * @param events how many events were read
     * @param fraction 0 to 1
     */
    void at(String what, long events, double fraction);
}
