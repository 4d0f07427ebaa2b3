package io.heddle.jfr;

import static java.lang.System.Logger.Level.WARNING;

import io.heddle.trace.Tracer;
import io.heddle.trace.TracerProvider;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import jdk.jfr.FlightRecorder;
import jdk.jfr.FlightRecorderListener;
import jdk.jfr.Recording;
import jdk.jfr.RecordingState;
import org.jspecify.annotations.Nullable;

/**
 * Lets the engine trace to JDK Flight Recorder while a recording runs, however it was started: by the program, by
 * {@code jcmd}, remotely or by {@code -XX:StartFlightRecording}.
 *
 * <p>It is found by {@link java.util.ServiceLoader} and need not be called. Where Flight Recorder is not available it
 * does nothing. Flight Recorder refers to it, and a thread of its own runs, only while there are open processes: an
 * application that has closed its processes can be unloaded, even while a recording runs.
 *
 * @implNote The event classes are loaded and registered when the first recording starts, on the thread that starts it,
 *     or on the thread that opens the first process if a recording runs by then. This takes some 100 milliseconds,
 *     which is why it is not done for applications that never record.
 */
public final class JfrTracerProvider implements TracerProvider {
    private volatile @Nullable RecordingWatch watch;

    /** Called by {@link java.util.ServiceLoader}. */
    public JfrTracerProvider() {}

    @Override
    public void install(Consumer<@Nullable Tracer> sink) {
        if (!FlightRecorder.isAvailable()) {
            return;
        }
        watch = new RecordingWatch(sink);
    }

    @Override
    public void inUse(boolean inUse) {
        RecordingWatch now = watch;
        if (now != null) {
            now.setWatching(inUse);
        }
    }

    /** Passes the tracer to the engine when a recording runs while there are processes, and null otherwise. */
    private static final class RecordingWatch implements FlightRecorderListener {
        private final Consumer<@Nullable Tracer> sink;
        private final AtomicInteger changes = new AtomicInteger();
        private volatile boolean watching;
        private boolean recorded; // confined to the publishing thread

        RecordingWatch(Consumer<@Nullable Tracer> sink) {
            this.sink = sink;
        }

        void setWatching(boolean inUse) {
            watching = inUse;
            if (inUse) {
                FlightRecorder.addListener(this);
            } else {
                FlightRecorder.removeListener(this);
            }
            follow(); // a recording that runs already does not notify a new listener
        }

        @Override
        public void recordingStateChanged(Recording recording) {
            follow();
        }

        /**
         * Updates the engine. Several recordings may change at the same time, on several threads, and their
         * notifications overtake each other; so each notification reads the state of all recordings, one thread at a
         * time.
         *
         * <p>A thread that finds another thread updating leaves the work to that thread and must not wait: it may be
         * initializing the engine's class to which the sink belongs, and the other thread may be waiting for that.
         */
        void follow() {
            if (changes.getAndIncrement() > 0) {
                return;
            }
            int seen;
            do {
                seen = changes.get();
                publish();
            } while (changes.addAndGet(-seen) > 0);
        }

        private void publish() {
            try {
                boolean recording = watching && isRecording();
                if (recording != recorded) {
                    sink.accept(recording ? Registered.TRACER : null);
                    recorded = recording;
                    Registered.setRecording(recording);
                }
            } catch (RuntimeException | LinkageError broken) {
                // A program that starts a recording of other events must not fail because of this library.
                System.getLogger("io.heddle").log(WARNING, "no tracing: the event types failed", broken);
            }
        }

        private static boolean isRecording() {
            return FlightRecorder.isInitialized()
                    && FlightRecorder.getFlightRecorder().getRecordings().stream()
                            .anyMatch(recording -> recording.getState() == RecordingState.RUNNING);
        }
    }

    /** Registers the event types when it is initialized: once, and not before a recording runs. */
    private static final class Registered {
        static final JfrTracer TRACER = new JfrTracer();
        static final Beats BEATS = new Beats(TRACER);

        static {
            EventTypes.register();
        }

        /** Starts and stops the periodic events and the beats. */
        static void setRecording(boolean recording) {
            if (recording) {
                EventTypes.addPeriodic(TRACER);
            } else {
                EventTypes.removePeriodic();
            }
            BEATS.setRunning(recording);
        }
    }
}
