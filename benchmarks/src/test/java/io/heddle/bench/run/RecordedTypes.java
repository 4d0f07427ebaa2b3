package io.heddle.bench.run;

import io.heddle.jfr.AioJfr;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import jdk.jfr.consumer.RecordingFile;

/** Finds the event types of the library that have events in a recording. */
final class RecordedTypes {
    private RecordedTypes() {}

    /** Returns all event types of the library. */
    static Set<String> known() {
        return AioJfr.configuration().getSettings().keySet().stream()
                .filter(setting -> setting.startsWith("aio."))
                .map(setting -> setting.substring(0, setting.indexOf('#')))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Set<String> of(Path recording) throws IOException {
        Set<String> names = new TreeSet<>();
        try (RecordingFile file = new RecordingFile(recording)) {
            while (file.hasMoreEvents()) {
                String name = file.readEvent().getEventType().getName();
                if (name.startsWith("aio.")) {
                    names.add(name);
                }
            }
        }
        return names;
    }
}
