package io.heddle.report.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Reads the {@code summary.json} of {@code heddle run}. */
final class RunFile {
    private static final long MOST_BYTES = 4 << 20;

    private RunFile() {}

    static RunResult read(Path file) throws IOException {
        if (Files.size(file) > MOST_BYTES) {
            throw new IOException(file + ": too large for a summary of heddle run");
        }
        Object tree;
        try (JsonParser json = JsonTree.parser(file)) {
            json.nextToken();
            tree = JsonTree.of(json).read();
        } catch (JsonProcessingException broken) {
            throw new IOException(file + ": not complete JSON: " + broken.getOriginalMessage(), broken);
        }
        Map<String, String> settings = JsonTree.texts(tree, "settings");
        if (JsonTree.text(tree, "layout").isEmpty() || settings.isEmpty()) {
            throw new IOException(file + ": not a summary of heddle run: 'layout' and 'settings' are expected; "
                    + "JMH's results are a list");
        }
        return new RunResult(
                file,
                JsonTree.text(tree, "end"),
                JsonTree.text(tree, "clean").equals("true"),
                settings,
                JsonTree.texts(tree, "machine"),
                JsonTree.texts(tree, "errors"),
                operation(tree, "read"),
                operation(tree, "write"),
                operation(tree, "sync"));
    }

    private static RunResult.Operation operation(Object tree, String name) {
        return new RunResult.Operation(
                name,
                number(JsonTree.text(tree, name, "count")),
                number(JsonTree.text(tree, name, "iops_per_s")),
                number(JsonTree.text(tree, name, "bw_bytes_per_s")));
    }

    private static double number(String text) {
        try {
            return text.isEmpty() ? 0 : Double.parseDouble(text);
        } catch (NumberFormatException notOne) {
            return 0;
        }
    }
}
