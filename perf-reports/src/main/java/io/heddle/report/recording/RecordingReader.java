package io.heddle.report.recording;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/** Reads a recording once, event by event. Damage ends the reading, and is noted in the data. */
public final class RecordingReader {
    private static final int EVENTS_PER_WORD = 1 << 16;

    private final RecordingData data;
    private final ChunkHeaders headers;
    private final Consumer<RecordedEvent> also;
    private final Progress progress;
    private long events;
    private long latest;

    private RecordingReader(RecordingData data, ChunkHeaders headers, Consumer<RecordedEvent> also, Progress progress) {
        this.data = data;
        this.headers = headers;
        this.also = also;
        this.progress = progress;
    }

    /**
     * Reads a recording.
     *
     * @param file the recording
     * @param also receives each event too; the event is not reused
     * @param progress receives the progress of the reading
     * @return its data, perhaps of a part only: see {@link RecordingData#damages()}
     * @throws IOException if nothing can be read; the message names the file and the reason
     */
    public static RecordingData read(Path file, Consumer<RecordedEvent> also, Progress progress) throws IOException {
        RecordingData data = new RecordingData(file, Files.size(file));
        ChunkHeaders headers = ChunkHeaders.of(file);
        if (headers.whole() == 0) {
            throw new IOException(file + ": this recording is cut off within its first chunk, so nothing of it can be "
                    + "read; a recording is complete when it was stopped or dumped");
        }
        new RecordingReader(data, headers, also, progress).read(file);
        return data;
    }

    private void read(Path file) throws IOException {
        String name = String.valueOf(file.getFileName());
        try (RecordingFile recording = open(file)) {
            for (RecordedEvent event = next(recording); event != null; event = next(recording)) {
                if (!take(event)) {
                    break;
                }
                tell(name, event);
            }
        }
        if (headers.cut() && data.damages().isEmpty()) {
            data.damaged("what follows after chunk " + headers.whole() + " is no chunk of a recording");
        }
        progress.at(name, events, 1);
    }

    private static RecordingFile open(Path file) throws IOException {
        try {
            return new RecordingFile(file);
        } catch (IOException | RuntimeException | Error damaged) {
            throw new IOException(file + ": this recording is damaged: " + Damage.describe(damaged), damaged);
        }
    }

    /**
     * Passes an event on. Its values are decoded lazily, so that damage may show only here. A sink that cannot write is
     * no damage.
     */
    private boolean take(RecordedEvent event) {
        try {
            data.accept(event);
            also.accept(event);
            return true;
        } catch (UncheckedIOException unwritten) {
            throw unwritten;
        } catch (RuntimeException | Error damaged) {
            data.damaged("damaged after " + events + " events: " + Damage.describe(damaged));
            return false;
        }
    }

    /** Reads the next event. The parser of a damaged chunk may throw anything, even errors like those of the JVM. */
    private @Nullable RecordedEvent next(RecordingFile recording) throws IOException {
        try {
            if (events == 0) {
                declare(recording);
            }
            return recording.hasMoreEvents() ? recording.readEvent() : null;
        } catch (EOFException cut) {
            data.damaged("cut off: " + headers.whole() + " whole chunks could be read, the last one not");
        } catch (IOException | RuntimeException | Error damaged) {
            data.damaged("damaged after " + events + " events: " + Damage.describe(damaged));
        }
        return null;
    }

    /** Declares all types. Types without events matter too: a trace point that never fired is reported as 0. */
    private void declare(RecordingFile recording) throws IOException {
        List<EventType> types;
        try {
            types = recording.readEventTypes();
        } catch (EOFException cut) {
            return; // the types of the earlier chunks are declared with their first event
        }
        types.forEach(data::declare);
    }

    private void tell(String name, RecordedEvent event) {
        events++;
        if (events % EVENTS_PER_WORD == 0) {
            latest = Math.max(latest, Fields.end(event));
            double span = Math.max(1, headers.endNanos() - headers.startNanos());
            progress.at(name, events, Math.clamp((latest - headers.startNanos()) / span, 0, 1));
        }
    }
}
