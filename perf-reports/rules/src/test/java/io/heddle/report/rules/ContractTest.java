package io.heddle.report.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jfr.EventType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rules know the engine's events by name only. The page of all events, which is generated from the events
 * themselves, shows whether those names are right.
 */
final class ContractTest {
    private static final Pattern EVENT = Pattern.compile("(?m)^### (\\S+)$");
    private static final Pattern FIELD = Pattern.compile("(?m)^\\| `(\\w+)` \\| (\\w+) \\| (\\w*) \\|");

    static Stream<EventType> eventsOfTheTests() {
        return Arrays.stream(AioEvents.class.getDeclaredClasses())
                .filter(type -> type.getSuperclass() == AioEvents.AioEvent.class)
                .map(type -> EventType.getEventType(type.asSubclass(jdk.jfr.Event.class)));
    }

    @ParameterizedTest
    @MethodSource("eventsOfTheTests")
    void shouldTestWithEventsThatTheEngineHas(EventType type) throws IOException {
        Map<String, List<String>> documented = documented();

        assertThat(documented).containsKey(type.getName());
        assertThat(documented.get(type.getName()))
                .containsAll(type.getFields().stream()
                        .filter(field -> !List.of("startTime", "duration", "eventThread", "stackTrace")
                                .contains(field.getName()))
                        .map(field -> field.getName() + " "
                                + field.getTypeName().replace("java.lang.", "") + " " + unit(field))
                        .toList());
    }

    /** A name in a rule that no event of the tests has is a typing error, or belongs to a rule that is not tested. */
    @Test
    void shouldNameOnlyEventsThatTheTestsHave() throws IOException {
        Pattern name = Pattern.compile("\"(aio\\.[A-Z]\\w+)\"");
        String rules = sources();
        List<String> ids = RuleRunner.rules().stream().map(rule -> rule.getId()).toList();
        List<String> known = eventsOfTheTests().map(EventType::getName).toList();

        assertThat(name.matcher(rules).results().map(match -> match.group(1)).distinct())
                .isNotEmpty()
                .allMatch(event -> known.contains(event) || ids.contains(event));
    }

    /** Returns the fields of each event as name, type and unit. */
    private static Map<String, List<String>> documented() throws IOException {
        String page = Files.readString(Path.of("../../docs/events.md"));
        return EVENT.matcher(page)
                .results()
                .collect(Collectors.toMap(heading -> heading.group(1), heading -> fields(page, heading.end())));
    }

    private static List<String> fields(String page, int from) {
        int next = page.indexOf("\n#", from);
        Matcher fields = FIELD.matcher(page.substring(from, next < 0 ? page.length() : next));
        return fields.results()
                .map(field -> field.group(1) + " " + field.group(2) + " " + field.group(3))
                .toList();
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(Files::isRegularFile).map(ContractTest::read).collect(Collectors.joining());
        }
    }

    private static String unit(jdk.jfr.ValueDescriptor field) {
        if (field.getAnnotation(jdk.jfr.Timespan.class) != null) {
            return "ns";
        }
        return field.getAnnotation(jdk.jfr.DataAmount.class) == null ? "" : "bytes";
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
