package io.heddle.report;

import com.fasterxml.jackson.core.JsonGenerator;
import io.heddle.report.text.SafeJson;
import java.io.IOException;
import java.io.Writer;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;

/**
 * Writes a summary as JSON. Names carry their unit: {@code _us} microseconds, {@code _ms} milliseconds, {@code _bytes},
 * {@code _per_s}. The layout has a version; fields may be added within one.
 */
public final class SummaryJson {
    private static final int LAYOUT_VERSION = 1;
    private static final double NANOS_PER_MICRO = 1_000;

    private final RunSummary summary;
    private final JsonGenerator json;

    private SummaryJson(RunSummary summary, JsonGenerator json) {
        this.summary = summary;
        this.json = json;
    }

    /**
     * Writes a summary.
     *
     * @param summary the summary
     * @param out the writer, which stays open
     * @throws IOException if it cannot be written
     */
    public static void write(RunSummary summary, Writer out) throws IOException {
        try (JsonGenerator json = SafeJson.generator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .useDefaultPrettyPrinter()) {
            new SummaryJson(summary, json).write();
        }
        out.write('\n');
        out.flush();
    }

    private void write() throws IOException {
        json.writeStartObject();
        json.writeNumberField("layout", LAYOUT_VERSION);
        settings();
        machine();
        json.writeStringField("end", summary.end().name().toLowerCase(Locale.ROOT));
        json.writeBooleanField("clean", summary.isClean());
        json.writeNumberField("elapsed_ms", summary.elapsed().toMillis());
        operation("read", summary.read());
        operation("write", summary.write());
        operation("sync", summary.sync());
        json.writeNumberField("cancelled", summary.cancelled());
        verification();
        errors();
        workers();
        files();
        json.writeEndObject();
    }

    private void settings() throws IOException {
        RunSettings settings = summary.settings();
        json.writeObjectFieldStart("settings");
        json.writeStringField("name", settings.name());
        json.writeStringField("ioengine", settings.engine());
        json.writeStringField("ioengine_reason", settings.engineReason());
        json.writeStringField("filename", settings.file());
        json.writeStringField("rw", settings.rw());
        json.writeNumberField("rwmixread_percent", settings.readPercentage());
        json.writeNumberField("bs_bytes", settings.blockSize());
        json.writeNumberField("size_bytes", settings.size());
        json.writeBooleanField("direct", settings.direct());
        json.writeNumberField("iodepth", settings.ioDepth());
        json.writeNumberField("numjobs", settings.jobs());
        json.writeNumberField("runtime_ms", settings.runtime().toMillis());
        json.writeNumberField("number_ios", settings.requestsPerJob());
        json.writeNumberField("rate_per_s", settings.rate());
        json.writeNumberField("fsync", settings.fsync());
        json.writeStringField("verify", settings.verify());
        json.writeStringField("dialect", settings.dialect());
        json.writeStringField("workqueue", settings.workqueue());
        json.writeStringField("threads", settings.threads());
        json.writeNumberField("maxthreads", settings.maxThreads());
        json.writeStringField("notify", settings.notification());
        json.writeNumberField("randseed", settings.seed());
        json.writeEndObject();
    }

    private void machine() throws IOException {
        Machine machine = summary.machine();
        json.writeObjectFieldStart("machine");
        json.writeStringField("heddle", machine.version());
        json.writeStringField("jvm", machine.jvm());
        json.writeNumberField("max_heap_bytes", machine.maxHeap());
        json.writeNumberField("cpus", machine.cpus());
        json.writeStringField("os", machine.os());
        json.writeStringField("kernel", machine.kernel());
        json.writeStringField("arch", machine.arch());
        json.writeEndObject();
    }

    private void operation(String name, OperationSummary operation) throws IOException {
        json.writeObjectFieldStart(name);
        json.writeNumberField("count", operation.count());
        json.writeNumberField("bytes", operation.bytes());
        number("iops_per_s", operation.perSecond(summary.elapsed()));
        number("bw_bytes_per_s", operation.bytesPerSecond(summary.elapsed()));
        histogram("latency", operation.latency());
        histogram("queue_wait", operation.queueWait());
        histogram("service", operation.service());
        json.writeEndObject();
    }

    private void histogram(String name, Histogram nanos) throws IOException {
        json.writeObjectFieldStart(name);
        boolean empty = nanos.getTotalCount() == 0;
        json.writeNumberField("count", nanos.getTotalCount());
        number("min_us", empty ? 0 : nanos.getMinValue() / NANOS_PER_MICRO);
        number("max_us", nanos.getMaxValue() / NANOS_PER_MICRO);
        number("mean_us", empty ? 0 : nanos.getMean() / NANOS_PER_MICRO);
        number("stdev_us", empty ? 0 : nanos.getStdDeviation() / NANOS_PER_MICRO);
        percentile("p1_us", nanos, 1);
        percentile("p10_us", nanos, 10);
        percentile("p50_us", nanos, 50);
        percentile("p90_us", nanos, 90);
        percentile("p95_us", nanos, 95);
        percentile("p99_us", nanos, 99);
        percentile("p99_9_us", nanos, 99.9);
        percentile("p99_99_us", nanos, 99.99);
        json.writeEndObject();
    }

    private void percentile(String name, Histogram nanos, double percentile) throws IOException {
        number(name, nanos.getValueAtPercentile(percentile) / NANOS_PER_MICRO);
    }

    /** Writes three decimals: more would be noise. */
    private void number(String name, double value) throws IOException {
        json.writeFieldName(name);
        json.writeNumber(String.format(Locale.ROOT, "%.3f", value));
    }

    private void verification() throws IOException {
        RunSummary.Verification found = summary.verification();
        json.writeObjectFieldStart("verification");
        json.writeStringField("method", found.method());
        json.writeNumberField("blocks_during_run", found.duringRun());
        json.writeNumberField("blocks_after_run", found.afterRun());
        json.writeNumberField("failures", found.failures());
        json.writeEndObject();
    }

    private void errors() throws IOException {
        json.writeObjectFieldStart("errors");
        for (Map.Entry<String, Long> error : new TreeMap<>(summary.errors()).entrySet()) {
            json.writeNumberField(error.getKey(), error.getValue());
        }
        json.writeEndObject();
        json.writeArrayFieldStart("first_failures");
        for (String failure : summary.failures()) {
            json.writeString(failure);
        }
        json.writeEndArray();
    }

    private void workers() throws IOException {
        RunSummary.Workers workers = summary.workers();
        json.writeObjectFieldStart("workers");
        json.writeNumberField("limit_per_job", workers.limit());
        json.writeNumberField("most", workers.most());
        json.writeNumberField("born", workers.born());
        json.writeNumberField("ended", workers.ended());
        json.writeEndObject();
        RunSummary.InFlight inFlight = summary.inFlight();
        json.writeObjectFieldStart("in_flight");
        json.writeNumberField("limit_per_job", inFlight.limit());
        json.writeNumberField("most", inFlight.most());
        json.writeEndObject();
    }

    private void files() throws IOException {
        RunSummary.OutputFiles files = summary.files();
        json.writeObjectFieldStart("files");
        json.writeStringField("folder", files.folder());
        json.writeStringField("recording", files.recording());
        json.writeStringField("histogram_log", files.histogramLog());
        json.writeStringField("summary", files.summary());
        json.writeEndObject();
    }
}
