package io.heddle.jfr;

import io.heddle.trace.TracePoint;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import jdk.jfr.EventType;
import jdk.jfr.SettingDescriptor;
import jdk.jfr.ValueDescriptor;

/** The metadata of one event type that a recording holds, in the terms of the generated files. */
record EventMetadata(EventType type) {
    private static final Set<String> IMPLICIT_FIELDS = Set.of("startTime", "duration", "eventThread", "stackTrace");

    /** Returns all types, in the order of their names. */
    static List<EventMetadata> all() {
        return EventTypes.all()
                .map(EventType::getEventType)
                .map(EventMetadata::new)
                .sorted(Comparator.comparing(EventMetadata::name))
                .toList();
    }

    String name() {
        return type.getName();
    }

    String group() {
        return type.getCategoryNames().getLast();
    }

    /** Returns the kernel's trace point, or an empty result for an event that the kernel does not have. */
    Optional<TracePoint> kernel() {
        var annotation = type.getAnnotation(io.heddle.jfr.TracePoint.class);
        return Arrays.stream(TracePoint.values())
                .filter(point -> annotation != null && point.kernelName().equals(annotation.value()))
                .findFirst();
    }

    /** Returns the settings by their names, with the default values. */
    Map<String, String> defaults() {
        return type.getSettingDescriptors().stream()
                .collect(Collectors.toMap(SettingDescriptor::getName, SettingDescriptor::getDefaultValue));
    }

    boolean isEnabled() {
        return defaults().get("enabled").equals("true");
    }

    /** Returns the default threshold, if the event has one. */
    Optional<String> threshold() {
        return Optional.ofNullable(defaults().get("threshold")).filter(value -> !value.startsWith("0 "));
    }

    /** Returns the default limit of the rate, if there is one. */
    Optional<String> throttle() {
        return Optional.ofNullable(defaults().get("throttle")).filter(value -> !value.equals("off"));
    }

    /** Returns the default period, if the event is periodic. */
    Optional<String> period() {
        return Optional.ofNullable(defaults().get("period")).filter(value -> value.endsWith("s"));
    }

    List<ValueDescriptor> fields() {
        return type.getFields().stream()
                .filter(field -> !IMPLICIT_FIELDS.contains(field.getName()))
                .toList();
    }
}
