package io.heddle.report.recording;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import jdk.jfr.consumer.RecordedEvent;

/** Passes each event to the consumers registered for its name. */
final class Dispatch {
    private final Map<String, List<Consumer<RecordedEvent>>> byName = new HashMap<>();

    Dispatch on(String event, Consumer<RecordedEvent> consumer) {
        byName.computeIfAbsent(event, _ -> new ArrayList<>(2)).add(consumer);
        return this;
    }

    void accept(RecordedEvent event) {
        for (Consumer<RecordedEvent> consumer :
                byName.getOrDefault(event.getEventType().getName(), List.of())) {
            consumer.accept(event);
        }
    }
}
