package io.heddle.report.trace;

import com.fasterxml.jackson.core.JsonGenerator;
import io.heddle.report.output.OutputFile;
import io.heddle.report.recording.Fields;
import io.heddle.report.text.SafeJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import jdk.jfr.ValueDescriptor;
import jdk.jfr.consumer.RecordedEvent;

/** Writes the engine's events of one or more recordings into one file. */
public final class TraceEventWriter implements AutoCloseable {
    private static final String OURS = "aio.";
    private static final String GAUGES = "aio.QueueStatistics";
    private static final int DECIMALS_OF_MICROS = 3;
    /** The limit of names. Each thread is named once; the number of virtual ones may be unlimited. */
    private static final int MOST_NAMES = 100_000;
    /** Process numbers of one recording stay below; those of the next recording begin there. */
    private static final long PROCESSES_PER_RECORDING = 1_000_000;

    private static final Set<String> NOT_ARGUMENTS =
            Set.of("startTime", "duration", "eventThread", "stackTrace", "processId");

    private record Named(long pid, long tid) {}

    private final OutputFile file;
    private final JsonGenerator json;
    private final Set<Named> named = new HashSet<>();
    private long recordings;
    private long origin = Long.MIN_VALUE;
    private long written;

    private TraceEventWriter(OutputFile file, JsonGenerator json) {
        this.file = file;
        this.json = json;
    }

    /**
     * Begins a file.
     *
     * @param file it is replaced by {@link #finish}
     * @return the writer; its sinks throw {@link UncheckedIOException} when the file cannot be written
     * @throws IOException if the file cannot be created
     */
    public static TraceEventWriter to(Path file) throws IOException {
        OutputFile out = OutputFile.create(file);
        try {
            JsonGenerator json = SafeJson.generator(out.stream());
            json.writeStartObject();
            json.writeStringField("displayTimeUnit", "ns");
            json.writeArrayFieldStart("traceEvents");
            return new TraceEventWriter(out, json);
        } catch (IOException failed) {
            out.close();
            throw failed;
        }
    }

    /**
     * Begins a recording.
     *
     * @param recording its file, which names its processes
     * @return writes the engine's events, ignores the others
     */
    public Consumer<RecordedEvent> sink(Path recording) {
        String file = String.valueOf(recording.getFileName());
        long base = recordings++ * PROCESSES_PER_RECORDING;
        return event -> {
            if (event.getEventType().getName().startsWith(OURS)) {
                try {
                    write(event, file, base);
                } catch (IOException failed) {
                    throw new UncheckedIOException(failed);
                } catch (RuntimeException | Error damaged) {
                    closeEvent();
                    throw damaged;
                }
            }
        };
    }

    /**
     * Returns how much was written.
     *
     * @return the number of events of the recordings
     */
    public long written() {
        return written;
    }

    private void write(RecordedEvent event, String file, long base) throws IOException {
        if (origin == Long.MIN_VALUE) {
            origin = Fields.start(event);
        }
        long pid = base + Fields.number(event, "processId");
        name(event, file, pid);
        written++;
        if (event.getEventType().getName().equals(GAUGES)) {
            counters(event, pid);
            return;
        }
        boolean span = !event.getDuration().isZero();
        begin(event, span ? "X" : "i", pid, Fields.start(event));
        if (span) {
            micros("dur", event.getDuration().toNanos());
        } else {
            json.writeStringField("s", "t");
        }
        arguments(event);
        json.writeEndObject();
        if (event.hasField("queuedNanos")
                && event.hasField("opcode")
                && event.getEventType().getName().equals("aio.ProcessEntry")) {
            request(event, pid);
        }
    }

    /**
     * Closes the open part of an event that is damaged in its middle. Values are decoded before their names are
     * written.
     */
    private void closeEvent() {
        try {
            while (!json.getOutputContext().inArray()) {
                json.writeEndObject();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private void begin(RecordedEvent event, String phase, long pid, long at) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", title(event));
        json.writeStringField("cat", String.join(",", event.getEventType().getCategoryNames()));
        json.writeStringField("ph", phase);
        micros("ts", at - origin);
        json.writeNumberField("pid", pid);
        json.writeNumberField("tid", Fields.threadId(event));
    }

    /** Returns the name of a slice. A worker's slice is named by its operation. */
    private static String title(RecordedEvent event) {
        String opcode = Fields.text(event, "opcode");
        String name = event.getEventType().getName().substring(OURS.length());
        boolean work = name.equals("ProcessEntry") || name.equals("SharedWorkerRun");
        return work && !opcode.isEmpty() ? opcode : name;
    }

    /** Writes a request from submission to completion, under its own number: such slices may overlap. */
    private void request(RecordedEvent event, long pid) throws IOException {
        long start = Fields.start(event) - Math.max(0, Fields.number(event, "queuedNanos"));
        edge(event, "b", pid, start);
        edge(event, "e", pid, Fields.end(event));
    }

    private void edge(RecordedEvent event, String phase, long pid, long at) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", Fields.text(event, "opcode"));
        json.writeStringField("cat", "request");
        json.writeStringField("ph", phase);
        json.writeStringField("id", pid + "." + Fields.number(event, "requestId"));
        micros("ts", at - origin);
        json.writeNumberField("pid", pid);
        json.writeNumberField("tid", Fields.threadId(event));
        json.writeEndObject();
    }

    private void counters(RecordedEvent event, long pid) throws IOException {
        counter(event, "requests", pid, List.of("queued", "running", "done"));
        counter(event, "workers", pid, List.of("threads", "idle", "dying"));
    }

    private void counter(RecordedEvent event, String name, long pid, List<String> fields) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", name);
        json.writeStringField("ph", "C");
        micros("ts", Fields.start(event) - origin);
        json.writeNumberField("pid", pid);
        json.writeObjectFieldStart("args");
        for (String field : fields) {
            json.writeNumberField(field, Fields.number(event, field));
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void arguments(RecordedEvent event) throws IOException {
        json.writeObjectFieldStart("args");
        for (ValueDescriptor field : event.getFields()) {
            String name = field.getName();
            if (!NOT_ARGUMENTS.contains(name)) {
                switch (event.<Object>getValue(name)) {
                    case Number number -> json.writeNumberField(name, number.longValue());
                    case Boolean truth -> json.writeBooleanField(name, truth);
                    case String text -> json.writeStringField(name, text);
                    case null, default -> {}
                }
            }
        }
        json.writeEndObject();
    }

    private void name(RecordedEvent event, String file, long pid) throws IOException {
        long tid = Fields.threadId(event);
        if (named.size() >= MOST_NAMES) {
            return;
        }
        if (named.add(new Named(pid, Long.MIN_VALUE))) {
            metadata("process_name", pid, 0, file + ": process " + Fields.number(event, "processId"));
        }
        if (named.add(new Named(pid, tid))) {
            metadata("thread_name", pid, tid, Fields.threadName(event));
        }
    }

    private void metadata(String kind, long pid, long tid, String value) throws IOException {
        json.writeStartObject();
        json.writeStringField("name", kind);
        json.writeStringField("ph", "M");
        json.writeNumberField("pid", pid);
        json.writeNumberField("tid", tid);
        json.writeObjectFieldStart("args");
        json.writeStringField("name", value);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void micros(String name, long nanos) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(BigDecimal.valueOf(nanos, DECIMALS_OF_MICROS));
    }

    /**
     * Completes the file, which exists only from now on.
     *
     * @throws IOException if it cannot be written
     */
    public void finish() throws IOException {
        json.writeEndArray();
        json.writeEndObject();
        json.close();
        file.commit();
    }

    /**
     * Discards a file that was not finished: a former file stays.
     *
     * @throws IOException if the data written cannot be removed
     */
    @Override
    public void close() throws IOException {
        file.close();
    }
}
