package io.heddle.report.page;

import com.fasterxml.jackson.core.JsonGenerator;
import io.heddle.report.finding.Finding;
import io.heddle.report.input.Benchmark;
import io.heddle.report.input.HistogramLog;
import io.heddle.report.input.Inputs;
import io.heddle.report.recording.EventCounts;
import io.heddle.report.recording.OperationTimes;
import io.heddle.report.recording.ProcessRow;
import io.heddle.report.recording.RecordingData;
import io.heddle.report.text.SafeJson;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The numbers for programs. Names include their unit; times are nanoseconds. The layout has a version. */
final class JsonPage {
    private static final int LAYOUT_VERSION = 1;

    private final JsonGenerator json;

    private JsonPage(JsonGenerator json) {
        this.json = json;
    }

    static void write(Inputs inputs, List<Finding> findings, Writer out) throws IOException {
        try (JsonGenerator json = SafeJson.generator(out).useDefaultPrettyPrinter()) {
            new JsonPage(json).write(inputs, findings);
        }
    }

    private void write(Inputs inputs, List<Finding> findings) throws IOException {
        json.writeStartObject();
        json.writeNumberField("layout", LAYOUT_VERSION);
        json.writeArrayFieldStart("findings");
        for (Finding finding : findings) {
            finding(finding);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("recordings");
        for (RecordingData recording : inputs.recordings()) {
            recording(recording);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("histogram_logs");
        for (HistogramLog log : inputs.logs()) {
            json.writeStartObject();
            json.writeStringField("file", log.file().toString());
            json.writeObjectFieldStart("tags");
            for (Map.Entry<String, HistogramLog.Tagged> tagged : log.byTag().entrySet()) {
                histogram(tagged.getKey(), tagged.getValue().total());
            }
            json.writeEndObject();
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("benchmarks");
        for (Benchmark benchmark : inputs.benchmarks()) {
            benchmark(benchmark);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private void finding(Finding finding) throws IOException {
        json.writeStartObject();
        json.writeStringField("severity", finding.severity().name().toLowerCase(Locale.ROOT));
        json.writeStringField("title", finding.title());
        json.writeStringField("explanation", finding.explanation());
        json.writeStringField("evidence", finding.evidence());
        json.writeStringField("remedy", finding.remedy());
        json.writeEndObject();
    }

    private void recording(RecordingData recording) throws IOException {
        json.writeStartObject();
        json.writeStringField("file", recording.file().toString());
        json.writeNumberField("size_bytes", recording.bytes());
        json.writeBooleanField("complete", recording.damages().isEmpty());
        texts("damages", recording.damages());
        json.writeNumberField("begin_epoch_ns", recording.begin());
        json.writeNumberField("end_epoch_ns", recording.end());
        json.writeNumberField("losses", recording.environment().losses());
        json.writeNumberField("lost_bytes", recording.environment().lostBytes());
        texts("throttled", List.copyOf(recording.throttled().keySet()));
        json.writeObjectFieldStart("events");
        for (EventCounts.Type type : recording.counts().seen()) {
            json.writeNumberField(type.name(), type.count());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("trace_points");
        for (EventCounts.Type type : recording.counts().tracePoints()) {
            json.writeNumberField(type.kernelName(), type.count());
        }
        json.writeEndObject();
        json.writeObjectFieldStart("operations");
        for (Map.Entry<String, OperationTimes> operation :
                recording.requests().byOpcode().entrySet()) {
            operation(operation.getKey(), operation.getValue());
        }
        json.writeEndObject();
        counts("errors", recording.requests().errors().largestFirst());
        counts("rejected", recording.outcomes().rejected().largestFirst());
        counts("cancel_calls", recording.outcomes().cancelCalls().largestFirst());
        counts("cancelled", recording.outcomes().cancelled().largestFirst());
        histogram("syncs_waited_for_requests", recording.outcomes().waitedFor());
        json.writeObjectFieldStart("workers");
        json.writeNumberField("most", recording.workers().mostThreads());
        json.writeNumberField("born", recording.workers().born());
        json.writeNumberField("ended", recording.workers().ended());
        json.writeNumberField("failed", recording.workers().failures().total());
        json.writeEndObject();
        json.writeArrayFieldStart("processes");
        for (ProcessRow row : recording.processes().rows()) {
            process(row);
        }
        json.writeEndArray();
        facts("environment", recording.environment().facts());
        json.writeEndObject();
    }

    private void operation(String name, OperationTimes times) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("bytes", times.bytes());
        json.writeNumberField("failed", times.failed());
        histogram("latency_ns", times.latency());
        histogram("queue_wait_ns", times.queueWait());
        histogram("service_ns", times.service());
        json.writeEndObject();
    }

    private void process(ProcessRow row) throws IOException {
        json.writeStartObject();
        json.writeNumberField("id", row.id());
        json.writeStringField("name", row.name());
        json.writeNumberField("reads", row.reads());
        json.writeNumberField("writes", row.writes());
        json.writeNumberField("syncs", row.syncs());
        json.writeNumberField("moved_bytes", row.bytes());
        json.writeNumberField("failed", row.failed());
        json.writeNumberField("rejected", row.rejected());
        json.writeNumberField("most_outstanding", row.mostOutstanding());
        json.writeNumberField("most_workers", row.mostThreads());
        json.writeNumberField("workers_born", row.born());
        json.writeNumberField("workers_ended", row.ended());
        histogram("latency_ns", row.latency());
        json.writeEndObject();
    }

    private void benchmark(Benchmark benchmark) throws IOException {
        json.writeStartObject();
        json.writeStringField("type", benchmark.type());
        json.writeStringField("method", benchmark.method());
        json.writeStringField("mode", benchmark.mode());
        json.writeObjectFieldStart("parameters");
        for (Map.Entry<String, String> parameter : benchmark.sortedParameters().entrySet()) {
            json.writeStringField(parameter.getKey(), parameter.getValue());
        }
        json.writeEndObject();
        json.writeNumberField("score", benchmark.score());
        json.writeNumberField("error", benchmark.error());
        json.writeStringField("unit", benchmark.unit());
        json.writeEndObject();
    }

    private void histogram(String name, Histogram values) throws IOException {
        boolean empty = values.getTotalCount() == 0;
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", values.getTotalCount());
        json.writeNumberField("min", empty ? 0 : values.getMinValue());
        json.writeNumberField("max", values.getMaxValue());
        json.writeNumberField("mean", empty ? 0 : values.getMean());
        json.writeNumberField("p50", values.getValueAtPercentile(50));
        json.writeNumberField("p90", values.getValueAtPercentile(90));
        json.writeNumberField("p99", values.getValueAtPercentile(99));
        json.writeNumberField("p99_9", values.getValueAtPercentile(99.9));
        json.writeNumberField("p99_99", values.getValueAtPercentile(99.99));
        json.writeEndObject();
    }

    private void counts(String name, Map<String, Long> counts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            json.writeNumberField(count.getKey(), count.getValue());
        }
        json.writeEndObject();
    }

    private void facts(String name, Map<String, String> facts) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<String, String> fact : facts.entrySet()) {
            json.writeStringField(fact.getKey(), fact.getValue());
        }
        json.writeEndObject();
    }

    private void texts(String name, List<String> texts) throws IOException {
        json.writeArrayFieldStart(name);
        for (String text : texts) {
            json.writeString(text);
        }
        json.writeEndArray();
    }
}
