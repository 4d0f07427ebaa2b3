package io.heddle.bench.jmh;

import io.heddle.jfr.AioJfr;
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
        /** The engine's events that every recording has by default. */
        DEFAULTS,
        /** Every event of the engine. */
        ALL
    }

    private static final String OURS = "aio.";
    private static final long MOST_BYTES = 100_000_000;

    /** The recorded events: a {@link Recorded}. */
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
        Recording started = new Recording();
        recording = started;
        started.setToDisk(true);
        started.setMaxSize(MOST_BYTES);
        started.start();
        if (what == Recorded.ALL) {
            AioJfr.configuration().getSettings().keySet().stream()
                    .filter(setting -> setting.startsWith(OURS))
                    .map(setting -> setting.substring(0, setting.indexOf('#')))
                    .distinct()
                    .forEach(name -> started.enable(name).with("throttle", "off"));
        }
    }

    /** Ends the recording and drops its data. */
    @TearDown(Level.Trial)
    public void endRecording() {
        Recording running = recording;
        if (running != null) {
            running.close();
        }
    }
}
