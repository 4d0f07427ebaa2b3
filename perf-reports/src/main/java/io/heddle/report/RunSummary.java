package io.heddle.report;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The settings and the results of a run of a workload.
 *
 * @param settings the settings
 * @param machine the machine that it ran on
 * @param end why it ended
 * @param elapsed the measured phase, from the first submission to the last completion
 * @param read the reads
 * @param write the writes
 * @param sync the syncs
 * @param cancelled requests that were still queued when the run ended and were cancelled; they count nowhere else
 * @param verification the results of checking the blocks
 * @param errors failed requests by the name of their error
 * @param failures the first failures, one line each
 * @param workers the threads that ran the requests
 * @param inFlight the requests that ran without a worker
 * @param files the files that the run has written
 */
public record RunSummary(
        RunSettings settings,
        Machine machine,
        End end,
        Duration elapsed,
        OperationSummary read,
        OperationSummary write,
        OperationSummary sync,
        long cancelled,
        Verification verification,
        Map<String, Long> errors,
        List<String> failures,
        Workers workers,
        InFlight inFlight,
        OutputFiles files) {
    /** The ways in which a run ends. */
    public enum End {
        /** The time or the number of requests was reached. */
        COMPLETED,
        /** A signal ended it. */
        INTERRUPTED,
        /** An error ended it. */
        FAILED
    }

    /**
     * The results of checking the blocks that were read.
     *
     * @param method the checksum, or {@code none}
     * @param duringRun blocks checked by the measured reads
     * @param afterRun blocks checked when all were read back at the end
     * @param failures blocks with unexpected contents
     */
    public record Verification(String method, long duringRun, long afterRun, long failures) {}

    /**
     * The worker threads of all jobs.
     *
     * @param limit the limit of each job
     * @param most the largest number observed at a time
     * @param born how many were started
     * @param ended how many have ended, including those at the end of the run
     */
    public record Workers(int limit, int most, long born, long ended) {}

    /**
     * The requests that ran without a worker, as on a ring of io_uring.
     *
     * @param limit the limit of each job
     * @param most the largest number of all jobs observed at a time
     */
    public record InFlight(int limit, int most) {}

    /**
     * The files with the results.
     *
     * @param folder the folder
     * @param recording the JDK Flight Recorder file, or an empty text
     * @param histogramLog the interval histograms
     * @param summary this summary as JSON
     */
    public record OutputFiles(String folder, String recording, String histogramLog, String summary) {}

    /** Creates a summary. */
    public RunSummary {
        errors = Map.copyOf(errors);
        failures = List.copyOf(failures);
    }

    /**
     * Returns how many requests failed.
     *
     * @return the sum of {@link #errors()}
     */
    public long errorCount() {
        return errors.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Returns whether the run succeeded.
     *
     * @return {@code false} after an error or a failed verification
     */
    public boolean isClean() {
        return end != End.FAILED && errorCount() == 0 && verification.failures() == 0;
    }
}
