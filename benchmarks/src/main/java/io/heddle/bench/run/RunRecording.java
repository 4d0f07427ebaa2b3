package io.heddle.bench.run;

import io.heddle.jfr.AioJfr;
import io.heddle.report.output.OutputFile;
import io.heddle.report.output.TemporaryFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;

/**
 * Records a run with Flight Recorder: every event of the library, and the JDK's events of pinned threads, slow syncs,
 * processors and garbage collections.
 *
 * <p>A long run makes more events than are worth their space on disk, so of each part only the last {@value #MAX_BYTES}
 * bytes are kept. The parts, one of which is the functional check, are appended to one file: a concatenation of
 * recordings is a recording. The file is kept only if it is committed.
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

    private final OutputFile file;
    private final String name;
    private final Runnable closing = this::closeRecording;
    private volatile @Nullable Recording recording;

    private RunRecording(OutputFile file, String name) {
        this.file = file;
        this.name = name;
    }

    /** Prepares a recording that replaces the file. */
    static RunRecording to(Path file, String name) throws IOException {
        return new RunRecording(OutputFile.create(file), name);
    }

    static boolean isAvailable() {
        return FlightRecorder.isAvailable();
    }

    /**
     * Begins a part, entirely before any removal of temporary files, because the recorder creates its folder anew if it
     * is missing.
     */
    void start(String part) throws IOException {
        TemporaryFiles.begin(() -> startNow(part), closing);
    }

    private void startNow(String part) {
        Recording started = new Recording();
        started.setName(name + ": " + part);
        started.setToDisk(true);
        started.setMaxSize(MAX_BYTES);
        OF_JDK.forEach(event -> started.enable(event).withoutStackTrace().withThreshold(Duration.ZERO));
        started.enable("jdk.CPULoad").withPeriod(Duration.ofSeconds(1));
        started.enable("jdk.ExecutionSample").withPeriod(SAMPLING);
        recording = started;
        started.start();
        ours().forEach(event -> enable(started, event));
    }

    /**
     * Returns the library's events by their names in the settings file: the recorder does not know the types before a
     * process is open.
     */
    private static Stream<String> ours() {
        return AioJfr.configuration().getSettings().keySet().stream()
                .filter(setting -> setting.startsWith(OURS))
                .map(setting -> setting.substring(0, setting.indexOf('#')))
                .distinct();
    }

    private static void enable(Recording recording, String event) {
        if (event.equals(SLOW_REQUEST)) {
            recording.enable(event);
        } else {
            recording.enable(event).withThreshold(Duration.ZERO).with("throttle", "off");
        }
    }

    /** Ends the part and appends it to the file. If that fails, {@link #commit} throws. */
    void end() {
        try {
            append();
        } catch (IOException failed) {
            file.fail(failed);
        }
    }

    private void append() throws IOException {
        Recording ended = recording;
        if (ended == null) {
            return;
        }
        // A folder: Flight Recorder creates its file itself, and would create it anew after a signal has removed it.
        Path folder = TemporaryFiles.folder(file.folder(), ".part.");
        try {
            ended.stop();
            Path part = folder.resolve("part.jfr");
            ended.dump(part);
            Files.copy(part, file.stream());
        } catch (IllegalStateException closed) { // the JVM is shutting down
            throw new IOException(closed);
        } finally {
            closeRecording();
            TemporaryFiles.ended(closing);
            TemporaryFiles.remove(folder);
        }
    }

    /** Called by the recording thread, or at the JVM's shutdown. The recording may be closed already. */
    private void closeRecording() {
        Recording left = recording;
        if (left != null) {
            recording = null;
            left.close();
        }
    }

    void commit() throws IOException {
        file.commit();
    }

    /** Drops a part that was not ended. */
    @Override
    public void close() throws IOException {
        closeRecording();
        TemporaryFiles.ended(closing);
        file.close();
    }
}
