package io.heddle.report.recording;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import jdk.jfr.AnnotationElement;
import jdk.jfr.EventType;
import org.jspecify.annotations.Nullable;

/** The number of events of each type, and which of them are trace points of the kernel. */
public final class EventCounts {
    private static final String TRACE_POINT = "TracePoint";
    private static final String OURS = "aio.";

    /**
     * One type of events.
     *
     * @param name the event's name
     * @param kernelName the kernel's name of the trace point; empty if it is none
     * @param description the event's description
     * @param count the number of events
     */
    public record Type(String name, String kernelName, String description, long count) {}

    private final Map<String, Type> types = new HashMap<>();
    private final Map<String, long[]> counts = new HashMap<>();

    EventCounts() {}

    void declare(EventType type) {
        types.computeIfAbsent(
                type.getName(), name -> new Type(name, kernelName(type), orEmpty(type.getDescription()), 0));
    }

    void count(EventType type) {
        long[] count = counts.get(type.getName());
        if (count == null) {
            declare(type);
            count = new long[1];
            counts.put(type.getName(), count);
        }
        count[0]++;
    }

    /** Finds the annotation by the simple name of its class, so that this code need not depend on the events. */
    private static String kernelName(EventType type) {
        for (AnnotationElement annotation : type.getAnnotationElements()) {
            String name = annotation.getTypeName();
            if (name.substring(name.lastIndexOf('.') + 1).equals(TRACE_POINT) && annotation.hasValue("value")) {
                return String.valueOf(annotation.getValue("value"));
            }
        }
        return "";
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    /**
     * Returns the types that carry a name of the kernel, including those without an event.
     *
     * @return by the kernel's name
     */
    public List<Type> tracePoints() {
        return all().stream()
                .filter(type -> !type.kernelName().isEmpty())
                .sorted(Comparator.comparing(Type::kernelName))
                .toList();
    }

    /**
     * Returns the types that have an event, the engine's first.
     *
     * @return the most frequent first
     */
    public List<Type> seen() {
        return all().stream()
                .filter(type -> type.count() > 0)
                .sorted(Comparator.comparing((Type type) -> !type.name().startsWith(OURS))
                        .thenComparing(Comparator.comparingLong(Type::count).reversed())
                        .thenComparing(Type::name))
                .toList();
    }

    /**
     * Counts the events of one type.
     *
     * @param name the event's name
     * @return 0 if there is none
     */
    public long of(String name) {
        long[] count = counts.get(name);
        return count == null ? 0 : count[0];
    }

    /**
     * Counts the engine's events.
     *
     * @return those whose name begins with {@code aio.}
     */
    public long ours() {
        return seen().stream()
                .filter(type -> type.name().startsWith(OURS))
                .mapToLong(Type::count)
                .sum();
    }

    /**
     * Counts all events.
     *
     * @return the number, including events of the JDK
     */
    public long total() {
        return counts.values().stream().mapToLong(count -> count[0]).sum();
    }

    private List<Type> all() {
        return types.values().stream()
                .map(type -> new Type(type.name(), type.kernelName(), type.description(), of(type.name())))
                .toList();
    }
}
