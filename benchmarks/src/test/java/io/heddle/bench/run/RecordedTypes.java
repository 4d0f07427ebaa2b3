package io.heddle.bench.run;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import jdk.jfr.consumer.RecordingFile;

/** Which of the library's event types have events in a recording. */
final class RecordedTypes {
    private RecordedTypes() {}

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
