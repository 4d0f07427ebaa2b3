package io.heddle.bench.top;

import jdk.jfr.consumer.RecordedEvent;

/** Converts the library's events for the model. */
final class EventReader {
    private static final String NO_ERROR = "OK";

    private EventReader() {}

    /** Converts {@code aio.QueueStatistics}. */
    static ProcessGauges gauges(RecordedEvent event) {
        return new ProcessGauges(
                event.getEndTime(),
                event.getLong("processId"),
                text(event, "name"),
                event.getInt("outstanding"),
                event.getInt("maxOutstanding"),
                event.getInt("queued"),
                event.getInt("running"),
                event.getInt("done"),
                event.getLong("oldestQueuedNanos"),
                event.getInt("threads"),
                event.getInt("idle"),
                event.getInt("dying"),
                event.getInt("maxThreads"),
                event.getLong("reaped"));
    }

    /** Converts {@code aio.ProcessEntry}: a request on a process's own workqueue, from the start of its transfer. */
    static RequestTimes processEntry(RecordedEvent event) {
        return new RequestTimes(
                event.getEndTime(),
                text(event, "opcode"),
                event.getLong("returnValue"),
                failed(event),
                event.getLong("queuedNanos"),
                event.getDuration().toNanos());
    }

    /** Converts {@code aio.SharedWorkerRun}: a request on a pool of all processes. */
    static RequestTimes sharedWorkerRun(RecordedEvent event) {
        return new RequestTimes(
                event.getEndTime(),
                text(event, "opcode"),
                event.getLong("returnValue"),
                failed(event),
                RequestTimes.UNKNOWN,
                event.getDuration().toNanos());
    }

    /** Converts {@code aio.SlowRequest}. */
    static SlowRequest slow(RecordedEvent event) {
        return new SlowRequest(
                event.getEndTime(),
                event.getLong("processId"),
                event.getLong("requestId"),
                text(event, "opcode"),
                text(event, "path"),
                event.getLong("offset"),
                event.getLong("length"),
                text(event, "error"),
                event.getLong("queuedNanos"),
                event.getLong("serviceNanos"),
                event.getDuration().toNanos());
    }

    /** Converts {@code aio.Rejected}. */
    static String refusal(RecordedEvent event) {
        return text(event, "opcode") + " " + text(event, "error") + " in process " + event.getLong("processId") + ": "
                + text(event, "reason");
    }

    private static boolean failed(RecordedEvent event) {
        return !text(event, "error").equals(NO_ERROR);
    }

    private static String text(RecordedEvent event, String field) {
        String text = event.getString(field);
        return text == null ? "" : text;
    }
}
