package io.heddle.report.recording;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import jdk.jfr.consumer.RecordedEvent;

/** The slowest requests by {@code aio.SlowRequest}. */
public final class SlowRequests {
    /** The number of requests that are kept. */
    public static final int KEPT = 20;

    /**
     * One of the slowest requests.
     *
     * @param start when it was submitted, in nanoseconds since the epoch
     * @param nanos from submission to completion
     * @param processId its process's number
     * @param requestId its number
     * @param opcode its operation
     * @param path the file
     * @param offset the byte offset in the file
     * @param length the number of bytes
     * @param queuedNanos how long it was queued
     * @param serviceNanos how long it ran
     * @param error OK or the error's name
     */
    public record Slow(
            long start,
            long nanos,
            long processId,
            long requestId,
            String opcode,
            String path,
            long offset,
            long length,
            long queuedNanos,
            long serviceNanos,
            String error) {}

    private static final Comparator<Slow> BY_TIME = Comparator.comparingLong(Slow::nanos);

    private final PriorityQueue<Slow> slowest = new PriorityQueue<>(KEPT + 1, BY_TIME);
    private long count;

    SlowRequests() {}

    void register(Dispatch dispatch) {
        dispatch.on("aio.SlowRequest", this::slow);
    }

    private void slow(RecordedEvent event) {
        count++;
        slowest.add(new Slow(
                Fields.start(event),
                event.getDuration().toNanos(),
                Fields.number(event, "processId"),
                Fields.number(event, "requestId"),
                Fields.text(event, "opcode"),
                Fields.text(event, "path"),
                Fields.number(event, "offset"),
                Fields.number(event, "length"),
                Fields.number(event, "queuedNanos"),
                Fields.number(event, "serviceNanos"),
                Fields.text(event, "error")));
        if (slowest.size() > KEPT) {
            slowest.remove();
        }
    }

    /**
     * Returns the slowest.
     *
     * @return at most {@link #KEPT}, the slowest first
     */
    public List<Slow> slowestFirst() {
        return slowest.stream().sorted(BY_TIME.reversed()).toList();
    }

    /**
     * Returns how many were recorded.
     *
     * @return 0 or more; the event is throttled by default
     */
    public long count() {
        return count;
    }
}
