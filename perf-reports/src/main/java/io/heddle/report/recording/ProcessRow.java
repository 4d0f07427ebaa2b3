package io.heddle.report.recording;

import org.HdrHistogram.Histogram;

/** The activity of one process. */
public final class ProcessRow {
    private static final int DIGITS = 2;

    private final long id;
    String name = "";
    String backend = "";
    String workerScope = "";
    String threads = "";
    long reads;
    long writes;
    long syncs;
    long bytes;
    long failed;
    long rejected;
    long born;
    long ended;
    long mostThreads;
    long mostOutstanding;
    private final Histogram latency = new Histogram(DIGITS);

    ProcessRow(long id) {
        this.id = id;
    }

    /**
     * Returns the process's number.
     *
     * @return {@link Processes#REST} for processes beyond the limit
     */
    public long id() {
        return id;
    }

    /**
     * Returns the process's name.
     *
     * @return empty if it is not in the recording
     */
    public String name() {
        return name;
    }

    /**
     * Returns the chosen backend, worker scope and kind of threads.
     *
     * @return words separated by commas; empty if they are not in the recording
     */
    public String kind() {
        return backend.isEmpty() ? "" : backend + ", " + workerScope + ", " + threads;
    }

    /**
     * Returns how many reads were run.
     *
     * @return 0 or more
     */
    public long reads() {
        return reads;
    }

    /**
     * Returns how many writes were run.
     *
     * @return 0 or more
     */
    public long writes() {
        return writes;
    }

    /**
     * Returns how many syncs of both kinds were run.
     *
     * @return 0 or more
     */
    public long syncs() {
        return syncs;
    }

    /**
     * Returns the bytes moved.
     *
     * @return 0 or more
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns how many requests failed.
     *
     * @return 0 or more
     */
    public long failed() {
        return failed;
    }

    /**
     * Returns how many refused submissions are in the recording: the event is throttled by default.
     *
     * @return 0 or more
     */
    public long rejected() {
        return rejected;
    }

    /**
     * Returns how many workers were started.
     *
     * @return 0 or more
     */
    public long born() {
        return born;
    }

    /**
     * Returns how many workers ended.
     *
     * @return 0 or more
     */
    public long ended() {
        return ended;
    }

    /**
     * Returns the most workers at a time.
     *
     * @return the largest number that any event reported
     */
    public long mostThreads() {
        return mostThreads;
    }

    /**
     * Returns the most outstanding requests.
     *
     * @return the largest number that any event reported
     */
    public long mostOutstanding() {
        return mostOutstanding;
    }

    /**
     * Returns the latencies of all its requests, queue wait included where it is known.
     *
     * @return nanoseconds, one entry per request
     */
    public Histogram latency() {
        return latency;
    }
}
