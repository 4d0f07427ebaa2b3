package io.heddle.report.trace;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.heddle.report.input.Inputs;
import io.heddle.report.recording.Progress;
import io.heddle.report.sample.SampleRecording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TraceEventWriterTest {
    private static final int REQUESTS = 100;

    @TempDir
    Path folder;

    @Test
    void shouldWriteEachEventForViewers() throws IOException, InterruptedException {
        Path recording = SampleRecording.mixed(folder.resolve("a.jfr"), REQUESTS);
        Path trace = folder.resolve("trace.json");
        Inputs inputs;
        long written;
        try (TraceEventWriter writer = TraceEventWriter.to(trace)) {
            inputs = Inputs.read(List.of(recording, recording), writer::sink, Progress.NONE);
            written = writer.written();
            writer.finish();
        }
        long ours = inputs.recordings().getFirst().counts().ours();
        assertThat(written).isEqualTo(2 * ours);

        List<Map<String, String>> events = events(trace);
        assertThat(events).allSatisfy(event -> assertThat(event).containsKeys("name", "ph", "pid"));
        assertThat(of(events, "b")).hasSize(2 * REQUESTS);
        assertThat(of(events, "e")).hasSize(2 * REQUESTS);
        assertThat(of(events, "X"))
                .isNotEmpty()
                .allSatisfy(
                        span -> assertThat(Double.parseDouble(span.get("dur"))).isPositive());
        // gauges are two counters instead of one mark
        long gauges = 2;
        assertThat(of(events, "C")).hasSize((int) (2 * gauges));
        assertThat(of(events, "X").size() + of(events, "i").size()).isEqualTo((int) (2 * ours - gauges));
        // the second recording has other process numbers
        assertThat(events).extracting(event -> event.get("pid")).contains("1", "1000001");
        assertThat(of(events, "M"))
                .extracting(event -> event.get("args.name"))
                .contains("worker-" + SampleRecording.NASTY.replace('\ud800', '\ufffd'));
    }

    private static List<Map<String, String>> of(List<Map<String, String>> events, String phase) {
        return events.stream().filter(event -> phase.equals(event.get("ph"))).toList();
    }

    private static List<Map<String, String>> events(Path file) throws IOException {
        List<Map<String, String>> events = new ArrayList<>();
        try (JsonParser json = new JsonFactory().createParser(file.toFile())) {
            while (json.nextToken() != JsonToken.START_ARRAY) {
                assertThat(json.currentToken()).isNotNull();
            }
            while (json.nextToken() == JsonToken.START_OBJECT) {
                Map<String, String> event = new HashMap<>();
                fields(json, "", event);
                events.add(event);
            }
            assertThat(json.nextToken()).isEqualTo(JsonToken.END_OBJECT);
            assertThat(json.nextToken()).isNull();
        }
        return events;
    }

    private static void fields(JsonParser json, String prefix, Map<String, String> into) throws IOException {
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            if (json.nextToken() == JsonToken.START_OBJECT) {
                fields(json, name + ".", into);
            } else {
                into.put(prefix + name, json.getText());
            }
        }
    }
}
