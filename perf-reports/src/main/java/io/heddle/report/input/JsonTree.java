package io.heddle.report.input;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads JSON into maps, lists and texts; what nobody wants is skipped unread. */
final class JsonTree {
    /** JMH's raw data may be many megabytes. */
    private static final Set<String> SKIPPED = Set.of("rawData", "rawDataHistogram");

    private JsonTree() {}

    /** The parser is at the value's first token. Numbers and booleans become texts, null an empty one. */
    static Object read(JsonParser json) throws IOException {
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json);
            case START_ARRAY -> array(json);
            case VALUE_NULL -> "";
            default -> json.getText();
        };
    }

    private static Map<String, Object> object(JsonParser json) throws IOException {
        Map<String, Object> result = new LinkedHashMap<>();
        while (json.nextToken() != JsonToken.END_OBJECT) {
            String name = json.currentName();
            json.nextToken();
            if (SKIPPED.contains(name)) {
                json.skipChildren();
            } else {
                result.put(name, read(json));
            }
        }
        return result;
    }

    private static List<Object> array(JsonParser json) throws IOException {
        List<Object> result = new ArrayList<>();
        while (json.nextToken() != JsonToken.END_ARRAY) {
            result.add(read(json));
        }
        return result;
    }

    /** A text at a path; empty if there is none. */
    static String text(Object tree, String... path) {
        Object at = tree;
        for (String name : path) {
            at = at instanceof Map<?, ?> map && map.containsKey(name) ? map.get(name) : "";
        }
        return at instanceof String text ? text : "";
    }

    /** The texts of a map at a name; empty if there is none. */
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
