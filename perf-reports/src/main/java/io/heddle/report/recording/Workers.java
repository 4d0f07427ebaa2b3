package io.heddle.report.recording;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.consumer.RecordedEvent;
import org.jspecify.annotations.Nullable;

/** The life cycles and the load of the workers. */
public final class Workers {
    /** The most lanes that are kept separate; the least busy ones are merged into one. */
    static final int LANES = 256;

    private static final int MOST_REASONS = 20;

    /** The numbers of workers that started and ended in a bucket of time. */
    public static final class Turnover {
        private long born;
        private long ended;
        private long failed;

        private Turnover() {}

        private Turnover plus(Turnover other) {
            born += other.born;
            ended += other.ended;
            failed += other.failed;
            return this;
        }

        /**
         * Returns the workers that started.
         *
         * @return 0 or more
         */
        public long born() {
            return born;
        }

        /**
         * Returns the workers that ended.
         *
         * @return 0 or more
         */
        public long ended() {
            return ended;
        }

        /**
         * Returns the workers that could not be created.
         *
         * @return 0 or more
         */
        public long failed() {
            return failed;
        }
    }

    private record LaneKey(long processId, long threadId) {}

    private final Gauges gauges = new Gauges(3, Long.MAX_VALUE);
    private final TimeBuckets<Turnover> turnover =
            new TimeBuckets<>(RecordingData.BUCKETS, Turnover::new, Turnover::plus);
    private final BoundedCounts failures = new BoundedCounts(MOST_REASONS);
    private final Map<LaneKey, Lane> lanes = new LinkedHashMap<>();
    private @Nullable Lane rest;
    private long merged;
    private long born;
    private long ended;
    private long mostThreads;

    Workers() {}

    void register(Dispatch dispatch) {
        for (String event : List.of(
                "aio.WorkerCreate",
                "aio.WorkerTerminate",
                "aio.WorkerPark",
                "aio.WorkerWakeup",
                "aio.SelectRequest",
                "aio.DeathCall",
                "aio.QueueStatistics")) {
            dispatch.on(event, this::told);
        }
        dispatch.on("aio.WorkerCreate", event -> {
                    born++;
                    turnover.at(Fields.end(event)).born++;
                })
                .on("aio.WorkerTerminate", event -> {
                    ended++;
                    turnover.at(Fields.end(event)).ended++;
                })
                .on("aio.WorkerCreateFailed", event -> {
                    failures.add(Fields.text(event, "reason"));
                    turnover.at(Fields.end(event)).failed++;
                })
                .on("aio.ProcessEntry", this::ran)
                .on("aio.SharedWorkerRun", this::ran);
    }

    /** Reads the gauges of an event. A dying worker may still be on the idle list: it counts as dying. */
    private void told(RecordedEvent event) {
        long threads = Fields.number(event, "threads");
        long dying = Math.min(Fields.number(event, "dying"), threads);
        long idle = Math.min(Fields.number(event, "idle"), threads - dying);
        gauges.tell(Fields.number(event, "processId"), Fields.end(event), threads - idle - dying, idle, dying);
        mostThreads = Math.max(mostThreads, threads);
    }

    private void ran(RecordedEvent event) {
        LaneKey key = new LaneKey(Fields.number(event, "processId"), Fields.threadId(event));
        Lane lane = lanes.get(key);
        if (lane == null) {
            if (lanes.size() >= LANES) {
                mergeLeastBusy();
            }
            lane = new Lane(key.processId(), Fields.threadName(event));
            lanes.put(key, lane);
        }
        lane.ran(Fields.text(event, "opcode"), Fields.start(event), Fields.end(event));
    }

    private void mergeLeastBusy() {
        Map.Entry<LaneKey, Lane> least = lanes.entrySet().stream()
                .min(Comparator.comparingLong(entry -> entry.getValue().busyNanos()))
                .orElseThrow();
        lanes.remove(least.getKey());
        if (rest == null) {
            rest = new Lane(Processes.REST, BoundedCounts.REST);
        }
        rest.add(least.getValue());
        merged++;
    }

    /**
     * Returns the running, idle and dying workers over time.
     *
     * @return three values, in this order
     */
    public Gauges gauges() {
        return gauges;
    }

    /**
     * Returns starts and ends of workers over time.
     *
     * @return a bounded series
     */
    public TimeBuckets<Turnover> turnover() {
        return turnover;
    }

    /**
     * Returns why workers could not be created.
     *
     * @return the count of each reason
     */
    public BoundedCounts failures() {
        return failures;
    }

    /**
     * Returns the busiest workers.
     *
     * @param most the most workers to return
     * @return by process, then in the order of their first events
     */
    public List<Lane> lanes(int most) {
        List<Lane> busiest = lanes.values().stream()
                .sorted(Comparator.comparingLong(Lane::busyNanos).reversed())
                .limit(most)
                .toList();
        return lanes.values().stream()
                .filter(busiest::contains)
                .sorted(Comparator.comparingLong(Lane::processId))
                .toList();
    }

    /**
     * Returns how many workers ran a request.
     *
     * @return their number, including merged ones; a worker that runs again after its merge counts twice
     */
    public long laneCount() {
        return lanes.size() + merged;
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
     * Returns the most workers of one process at a time.
     *
     * @return the largest number that any event reported
     */
    public long mostThreads() {
        return mostThreads;
    }
}
