package io.heddle.bench.top;

import io.heddle.bench.cli.RunFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A recording in the watched JVM, by {@code jcmd JFR.start}. It ends by itself after {@value #SECONDS} seconds, and
 * before that the next one replaces it, so that none remains for long, even if this program is killed. It leaves no
 * file: its events are read from the repository meanwhile, and go to {@code /dev/null} at its end.
 */
final class LiveRecording {
    /** The duration of each recording. */
    static final int SECONDS = 60;

    private final WatchedJvm jvm;
    private final Map<String, String> settings;
    private final String prefix =
            "heddle-top-" + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + "-";
    private int number;

    private LiveRecording(WatchedJvm jvm, Map<String, String> settings) {
        this.jvm = jvm;
        this.settings = settings;
    }

    /**
     * Starts the first recording.
     *
     * @param settings by event and setting, for example {@code aio.SlowRequest#threshold}
     */
    static LiveRecording start(WatchedJvm jvm, Map<String, String> settings) throws RunFailure, InterruptedException {
        LiveRecording recording = new LiveRecording(jvm, settings);
        recording.startNext();
        return recording;
    }

    private String name() {
        return prefix + number;
    }

    private void startNext() throws RunFailure, InterruptedException {
        number++;
        List<String> command = new ArrayList<>(List.of(
                "JFR.start",
                "name=" + name(),
                "settings=none",
                "flush-interval=1s",
                "duration=" + SECONDS + "s",
                "filename=/dev/null"));
        // The events may be unknown there until a recording runs; with the plus sign their settings are kept until
        // then.
        settings.forEach((setting, value) -> command.add("+" + setting + "=" + value.replace(" ", "")));
        String answer = jvm.command(command.toArray(String[]::new));
        if (!answer.contains("Started recording")) {
            throw new RunFailure(jvm.pid() + ": Flight Recorder does not record there: "
                    + answer.lines().skip(1).findFirst().orElse("no answer"));
        }
    }

    /** Starts another recording and ends the one before, so that nothing is missed in between. */
    void renew() throws RunFailure, InterruptedException {
        String former = name();
        startNext();
        jvm.command("JFR.stop", "name=" + former);
    }

    /** Ends the recording. */
    void stop() throws RunFailure, InterruptedException {
        jvm.command("JFR.stop", "name=" + name());
    }
}
