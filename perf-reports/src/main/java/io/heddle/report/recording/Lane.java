package io.heddle.report.recording;

import java.util.List;

/** The requests that one worker ran: for each bucket of time, how long it was busy with each kind of request. */
public final class Lane {
    /** The kinds of requests, in the order of {@link #overTime()}. */
    public static final List<String> KINDS = List.of("READ", "WRITE", "SYNC", "DSYNC", "other");

    private final long processId;
    private final String worker;
    private final TimeBuckets<long[]> overTime =
            new TimeBuckets<>(RecordingData.BUCKETS, () -> new long[KINDS.size()], Lane::plus);
    private long busyNanos;
    private long requests;

    Lane(long processId, String worker) {
        this.processId = processId;
        this.worker = worker;
    }

    private static long[] plus(long[] sum, long[] other) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += other[i];
        }
        return sum;
    }

    /** Adds a request. Looking up both ends first makes the buckets so wide that the loop has few iterations. */
    void ran(String opcode, long from, long to) {
        overTime.at(from);
        overTime.at(to);
        int known = KINDS.indexOf(opcode);
        int kind = known < 0 ? KINDS.size() - 1 : known;
        long at = from;
        while (at < to) {
            long end = Math.min(to, (Math.floorDiv(at, overTime.width()) + 1) * overTime.width());
            overTime.at(at)[kind] += end - at;
            at = end;
        }
        busyNanos += to - from;
        requests++;
    }

    void add(Lane other) {
        other.overTime.byStart().forEach((start, busy) -> plus(overTime.at(start), busy));
        busyNanos += other.busyNanos;
        requests += other.requests;
    }

    /**
     * Returns the process whose worker it is.
     *
     * @return its number
     */
    public long processId() {
        return processId;
    }

    /**
     * Returns the worker's name.
     *
     * @return the name of its thread
     */
    public String worker() {
        return worker;
    }

    /**
     * Returns how long the worker was busy.
     *
     * @return in each bucket nanoseconds, by {@link #KINDS}
     */
    public TimeBuckets<long[]> overTime() {
        return overTime;
    }

    /**
     * Returns the total time that the worker was busy.
     *
     * @return nanoseconds
     */
    public long busyNanos() {
        return busyNanos;
    }

    /**
     * Returns how many requests the worker ran.
     *
     * @return 1 or more
     */
    public long requests() {
        return requests;
    }
}
