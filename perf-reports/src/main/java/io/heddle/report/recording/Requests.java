package io.heddle.report.recording;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;

/** The requests that were run, by opcode. */
public final class Requests {
    private static final int MOST_OPCODES = 12;
    private static final int MOST_ERRORS = 40;
    private static final String OK = "OK";

    private final Map<String, OperationTimes> byOpcode = new TreeMap<>();
    private final BoundedCounts errors = new BoundedCounts(MOST_ERRORS);

    Requests() {}

    void register(Dispatch dispatch) {
        dispatch.on("aio.ProcessEntry", event -> ran(event, Fields.number(event, "queuedNanos")))
                .on("aio.SharedWorkerRun", event -> ran(event, -1));
    }

    private void ran(RecordedEvent event, long queuedNanos) {
        String opcode = Fields.text(event, "opcode");
        String key = byOpcode.containsKey(opcode) || byOpcode.size() < MOST_OPCODES ? opcode : BoundedCounts.REST;
        boolean ok = isOk(event);
        byOpcode.computeIfAbsent(key, _ -> new OperationTimes())
                .add(
                        Fields.end(event),
                        event.getDuration().toNanos(),
                        queuedNanos,
                        Fields.number(event, "returnValue"),
                        ok);
        if (!ok) {
            errors.add(Fields.text(event, "error"));
        }
    }

    static boolean isOk(RecordedEvent event) {
        return Fields.text(event, "error").equals(OK);
    }

    /**
     * Returns the times.
     *
     * @return by opcode, in alphabetical order
     */
    public Map<String, OperationTimes> byOpcode() {
        return byOpcode;
    }

    /**
     * Returns the times.
     *
     * @return by opcode, the most frequent first
     */
    public Map<String, OperationTimes> mostFrequentFirst() {
        Map<String, OperationTimes> result = new LinkedHashMap<>();
        byOpcode.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, OperationTimes> entry) ->
                                entry.getValue().latency().getTotalCount())
                        .reversed())
                .forEach(entry -> result.put(entry.getKey(), entry.getValue()));
        return result;
    }

    /**
     * Returns the errors of failed requests.
     *
     * @return the count of each
     */
    public BoundedCounts errors() {
        return errors;
    }

    /**
     * Returns how many requests were run.
     *
     * @return all opcodes together
     */
    public long count() {
        return byOpcode.values().stream()
                .mapToLong(times -> times.latency().getTotalCount())
                .sum();
    }

    /**
     * Returns the latencies of all opcodes over time.
     *
     * @return a new series
     */
    public TimeBuckets<LatencyCell> overTime() {
        TimeBuckets<LatencyCell> all = new TimeBuckets<>(RecordingData.BUCKETS, LatencyCell::new, LatencyCell::plus);
        byOpcode.values()
                .forEach(times -> times.overTime()
                        .byStart()
                        .forEach((start, cell) -> all.at(start).plus(cell)));
        return all;
    }
}
