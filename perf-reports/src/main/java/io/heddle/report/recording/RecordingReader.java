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

/** Reads a recording once, event by event. What is damaged ends the reading, and the data says so. */
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
     * @param also is handed each event as well; the event is not reused
     * @param progress is told how far it has come
     * @return its data, perhaps of a part only: see {@link RecordingData#damages()}
     * @throws IOException if nothing can be read; the message names the file and says why
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
     * The values of an event are looked up when they are asked for, so that damage may show only here. A sink that
     * cannot write is no damage.
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

    /** The parser of a damaged chunk may throw anything, errors as of the JVM itself too. */
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

    /** Types without events matter too: a trace point that never fired is told as 0. */
    private void declare(RecordingFile recording) throws IOException {
        List<EventType> types;
        try {
            types = recording.readEventTypes();
        } catch (EOFException cut) {
            return; // the types of the chunks before are declared when they are met
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
