package io.heddle.jfr;

import io.heddle.trace.Trace;
import io.heddle.trace.Tracer;
import java.util.Arrays;
import java.util.List;
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
    static void register(Tracer tracer) {
        all().forEach(FlightRecorder::register);
        FlightRecorder.addPeriodicEvent(
                ProcessEvents.QueueStatistics.class, () -> Trace.sources().forEach(source -> source.report(tracer)));
        FlightRecorder.addPeriodicEvent(SchedulerEvents.SchedulerStatistics.class, new SchedulerReport());
    }
}
