package io.heddle.bench.run;

import io.heddle.trace.Trace;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Records a run with Flight Recorder: every event of the library, and what the JDK tells about pinned threads, slow syncs,
 * processors and garbage collections.
 *
 * <p>A long run makes more events than anybody wants on disk, so of each part only the last {@value #MAX_BYTES} bytes are kept.
 * The parts, the functional check being one of them, stand in one file, one after the other: a recording may be put together
 * of recordings.
 */
final class RunRecording implements AutoCloseable {
    private static final long MAX_BYTES = 200_000_000;
    private static final String OURS = "aio.";
    private static final String SLOW_REQUEST = "aio.SlowRequest"; // keeps its threshold
    private static final Duration SAMPLING = Duration.ofMillis(20);
    private static final List<String> OF_JDK = List.of(
            "jdk.VirtualThreadPinned",
            "jdk.VirtualThreadSubmitFailed",
            "jdk.FileForce",
            "jdk.GarbageCollection",
            "jdk.GCPhasePause",
            "jdk.JVMInformation",
            "jdk.OSInformation",
            "jdk.CPUInformation",
            "jdk.ActiveRecording",
            "jdk.ActiveSetting",
            "jdk.DataLoss");

    private final Path file;
    private final String name;
    private @Nullable Recording recording;

    private RunRecording(Path file, String name) {
        this.file = file;
        this.name = name;
    }

    /** Prepares a recording that replaces the file. */
    static RunRecording to(Path file, String name) throws IOException {
        Files.deleteIfExists(file);
        return new RunRecording(file, name);
    }

    static boolean isAvailable() {
        return FlightRecorder.isAvailable();
    }

    /** Begins a part. */
    void start(String part) {
        var _ = Trace.tracer(); // the engine must be there to hear of the recording, or its events are not registered
        Recording started = new Recording();
        started.setName(name + ": " + part);
        started.setToDisk(true);
        started.setMaxSize(MAX_BYTES);
        OF_JDK.forEach(event -> started.enable(event).withoutStackTrace().withThreshold(Duration.ZERO));
        started.enable("jdk.CPULoad").withPeriod(Duration.ofSeconds(1));
        started.enable("jdk.ExecutionSample").withPeriod(SAMPLING);
        started.start();
        recording = started;
        FlightRecorder.getFlightRecorder().getEventTypes().stream()
                .map(EventType::getName)
                .filter(event -> event.startsWith(OURS))
                .forEach(event -> enable(started, event));
    }

    private static void enable(Recording recording, String event) {
        if (event.equals(SLOW_REQUEST)) {
            recording.enable(event);
        } else {
            recording.enable(event).withThreshold(Duration.ZERO).with("throttle", "off");
        }
    }

    /** Ends the part and appends it to the file. */
    void end() throws IOException {
        Recording ended = recording;
        if (ended == null) {
            return;
        }
        recording = null;
        Path part = Files.createTempFile(file.toAbsolutePath().getParent(), "part.", ".jfr");
        try (ended) {
            ended.stop();
            ended.dump(part);
            append(part);
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private void append(Path part) throws IOException {
        try (OutputStream whole = Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            Files.copy(part, whole);
        }
    }

    /** Drops a part that was not ended. */
    @Override
    public void close() {
        Recording left = recording;
        if (left != null) {
            left.close();
        }
    }
}
