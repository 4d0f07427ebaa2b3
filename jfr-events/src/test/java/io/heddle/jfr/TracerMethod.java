package io.heddle.jfr;

import io.heddle.trace.CallTracer;
import io.heddle.trace.TracePoint;
import io.heddle.trace.Tracer;
import io.heddle.trace.WorkerTracer;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.EventType;

/** One method of the tracer, and the event that it must record: the tests iterate over all of them. */
record TracerMethod(Method method) {
    /** The methods that query the tracer; all others report to it. */
    private static final Set<String> QUESTIONS = Set.of("begin", "records", "beat");

    static List<TracerMethod> all() {
        return Stream.of(Tracer.class, CallTracer.class, WorkerTracer.class)
                .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                .filter(method -> !QUESTIONS.contains(method.getName()) && !method.isSynthetic())
                .sorted(Comparator.comparing(Method::getName))
                .map(TracerMethod::new)
                .toList();
    }

    static TracerMethod of(String eventName) {
        return all().stream()
                .filter(method -> method.eventName().equals(eventName))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the tracer has no method for " + eventName));
    }

    /** Returns the method's own name with a capital; only {@code return} cannot be a method's name. */
    String eventName() {
        String name = method.getName().equals("returned") ? "return" : method.getName();
        return "aio." + Character.toUpperCase(name.charAt(0)) + name.substring(1);
    }

    Class<? extends Event> eventClass() {
        return EventTypes.all()
                .filter(type -> EventType.getEventType(type).getName().equals(eventName()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("there is no event " + eventName()));
    }

    boolean isSpan() {
        return method.getParameterTypes()[0] == Object.class;
    }

    /**
     * Returns the engine's trace point for this event; for events that the kernel does not have, the one without a
     * name.
     */
    TracePoint point() {
        var annotation = eventClass().getAnnotation(io.heddle.jfr.TracePoint.class);
        String kernelName = annotation == null ? "" : annotation.value();
        return Arrays.stream(TracePoint.values())
                .filter(point -> point.kernelName().equals(kernelName))
                .findFirst()
                .orElseThrow(() -> new AssertionError("the engine has no trace point " + kernelName));
    }

    /** Returns the types of the parameters that become fields, by name and in order. */
    Map<String, Class<?>> fields() {
        Map<String, Class<?>> fields = new LinkedHashMap<>();
        for (Parameter parameter : method.getParameters()) {
            if (parameter.getType() != Object.class) {
                fields.put(parameter.getName(), parameter.getType());
            }
        }
        return fields;
    }

    /** Ends the span, or reports the instant. */
    void call(Tracer tracer, Object span, Map<String, Object> values) throws ReflectiveOperationException {
        Stream<Object> spans = isSpan() ? Stream.of(span) : Stream.empty();
        method.invoke(tracer, Stream.concat(spans, values.values().stream()).toArray());
    }

    @Override
    public String toString() {
        return method.getName();
    }
}
