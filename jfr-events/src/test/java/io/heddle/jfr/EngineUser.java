package io.heddle.jfr;

import io.heddle.aio.AioException;
import io.heddle.aio.AioProcess;
import io.heddle.trace.Trace;
import io.heddle.trace.TracePoint;
import java.util.Arrays;
import java.util.stream.Collectors;
import jdk.jfr.Recording;

/** An application for {@link LazyLoadingTest}, to run in a JVM of its own. */
final class EngineUser {
    private EngineUser() {}

    /**
     * Opens a process and prints which spans it would record. Arguments are settings of a recording to start after
     * that, such as {@code aio.Read#enabled=true}; then it prints the spans again.
     */
    public static void main(String[] settings) throws AioException {
        try (AioProcess _ = AioProcess.open()) {
            printSpans("first");
            if (settings.length > 0) {
                record(settings);
                printSpans("stopped");
            }
        }
    }

    private static void record(String[] settings) {
        try (Recording recording = new Recording()) {
            recording.setSettings(Arrays.stream(settings)
                    .map(setting -> setting.split("=", 2))
                    .collect(Collectors.toMap(setting -> setting[0], setting -> setting[1])));
            recording.start();
            printSpans("recording");
        }
    }

    private static void printSpans(String when) {
        System.out.println(when
                + (Trace.tracer() == null ? " untraced " : " traced ")
                + Arrays.stream(TracePoint.values())
                        .filter(point -> Trace.begin(point) != null)
                        .toList());
    }
}
