package io.heddle.report.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Reads the results that JMH writes with {@code -rf json}. */
final class BenchmarkFile {
    private BenchmarkFile() {}

    static List<Benchmark> read(Path file) throws IOException {
        List<Benchmark> results = new ArrayList<>();
        try (JsonParser json = JsonTree.parser(file)) {
            JsonTree tree = JsonTree.of(json);
            json.nextToken(); // the array
            while (json.nextToken() == JsonToken.START_OBJECT) {
                results.add(benchmark(file, tree.read()));
            }
            if (json.currentToken() != JsonToken.END_ARRAY) {
                throw new IOException(file + ": not a result of JMH: a list of results is expected");
            }
        } catch (JsonProcessingException broken) {
            throw new IOException(file + ": not complete JSON: " + broken.getOriginalMessage(), broken);
        }
        return results;
    }

    private static Benchmark benchmark(Path file, Object tree) throws IOException {
        String name = JsonTree.text(tree, "benchmark");
        String score = JsonTree.text(tree, "primaryMetric", "score");
        int method = name.lastIndexOf('.');
        if (method < 0 || score.isEmpty()) {
            throw new IOException(
                    file + ": not a result of JMH: 'benchmark' and 'primaryMetric.score' are expected in each entry");
        }
        Map<String, String> parameters = JsonTree.texts(tree, "params");
        String type = name.substring(0, method);
        return new Benchmark(
                type.substring(type.lastIndexOf('.') + 1),
                name.substring(method + 1),
                JsonTree.text(tree, "mode"),
                parameters,
                number(file, score),
                number(file, JsonTree.text(tree, "primaryMetric", "scoreError")),
                JsonTree.text(tree, "primaryMetric", "scoreUnit"),
                command(tree));
    }

    /** Parses a number. JMH writes "NaN" as a text. */
    private static double number(Path file, String text) throws IOException {
        try {
            return text.isEmpty() ? Double.NaN : Double.parseDouble(text);
        } catch (NumberFormatException notOne) {
            throw new IOException(file + ": not a result of JMH: '" + text + "' is no number", notOne);
        }
    }

    private static String command(Object tree) {
        StringBuilder command =
                new StringBuilder(JsonTree.text(tree, "vmName")).append(' ').append(JsonTree.text(tree, "vmVersion"));
        if (tree instanceof Map<?, ?> map && map.get("jvmArgs") instanceof List<?> arguments) {
            arguments.forEach(argument -> command.append(' ').append(argument));
        }
        return command.toString().strip();
    }
}
