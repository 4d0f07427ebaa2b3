package io.heddle.jfr;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.Recording;
import jdk.jfr.Throttle;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;

/** Records the events that an action emits. */
final class Recorded {
    private Recorded() {}

    interface Action {
        void run() throws ReflectiveOperationException;
    }

    /** Creates a recording of all events of the library, whatever their defaults. */
    static Recording ofAllEvents() {
        Recording recording = new Recording();
        EventTypes.all()
                .map(EventType::getEventType)
                .forEach(type -> recording
                        .enable(type.getName())
                        .with(Throttle.NAME, "off")
                        .withThreshold(Duration.ZERO));
        return recording;
    }

    /** Returns the events of the library that the action emits while all are recorded, in order. */
    static List<RecordedEvent> during(Action action) throws ReflectiveOperationException {
        try (Recording recording = ofAllEvents()) {
            return during(recording, action);
        }
    }

    static List<RecordedEvent> during(Recording recording, Action action) throws ReflectiveOperationException {
        recording.start();
        action.run();
        recording.stop();
        return read(recording).stream()
                .filter(event -> event.getEventType().getName().startsWith("aio."))
                .toList();
    }

    /** Returns all events that a recording holds. */
    static List<RecordedEvent> read(Recording recording) {
        try {
            Path file = Files.createTempFile("heddle", ".jfr");
            try {
                recording.dump(file);
                return RecordingFile.readAllEvents(file);
            } finally {
                Files.delete(file);
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
