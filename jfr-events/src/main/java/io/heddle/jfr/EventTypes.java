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

/** All event types. Using this class loads every event class, so only recordings may use it. */
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

    /** The periodic actions by which the recorder collects the gauges. Confined to the publishing thread. */
    private static final Map<Class<? extends Event>, Runnable> PERIODIC = new HashMap<>();

    private EventTypes() {}

    static Stream<Class<? extends Event>> all() {
        return ROOMS.stream()
                .flatMap(room -> Arrays.stream(room.getDeclaredClasses()))
                .map(type -> type.asSubclass(Event.class));
    }

    /**
     * Registers the types with the recorder, which gives them the settings of the recordings that run already. All are
     * registered together: a type that is registered with its first event would be missing from the metadata until
     * then.
     */
    static void register() {
        all().forEach(FlightRecorder::register);
    }

    /** Registers the periodic actions. The recorder retains them, so they must be removed. */
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
