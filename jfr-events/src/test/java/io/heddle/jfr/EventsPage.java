package io.heddle.jfr;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import jdk.jfr.Contextual;
import jdk.jfr.DataAmount;
import jdk.jfr.Timespan;
import jdk.jfr.ValueDescriptor;

/** Writes the page that describes all events. */
final class EventsPage {
    private EventsPage() {}

    static String text() {
        List<EventMetadata> events = EventMetadata.all();
        Map<String, List<EventMetadata>> groups =
                events.stream().collect(Collectors.groupingBy(EventMetadata::group, TreeMap::new, Collectors.toList()));
        return """
        # Events

        <!-- Generated from the events' metadata by GeneratedFilesTest: do not edit, see CONTRIBUTING.md -->

        The %d events that Heddle adds to JDK Flight Recorder. %d stand for the trace codes of the XNU kernel's AIO,
        whose name and number is given; the others are our own. *Default* is what a recording gets without any settings
        for them: by `settings=aio.jfc` and `aio-trace=all` (see the README) all of them are on, unthrottled.

        All have a start time and the thread that emitted them, spans have a duration as well. `processId` is the number
        of an `AioProcess`; `requestId` that of a submission, unique within the JVM, 0 where no single request is meant.
        *Context*: `jfr print` shows the field beside whatever else the same thread recorded meanwhile. Times are in
        nanoseconds, sizes in bytes. All but %s have the setting `%s`, which takes the numbers of the processes to
        record.

        %s
        %s""".formatted(
                events.size(),
                events.stream().filter(event -> event.kernel().isPresent()).count(),
                events.stream()
                        .filter(event -> !event.defaults().containsKey(ProcessFilter.NAME))
                        .map(event -> "`" + event.name() + "`")
                        .collect(Collectors.joining(" and ")),
                ProcessFilter.NAME,
                codes(events),
                groups.entrySet().stream()
                        .map(group -> "\n## " + group.getKey() + "\n\n"
                                + group.getValue().stream()
                                        .map(EventsPage::event)
                                        .collect(Collectors.joining("\n")))
                        .collect(Collectors.joining()));
    }

    private static String codes(List<EventMetadata> events) {
        String rows = events.stream()
                .filter(event -> event.kernel().isPresent())
                .sorted(Comparator.comparingInt(
                        event -> event.kernel().orElseThrow().code()))
                .map(event -> "| %d | `%s` | [%s](#%s) |"
                        .formatted(
                                event.kernel().orElseThrow().code(),
                                event.kernel().orElseThrow().kernelName(),
                                event.name(),
                                anchor(event.name())))
                .collect(Collectors.joining("\n"));
        return "## By the kernel's code\n\n| code | kernel's name | event |\n|---:|---|---|\n" + rows + "\n";
    }

    private static String event(EventMetadata event) {
        String rows = event.fields().stream().map(EventsPage::field).collect(Collectors.joining("\n"));
        return """
        ### %s

        %s. %s %s.

        | field | type | unit | |
        |---|---|---|---|
        %s
        """.formatted(event.name(), event.type().getDescription(), kernel(event), byDefault(event), rows);
    }

    private static String kernel(EventMetadata event) {
        return event.kernel()
                .map(point -> "`%s`, code %d, a %s."
                        .formatted(point.kernelName(), point.code(), point.isSpan() ? "span" : "point in time"))
                .orElse("Our own.");
    }

    private static String byDefault(EventMetadata event) {
        List<String> words = new ArrayList<>();
        words.add(event.isEnabled() ? "Default: on" : "Default: off");
        event.period().ifPresent(value -> words.add("every " + value));
        event.threshold().ifPresent(value -> words.add("from " + value));
        event.throttle().ifPresent(value -> words.add("at most " + value));
        return String.join(", ", words);
    }

    private static String field(ValueDescriptor field) {
        String description = field.getDescription() == null ? "" : ": " + field.getDescription();
        String context = field.getAnnotation(Contextual.class) == null ? "" : " *(context)*";
        return "| `%s` | %s | %s | %s%s%s |"
                .formatted(
                        field.getName(),
                        field.getTypeName().replace("java.lang.", ""),
                        unit(field),
                        field.getLabel(),
                        description,
                        context);
    }

    private static String unit(ValueDescriptor field) {
        if (field.getAnnotation(Timespan.class) != null) {
            return "ns";
        }
        return field.getAnnotation(DataAmount.class) == null ? "" : "bytes";
    }

    /** Returns the anchor that GitHub generates for a heading. */
    private static String anchor(String heading) {
        return heading.toLowerCase(java.util.Locale.ROOT).replace(".", "");
    }
}
