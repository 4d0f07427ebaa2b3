package io.heddle.report.input;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads JSON into maps, lists and texts; unused parts are skipped unread. Input that is too large is refused. */
final class JsonTree {
    /** JMH's raw data may be many megabytes. */
    private static final Set<String> SKIPPED = Set.of("rawData", "rawDataHistogram");

    private static final int MOST_DEPTH = 100;
    private static final int MOST_TEXT = 1 << 20;

    /**
     * The limit of the texts of a file, in characters, and its values: a hundred times the size of a large suite of
     * JMH.
     */
    private static final long MOST = 32L << 20;

    private static final int VALUE_WEIGHT = 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MOST_DEPTH)
                    .maxStringLength(MOST_TEXT)
                    .build())
            .build();

    private final JsonParser json;
    private long left = MOST;

    private JsonTree(JsonParser json) {
        this.json = json;
    }

    static JsonParser parser(Path file) throws IOException {
        return FACTORY.createParser(file.toFile());
    }

    /** Creates one tree reader for all values of one parser. */
    static JsonTree of(JsonParser json) {
        return new JsonTree(json);
    }

    /** Reads the value whose first token the parser is at. Numbers and booleans become texts, null an empty one. */
    Object read() throws IOException {
        spend(VALUE_WEIGHT);
        return switch (json.currentToken()) {
            case START_OBJECT -> object();
            case START_ARRAY -> array();
            case VALUE_NULL -> "";
            default -> text();
        };
    }

    private void spend(long weight) throws IOException {
        left -= weight;
        if (left < 0) {
            throw new IOException("it holds more than a report can be made of");
        }
    }

    private String text() throws IOException {
        String text = json.getText();
        spend(text.length());
        return text;
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            if (SKIPPED.contains(name)) {
                json.skipChildren();
            } else {
                spend(name.length());
                result.put(name, read());
            }
        }
        return result;
    }

    private List<Object> array() throws IOException {
        List<Object> result = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            result.add(read());
        }
        return result;
    }

    /** Returns the text at a path; empty if there is none. */
    static String text(Object tree, String... path) {
        Object at = tree;
        for (String name : path) {
            at = at instanceof Map<?, ?> map && map.containsKey(name) ? map.get(name) : "";
        }
        return at instanceof String text ? text : "";
    }

    /** Returns the texts of a map at a name; empty if there is none. */
    static Map<String, String> texts(Object tree, String name) {
        Map<String, String> result = new LinkedHashMap<>();
        if (tree instanceof Map<?, ?> map && map.get(name) instanceof Map<?, ?> inner) {
            inner.forEach((key, value) -> {
                if (value instanceof String text) {
                    result.put(String.valueOf(key), text);
                }
            });
        }
        return result;
    }
}
