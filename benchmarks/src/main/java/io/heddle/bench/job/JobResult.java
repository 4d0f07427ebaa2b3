package io.heddle.bench.job;

import io.heddle.bench.data.Verifier;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The result of a job. Written by its thread. Other threads may read the times while it runs, the rest after it has
 * ended.
 */
public final class JobResult {
    private static final int KEPT_FAILURES = 5;

    private final OperationTimes reads = new OperationTimes();
    private final OperationTimes writes = new OperationTimes();
    private final OperationTimes syncs = new OperationTimes();
    private final Map<String, Long> errors = new TreeMap<>();
    private final List<String> failures = new ArrayList<>();
    private final Verifier verifier = new Verifier();
    private long cancelled;
    private long lastDoneAt;
    private boolean failed;

    JobResult() {}

    OperationTimes times(Slot.Use use) {
        return switch (use) {
            case READ -> reads;
            case WRITE -> writes;
            case SYNC -> syncs;
        };
    }

    void doneAt(long now) {
        lastDoneAt = now;
    }

    void cancelledOne() {
        cancelled++;
    }

    void error(String name, String line) {
        errors.merge(name, 1L, Long::sum);
        fail(line);
    }

    void fail(String line) {
        failed = true;
        if (failures.size() < KEPT_FAILURES) {
            failures.add(line);
        }
    }

    /**
     * Returns the times of the reads.
     *
     * @return the times
     */
    public OperationTimes reads() {
        return reads;
    }

    /**
     * Returns the times of the writes.
     *
     * @return the times
     */
    public OperationTimes writes() {
        return writes;
    }

    /**
     * Returns the times of the syncs.
     *
     * @return the times
     */
    public OperationTimes syncs() {
        return syncs;
    }

    /**
     * Returns the number of failed requests by the name of their error.
     *
     * @return the counts
     */
    public Map<String, Long> errors() {
        return errors;
    }

    /**
     * Returns the first failures, a line each.
     *
     * @return at most five
     */
    public List<String> failures() {
        return failures;
    }

    /**
     * Returns the verifier of the reads.
     *
     * @return the verifier
     */
    public Verifier verifier() {
        return verifier;
    }

    /**
     * Returns how many queued requests were cancelled at the end.
     *
     * @return 0 or more
     */
    public long cancelled() {
        return cancelled;
    }

    /**
     * Returns when the job last found a request completed.
     *
     * @return {@link System#nanoTime()} of that moment, 0 if there was none
     */
    public long lastDoneAt() {
        return lastDoneAt;
    }

    /**
     * Returns whether an error has ended the job.
     *
     * @return {@code true} if one has
     */
    public boolean hasFailed() {
        return failed;
    }
}
