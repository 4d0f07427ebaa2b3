package io.heddle.report.recording;

/** Is told how far the reading has come. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress NONE = (_, _, _) -> {};

    /**
     * Is told now and then.
     *
     * @param what the file's name
     * @param events how many events were read
     * @param fraction 0 to 1
     */
    void at(String what, long events, double fraction);
}
