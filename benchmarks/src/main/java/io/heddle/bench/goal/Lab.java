package io.heddle.bench.goal;

import io.heddle.report.output.OutputFile;
import io.heddle.report.output.TemporaryFiles;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * The environment in which goals are measured: a folder for the data, which is removed with its content, a log of the
 * children's output, and a writer for the progress. A signal, too, ends the children and removes the folder.
 */
final class Lab implements AutoCloseable {
    private static final int ATTEMPTS = 100;
    private static final long PAUSE_MILLIS = 20;

    private final Effort effort;
    private final Path folder;
    private final Path outputs;
    private final OutputFile logFile;
    private final PrintStream log;
    private final PrintWriter progress;
    private final Set<String> notices = new LinkedHashSet<>();
    private final Thread onSignal = new Thread(this::leaveNothingBehind, "heddle-bench-cleaner");
    private volatile boolean closing;
    private volatile boolean closed;
    private volatile int interruptedStatus; // 0 unless interrupted
    private final List<AutoCloseable> devices = new CopyOnWriteArrayList<>();

    Lab(Effort effort, Path directory, Path outputs, PrintWriter progress) throws IOException {
        this.effort = effort;
        this.outputs = outputs;
        this.progress = progress;
        Files.createDirectories(outputs);
        logFile = OutputFile.create(outputs.resolve("bench.log"));
        log = new PrintStream(logFile.stream(), true, StandardCharsets.UTF_8);
        folder = TemporaryFiles.folder(directory, "heddle-bench.");
        Runtime.getRuntime().addShutdownHook(onSignal);
    }

    Effort effort() {
        return effort;
    }

    /** Returns the folder for data files; it is empty at first. */
    Path folder() {
        return folder;
    }

    /** Returns a flag for JVMs that may be killed: their temporary files are removed with the folder. */
    String temporaryFolderFlag() {
        return "-Djava.io.tmpdir=" + folder;
    }

    /** Returns the folder of the results, which are kept. */
    Path outputs() {
        return outputs;
    }

    /** Returns the log of the children's output. */
    PrintStream log() {
        return log;
    }

    /** Prints a line of progress. */
    void say(String line) {
        progress.println("heddle bench: " + line);
        progress.flush();
    }

    /** Prints a notice for the user, once, and records it for the report. */
    void notice(String line) {
        if (notices.add(line)) {
            say(line);
        }
    }

    Set<String> notices() {
        return Set.copyOf(notices);
    }

    /** Registers something that a signal also closes, after the children have ended. Closing it earlier is harmless. */
    void alsoRemove(AutoCloseable made) {
        devices.add(made);
    }

    /**
     * Ends the measurement early: the children are killed, and no other is started. The figures measured so far are
     * kept.
     */
    void interrupt(int status) {
        interruptedStatus = status;
        closing = true;
        Thread.ofPlatform().daemon(true).name("heddle-bench-killer").start(() -> {
            while (!closed) { // a child may be starting
                killChildren();
                LockSupport.parkNanos(this, TimeUnit.MILLISECONDS.toNanos(PAUSE_MILLIS));
            }
        });
    }

    /** Returns the status with which the program ends after a signal; 0 if there was none. */
    int interruptedStatus() {
        return interruptedStatus;
    }

    private static void killChildren() {
        ProcessHandle.current().descendants().forEach(ProcessHandle::destroyForcibly);
    }

    /** Returns whether children may no longer be started. */
    boolean isClosing() {
        return closing;
    }

    @Override
    public void close() throws IOException {
        closing = true;
        closed = true;
        try {
            Runtime.getRuntime().removeShutdownHook(onSignal);
        } catch (IllegalStateException ending) {
            return; // the hook does it
        }
        try (logFile) {
            TemporaryFiles.remove(folder);
            log.flush();
            logFile.commit();
        }
    }

    /** Kills the children before removing files: they would continue to write. */
    private void leaveNothingBehind() {
        closing = true;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            killChildren();
            try {
                Thread.sleep(PAUSE_MILLIS);
                for (AutoCloseable made : devices) {
                    made.close();
                }
                TemporaryFiles.remove(folder);
                if (ProcessHandle.current().descendants().findAny().isEmpty()) {
                    return;
                }
            } catch (Exception again) { // as AutoCloseable throws
                // A child has written meanwhile, or still runs.
            }
        }
    }
}
