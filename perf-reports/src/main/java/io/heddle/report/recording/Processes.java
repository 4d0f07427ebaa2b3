package io.heddle.report.recording;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ObjLongConsumer;
import jdk.jfr.consumer.RecordedEvent;

/** The processes of a recording: one row each up to a limit, and one row for the rest. */
public final class Processes {
    /** The id of the row for all processes beyond the limit. */
    public static final long REST = -1;

    static final int LIMIT = 64;

    private final Map<Long, ProcessRow> rows = new HashMap<>();

    Processes() {}

    void register(Dispatch dispatch) {
        dispatch.on("aio.BackendSelected", this::opened)
                .on("aio.QueueStatistics", this::gauges)
                .on("aio.WorkQueued", event -> outstanding(event, row(event)))
                .on("aio.Rejected", event -> row(event).rejected++)
                .on("aio.WorkerCreate", event -> {
                    row(event).born++;
                    workers(event);
                })
                .on("aio.WorkerTerminate", event -> row(event).ended++)
                .on("aio.ProcessEntry", event -> ran(event, Fields.number(event, "queuedNanos")))
                .on("aio.SharedWorkerRun", event -> ran(event, 0));
    }

    private ProcessRow row(RecordedEvent event) {
        long id = Fields.number(event, "processId");
        long key = rows.containsKey(id) || rows.size() < LIMIT ? id : REST;
        return rows.computeIfAbsent(key, ProcessRow::new);
    }

    private void opened(RecordedEvent event) {
        ProcessRow row = row(event);
        if (row.id() != REST) {
            row.name = Fields.text(event, "name");
            row.backend = Fields.text(event, "backend");
            row.workerScope = Fields.text(event, "workerScope");
            row.threads = Fields.text(event, "threads");
        }
    }

    private void gauges(RecordedEvent event) {
        ProcessRow row = row(event);
        if (row.id() != REST && row.name.isEmpty()) {
            row.name = Fields.text(event, "name");
        }
        outstanding(event, row);
        workers(event);
    }

    private static void outstanding(RecordedEvent event, ProcessRow row) {
        row.mostOutstanding = Math.max(row.mostOutstanding, Fields.number(event, "outstanding"));
    }

    private void workers(RecordedEvent event) {
        ProcessRow row = row(event);
        row.mostThreads = Math.max(row.mostThreads, Fields.number(event, "threads"));
    }

    private void ran(RecordedEvent event, long queuedNanos) {
        ProcessRow row = row(event);
        kind(Fields.text(event, "opcode")).accept(row, 1);
        row.latency().recordValue(Math.max(0, event.getDuration().toNanos() + queuedNanos));
        if (Requests.isOk(event)) {
            row.bytes += Math.max(0, Fields.number(event, "returnValue"));
        } else {
            row.failed++;
        }
    }

    private static ObjLongConsumer<ProcessRow> kind(String opcode) {
        return switch (opcode) {
            case "READ" -> (row, n) -> row.reads += n;
            case "WRITE" -> (row, n) -> row.writes += n;
            case "SYNC", "DSYNC" -> (row, n) -> row.syncs += n;
            default -> (_, _) -> {};
        };
    }

    /**
     * Returns the rows.
     *
     * @return by the process's number, the rest last
     */
    public List<ProcessRow> rows() {
        Collection<ProcessRow> all = rows.values();
        return all.stream()
                .sorted(Comparator.comparing((ProcessRow row) -> row.id() == REST)
                        .thenComparingLong(ProcessRow::id))
                .toList();
    }
}
