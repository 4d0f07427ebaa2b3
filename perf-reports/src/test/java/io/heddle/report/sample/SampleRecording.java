package io.heddle.report.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;

/** Makes recordings of the events that a test emits. */
public final class SampleRecording {
    /**
     * A name that must be escaped wherever it is shown; it clears terminals, breaks lines and reverses their direction.
     */
    public static final String NASTY =
            "<script>alert('x')</script>|`*" + "]]>\u001b[2J\u009b\u007f\n\t\u202e\u2066\u200f\u061c\u2028\ud800\ufeff";

    private SampleRecording() {}

    /** An action that emits events, and may be interrupted. */
    @FunctionalInterface
    public interface Emission {
        /** Emits the events. */
        void emit() throws InterruptedException;
    }

    /** Records the events emitted by an action. */
    public static Path of(Path file, Emission emission) throws IOException, InterruptedException {
        FlightRecorder.register(SampleEvents.Exec.class);
        try (Recording recording = new Recording()) {
            for (Class<?> event : SampleEvents.class.getDeclaredClasses()) {
                if (event != SampleEvents.Sample.class) {
                    recording.enable(event.asSubclass(Event.class));
                }
            }
            recording.enable("jdk.JVMInformation");
            recording.enable("jdk.ActiveSetting");
            recording.start();
            emission.emit();
            recording.stop();
            recording.dump(file);
        }
        return file;
    }

    /** Appends one recording to another: both are sequences of chunks. */
    public static void append(Path to, Path more) throws IOException {
        Files.write(to, Files.readAllBytes(more), StandardOpenOption.APPEND);
    }

    /** Records events of every kind. */
    public static Path mixed(Path file, int requests) throws IOException, InterruptedException {
        return of(file, () -> {
            opened(1, NASTY);
            worker(1, 1);
            Thread thread = Thread.ofVirtual().name("worker-" + NASTY).start(() -> {
                for (int i = 1; i <= requests; i++) {
                    queued(1, i, i % 7);
                    ran(
                            1,
                            i,
                            i % 3 == 0 ? "WRITE" : i % 50 == 1 ? "DSYNC" : "READ",
                            i * 100L,
                            i % 40 == 0 ? "EIO" : "OK");
                }
            });
            thread.join();
            delayed(1, 3);
            delayed(1, 5);
            rejected(1, "file " + NASTY + " is closed");
            cancelled(1);
            slow(1, "/data/" + NASTY);
            statistics(1);
            ended(1, 1);
        });
    }

    /** Emits that a process was opened. */
    public static void opened(long process, String name) {
        SampleEvents.BackendSelected event = new SampleEvents.BackendSelected();
        event.processId = process;
        event.name = name;
        event.backend = "channel";
        event.workerScope = "structured";
        event.threads = "virtual";
        event.commit();
    }

    /** Emits that a worker was started. */
    public static void worker(long process, int threads) {
        SampleEvents.WorkerCreate event = new SampleEvents.WorkerCreate();
        event.processId = process;
        event.threads = threads;
        event.commit();
    }

    /** Emits that a worker ended. */
    public static void ended(long process, int worker) {
        SampleEvents.WorkerTerminate event = new SampleEvents.WorkerTerminate();
        event.processId = process;
        event.worker = worker;
        event.commit();
    }

    /** Emits that a request was queued. */
    public static void queued(long process, long request, int outstanding) {
        SampleEvents.WorkQueued event = new SampleEvents.WorkQueued();
        event.processId = process;
        event.requestId = request;
        event.opcode = "READ";
        event.outstanding = outstanding;
        event.commit();
    }

    /** Emits that a request was run. */
    public static void ran(long process, long request, String opcode, long queuedNanos, String error) {
        SampleEvents.ProcessEntry event = new SampleEvents.ProcessEntry();
        event.begin();
        Thread.onSpinWait();
        event.end();
        event.processId = process;
        event.requestId = request;
        event.opcode = opcode;
        event.length = 4_096;
        event.error = error;
        event.returnValue = error.equals("OK") ? 4_096 : -1;
        event.queuedNanos = queuedNanos;
        event.commit();
    }

    /** Emits that a sync was delayed. */
    public static void delayed(long process, int waitingFor) {
        SampleEvents.FsyncDelay event = new SampleEvents.FsyncDelay();
        event.processId = process;
        event.waitingFor = waitingFor;
        event.commit();
    }

    /** Emits that a submission was refused. */
    public static void rejected(long process, String reason) {
        SampleEvents.Rejected event = new SampleEvents.Rejected();
        event.processId = process;
        event.opcode = "READ";
        event.error = "EBADF";
        event.reason = reason;
        event.commit();
    }

    /** Emits that a cancel call matched a queued request. */
    private static void cancelled(long process) {
        SampleEvents.Cancel call = new SampleEvents.Cancel();
        call.processId = process;
        call.matched = 1;
        call.result = "CANCELED";
        call.commit();
        SampleEvents.CancelQueued met = new SampleEvents.CancelQueued();
        met.processId = process;
        met.commit();
    }

    private static void slow(long process, String path) {
        SampleEvents.SlowRequest event = new SampleEvents.SlowRequest();
        event.begin();
        event.end();
        event.processId = process;
        event.opcode = "READ";
        event.path = path;
        event.error = "OK";
        event.commit();
    }

    private static void statistics(long process) {
        SampleEvents.QueueStatistics event = new SampleEvents.QueueStatistics();
        event.processId = process;
        event.name = NASTY;
        event.outstanding = 5;
        event.queued = 2;
        event.running = 2;
        event.done = 1;
        event.threads = 1;
        event.commit();
    }
}
