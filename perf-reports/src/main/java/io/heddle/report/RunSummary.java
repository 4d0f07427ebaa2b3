package io.heddle.report;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run of a workload was asked for and what came of it.
 *
 * @param settings what was asked for
 * @param machine where it ran
 * @param end how it came to its end
 * @param elapsed the measured phase, from the first submission to the last completion
 * @param read the reads
 * @param write the writes
 * @param sync the syncs
 * @param cancelled requests that were still queued when the run ended and were cancelled; they count nowhere else
 * @param verification what was found in the blocks
 * @param errors failed requests by the name of their error
 * @param failures the first failures, one line each
 * @param workers the threads that ran the requests
 * @param inFlight the requests that ran without a worker
 * @param files what the run has written
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
    /** How a run came to its end. */
    public enum End {
        /** The time or the number of requests was reached. */
        COMPLETED,
        /** A signal ended it. */
        INTERRUPTED,
        /** An error ended it. */
        FAILED
    }

    /**
     * What was found in the blocks that were read.
     *
     * @param method the checksum, or {@code none}
     * @param duringRun blocks checked by the measured reads
     * @param afterRun blocks checked when all was read back at the end
     * @param failures blocks that held something else than they should
     */
    public record Verification(String method, long duringRun, long afterRun, long failures) {}

    /**
     * The worker threads of all jobs.
     *
     * @param limit the most that each job may have
     * @param most the most that were seen at a time
     * @param born how many have come to life
     * @param ended how many have ended, those at the end of the run included
     */
    public record Workers(int limit, int most, long born, long ended) {}

    /**
     * The requests that ran without a worker, as on a ring of io_uring.
     *
     * @param limit the most that each job may have
     * @param most the most of all jobs that were seen at a time
     */
    public record InFlight(int limit, int most) {}

    /**
     * Where the results are.
     *
     * @param folder the folder
     * @param recording the JDK Flight Recorder file, or an empty text
     * @param histogramLog the interval histograms
     * @param summary this summary as JSON
     */
    public record OutputFiles(String folder, String recording, String histogramLog, String summary) {}

    /** Makes a summary. */
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
     * Tells whether everything went well.
     *
     * @return {@code false} after an error or a failed verification
     */
    public boolean isClean() {
        return end != End.FAILED && errorCount() == 0 && verification.failures() == 0;
    }
}
