package io.heddle.report.recording;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import jdk.jfr.consumer.RecordedEvent;

/** The machine and the settings of a recording, and the JDK's own events. */
public final class Environment {
    private static final int MOST_RECORDINGS = 12;
    private static final int MOST_SETTINGS = 1_000;
    private static final String THROTTLE = "throttle";

    private final Map<String, String> facts = new LinkedHashMap<>();
    private final Map<String, String> recordings = new LinkedHashMap<>();
    private final Map<Long, String> throttleByTypeId = new TreeMap<>();
    private long lostBytes;
    private long losses;
    private long collections;
    private long pauseNanos;
    private long longestPauseNanos;
    private long pinned;
    private long longestPinNanos;
    private long forces;
    private long longestForceNanos;
    private double loadSum;
    private double largestLoad;
    private long loads;

    Environment() {}

    void register(Dispatch dispatch) {
        dispatch.on("jdk.JVMInformation", event -> {
                    fact("JVM", Fields.text(event, "jvmName"));
                    fact("JVM version", Fields.text(event, "jvmVersion"));
                    fact("JVM arguments", Fields.text(event, "jvmArguments"));
                    fact("Command line", Fields.text(event, "javaArguments"));
                    fact("Process", String.valueOf(Fields.number(event, "pid")));
                })
                .on("jdk.OSInformation", event -> fact("System", Fields.text(event, "osVersion")))
                .on("jdk.CPUInformation", event -> {
                    fact("Processor", Fields.text(event, "cpu"));
                    fact("Hardware threads", String.valueOf(Fields.number(event, "hwThreads")));
                })
                .on("jdk.ActiveRecording", this::recording)
                .on("jdk.ActiveSetting", this::setting)
                .on("jdk.DataLoss", event -> {
                    losses++;
                    lostBytes += Fields.number(event, "amount");
                })
                .on("jdk.GarbageCollection", this::collected)
                .on("jdk.VirtualThreadPinned", event -> {
                    pinned++;
                    longestPinNanos =
                            Math.max(longestPinNanos, event.getDuration().toNanos());
                })
                .on("jdk.FileForce", event -> {
                    forces++;
                    longestForceNanos =
                            Math.max(longestForceNanos, event.getDuration().toNanos());
                })
                .on("jdk.CPULoad", this::load);
    }

    private void fact(String name, String value) {
        if (!value.isBlank()) {
            facts.put(name, value.strip());
        }
    }

    private void recording(RecordedEvent event) {
        String name = Fields.text(event, "name");
        if (recordings.size() < MOST_RECORDINGS && !name.isEmpty()) {
            recordings.put(name, Fields.text(event, "destination"));
        }
    }

    /** Keeps the last value: when several recordings run, the setting in effect is repeated each time. */
    private void setting(RecordedEvent event) {
        if (Fields.text(event, "name").equals(THROTTLE) && throttleByTypeId.size() < MOST_SETTINGS) {
            throttleByTypeId.put(Fields.number(event, "id"), Fields.text(event, "value"));
        }
    }

    private void collected(RecordedEvent event) {
        collections++;
        if (event.hasField("sumOfPauses")) {
            Duration longest = event.getDuration("longestPause");
            pauseNanos += event.getDuration("sumOfPauses").toNanos();
            longestPauseNanos = Math.max(longestPauseNanos, longest.toNanos());
        }
    }

    private void load(RecordedEvent event) {
        if (event.hasField("machineTotal") && event.getValue("machineTotal") instanceof Number total) {
            loads++;
            loadSum += total.doubleValue();
            largestLoad = Math.max(largestLoad, total.doubleValue());
        }
    }

    /**
     * Returns the known facts about JVM and machine.
     *
     * @return by name
     */
    public Map<String, String> facts() {
        Map<String, String> result = new LinkedHashMap<>(facts);
        if (!recordings.isEmpty()) {
            result.put("Recording", String.join("; ", recordings.keySet()));
        }
        if (loads > 0) {
            result.put(
                    "Processor load",
                    String.format(
                            Locale.ROOT,
                            "%.0f %% on average, %.0f %% at most",
                            100 * loadSum / loads,
                            100 * largestLoad));
        }
        if (collections > 0) {
            result.put(
                    "Garbage collections",
                    collections + ", pauses " + millis(pauseNanos) + " in all, " + millis(longestPauseNanos)
                            + " at most");
        }
        if (forces > 0) {
            result.put("FileChannel.force", forces + ", " + millis(longestForceNanos) + " at most");
        }
        result.put(
                "Pinned virtual threads",
                pinned == 0 ? "none recorded" : pinned + ", " + millis(longestPinNanos) + " at most");
        return result;
    }

    private static String millis(long nanos) {
        return String.format(Locale.ROOT, "%.1f ms", nanos / (double) TimeUnit.MILLISECONDS.toNanos(1));
    }

    /**
     * Returns the throttle settings in effect.
     *
     * @return by the number of the event's type
     */
    Map<Long, String> throttles() {
        return throttleByTypeId;
    }

    /**
     * Returns how much data was lost because it could not be written fast enough.
     *
     * @return bytes by {@code jdk.DataLoss}
     */
    public long lostBytes() {
        return lostBytes;
    }

    /**
     * Returns how often data was lost.
     *
     * @return 0 or more
     */
    public long losses() {
        return losses;
    }
}
