package io.heddle.bench.jmh;

import io.heddle.trace.Trace;
import java.util.List;
import jdk.jfr.EventType;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The requests of {@link DispatchSuite} while a recording runs. */
@State(Scope.Benchmark)
public class TracingSuite extends DispatchSuite {
    /** What is recorded. */
    public enum Recorded {
        /** Nothing: no recording runs. */
        NOTHING,
        /** What of the engine's events every recording has. */
        DEFAULTS,
        /** Every event of the engine. */
        ALL
    }

    private static final String OURS = "aio.";
    private static final long MOST_BYTES = 100_000_000;

    /** A {@link Recorded}. */
    @Param({"NOTHING", "DEFAULTS", "ALL"})
    public String recorded = "";

    private @Nullable Recording recording;

    /** Made by JMH. */
    public TracingSuite() {}

    /** Starts the recording. */
    @Setup(Level.Trial)
    public void record() {
        Recorded what = Recorded.valueOf(recorded);
        if (what == Recorded.NOTHING) {
            return;
        }
        var _ = Trace.tracer(); // the engine must be there to hear of the recording
        Recording started = new Recording();
        recording = started;
        started.setToDisk(true);
        started.setMaxSize(MOST_BYTES);
        started.start();
        if (what == Recorded.ALL) {
            List<String> ours = FlightRecorder.getFlightRecorder().getEventTypes().stream()
                    .map(EventType::getName)
                    .filter(name -> name.startsWith(OURS))
                    .toList();
            if (ours.isEmpty()) {
                throw new IllegalStateException("the engine's events are not registered");
            }
            ours.forEach(name -> started.enable(name).with("throttle", "off"));
        }
    }

    /** Ends the recording and drops what it has. */
    @TearDown(Level.Trial)
    public void endRecording() {
        Recording running = recording;
        if (running != null) {
            running.close();
        }
    }
}
