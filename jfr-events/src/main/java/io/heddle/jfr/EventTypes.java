package io.heddle.jfr;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;

/** All event types. To use this class is to load every event class, so it is for recordings only. */
final class EventTypes {
    private static final List<Class<?>> ROOMS = List.of(
            ProcessEvents.class,
            SubmitEvents.class,
            RequestEvents.class,
            WorkerEvents.class,
            ResultEvents.class,
            CancelEvents.class,
            CleanupEvents.class,
            SchedulerEvents.class);

    /** What the recorder asks for the gauges while there is a recording. Of the thread that publishes. */
    private static final Map<Class<? extends Event>, Runnable> PERIODIC = new HashMap<>();

    private EventTypes() {}

    static Stream<Class<? extends Event>> all() {
        return ROOMS.stream()
                .flatMap(room -> Arrays.stream(room.getDeclaredClasses()))
                .map(type -> type.asSubclass(Event.class));
    }

    /**
     * Makes the types known to the recorder, which gives them the settings of the recordings that run already. All at
     * once: a type that comes into being with its first event would be missing from the metadata until then.
     */
    static void register() {
        all().forEach(FlightRecorder::register);
    }

    /** Has the recorder ask for the gauges. It keeps what it asks, so what is added is to be removed. */
    static void addPeriodic(Tracer tracer) {
        Runnable statistics = () -> Trace.sources().forEach(source -> source.report(tracer));
        PERIODIC.put(ProcessEvents.QueueStatistics.class, statistics);
        PERIODIC.put(SchedulerEvents.SchedulerStatistics.class, new SchedulerReport());
        PERIODIC.forEach(FlightRecorder::addPeriodicEvent);
    }

    static void removePeriodic() {
        PERIODIC.values().forEach(FlightRecorder::removePeriodicEvent);
        PERIODIC.clear();
    }
}
