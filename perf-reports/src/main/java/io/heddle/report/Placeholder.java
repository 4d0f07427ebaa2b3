package io.heddle.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import org.HdrHistogram.Histogram;

final class Placeholder {

    private Placeholder() {}

    static String json(Histogram latencies) throws IOException {
        StringWriter out = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("p50", latencies.getValueAtPercentile(50));
            json.writeEndObject();
        }
        return out.toString();
    }
}
