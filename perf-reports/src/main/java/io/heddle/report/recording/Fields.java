package io.heddle.report.recording;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;

/** Reads fields of events of which only the names are known; a field that is missing has a default. */
public final class Fields {
    /** The limit of a text. Longer ones occur in damaged recordings only, or are of no use to a reader. */
    private static final int MOST_CHARACTERS = 1 << 14;

    private Fields() {}

    /**
     * Reads an integer.
     *
     * @param event the event
     * @param field the field's name
     * @return 0 if there is no such number
     */
    public static long number(RecordedEvent event, String field) {
        return event.hasField(field) && event.getValue(field) instanceof Number number ? number.longValue() : 0;
    }

    /**
     * Reads a text.
     *
     * @param event the event
     * @param field the field's name
     * @return empty if there is no such text; the beginning of one that is very long
     */
    public static String text(RecordedEvent event, String field) {
        return event.hasField(field) && event.getValue(field) instanceof String text ? bounded(text) : "";
    }

    private static String bounded(String text) {
        return text.length() <= MOST_CHARACTERS ? text : text.substring(0, MOST_CHARACTERS) + "...";
    }

    /**
     * Returns when an event began.
     *
     * @param event the event
     * @return nanoseconds since the epoch
     */
    public static long start(RecordedEvent event) {
        return nanos(event.getStartTime());
    }

    /**
     * Returns when an event ended; an instant ends when it begins.
     *
     * @param event the event
     * @return nanoseconds since the epoch
     */
    public static long end(RecordedEvent event) {
        return nanos(event.getEndTime());
    }

    private static long nanos(Instant time) {
        return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
    }

    /**
     * Returns the name of an event's thread.
     *
     * @param event the event
     * @return its Java name, or its number where it has none
     */
    public static String threadName(RecordedEvent event) {
        RecordedThread thread = event.getThread();
        if (thread == null) {
            return "unknown";
        }
        String name = thread.getJavaName();
        return name == null || name.isEmpty() ? "thread " + threadId(event) : bounded(name);
    }

    /**
     * Returns the id of an event's thread.
     *
     * @param event the event
     * @return the Java thread's id, or the system's for a thread that is no Java thread, or 0
     */
    public static long threadId(RecordedEvent event) {
        RecordedThread thread = event.getThread();
        if (thread == null) {
            return 0;
        }
        return thread.getJavaThreadId() > 0 ? thread.getJavaThreadId() : thread.getOSThreadId();
    }
}
