package io.heddle.report.recording;

import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import org.HdrHistogram.Histogram;

/** The states and outcomes of requests outside their transfer: outstanding, refused, delayed, cancelled. */
public final class Outcomes {
    private static final int MOST_TEXTS = 40;
    private static final int DIGITS = 3;
    /** The gauges are reported once a second; three missing ones mean that the process has ended. */
    private static final long STALE_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Gauges states = new Gauges(3, STALE_NANOS);
    private final TimeBuckets<long[]> mostOutstanding =
            new TimeBuckets<>(RecordingData.BUCKETS, () -> new long[1], Outcomes::larger);
    private final BoundedCounts rejected = new BoundedCounts(MOST_TEXTS);
    private final BoundedCounts cancelCalls = new BoundedCounts(MOST_TEXTS);
    private final BoundedCounts cancelled = new BoundedCounts(MOST_TEXTS);
    private final BoundedCounts delayedFiles = new BoundedCounts(MOST_TEXTS);
    private final Histogram waitedFor = new Histogram(DIGITS);
    private long submitted;
    private long mostInFlight;

    Outcomes() {}

    void register(Dispatch dispatch) {
        dispatch.on("aio.QueueStatistics", this::gauges)
                .on("aio.Exit", event -> states.tell(Fields.number(event, "processId"), Fields.end(event), 0, 0, 0))
                .on("aio.WorkQueued", this::queued)
                .on("aio.Rejected", event -> rejected.add(refusal(event)))
                .on("aio.FsyncDelay", this::delayed)
                .on("aio.Cancel", event -> cancelCalls.add(Fields.text(event, "result")))
                .on("aio.CancelQueued", _ -> cancelled.add("cancelled while queued"))
                .on("aio.CancelQueuedSync", _ -> cancelled.add("cancelled, of a waiting list"))
                .on("aio.CancelRunning", _ -> cancelled.add("found running, not cancelled"))
                .on("aio.CancelDone", _ -> cancelled.add("found done already"));
    }

    private static long[] larger(long[] one, long[] other) {
        one[0] = Math.max(one[0], other[0]);
        return one;
    }

    /** The engine's reasons begin with the error's name. */
    private static String refusal(RecordedEvent event) {
        String error = Fields.text(event, "error");
        String reason = Fields.text(event, "reason");
        return reason.startsWith(error) ? reason : error + ": " + reason;
    }

    private void gauges(RecordedEvent event) {
        mostInFlight = Math.max(mostInFlight, Fields.number(event, "inFlight"));
        states.tell(
                Fields.number(event, "processId"),
                Fields.end(event),
                Fields.number(event, "queued"),
                Fields.number(event, "running"),
                Fields.number(event, "done"));
    }

    private void queued(RecordedEvent event) {
        submitted++;
        long[] most = mostOutstanding.at(Fields.end(event));
        most[0] = Math.max(most[0], Fields.number(event, "outstanding"));
    }

    private void delayed(RecordedEvent event) {
        waitedFor.recordValue(Math.max(0, Fields.number(event, "waitingFor")));
        delayedFiles.add("process " + Fields.number(event, "processId") + ", file " + Fields.number(event, "file"));
    }

    /**
     * Returns the most requests of one process that ran without a worker.
     *
     * @return the largest number that any event reported
     */
    public long mostInFlight() {
        return mostInFlight;
    }

    /**
     * Returns the queued, running and done requests over time.
     *
     * @return three values, in this order
     */
    public Gauges states() {
        return states;
    }

    /**
     * Returns the most outstanding requests of one process, over time.
     *
     * @return one value in each bucket
     */
    public TimeBuckets<long[]> mostOutstanding() {
        return mostOutstanding;
    }

    /**
     * Returns how many requests were queued.
     *
     * @return 0 or more
     */
    public long submitted() {
        return submitted;
    }

    /**
     * Returns the refused submissions.
     *
     * @return by error and reason
     */
    public BoundedCounts rejected() {
        return rejected;
    }

    /**
     * Returns the cancel calls.
     *
     * @return by their result
     */
    public BoundedCounts cancelCalls() {
        return cancelCalls;
    }

    /**
     * Returns the requests that cancel calls matched.
     *
     * @return by their outcome
     */
    public BoundedCounts cancelled() {
        return cancelled;
    }

    /**
     * Returns the delayed syncs.
     *
     * @return by process and file
     */
    public BoundedCounts delayedFiles() {
        return delayedFiles;
    }

    /**
     * Returns the numbers of earlier requests for which the delayed syncs had to wait.
     *
     * @return a number of requests for each delayed sync
     */
    public Histogram waitedFor() {
        return waitedFor;
    }
}
