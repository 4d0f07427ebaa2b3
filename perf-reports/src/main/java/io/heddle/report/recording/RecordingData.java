package io.heddle.report.recording;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.EventType;
import jdk.jfr.consumer.RecordedEvent;

/**
 * The data of one recording that a report needs. Its size is bounded, whatever the recording's: no event is kept,
 * except the twenty slowest requests.
 */
public final class RecordingData {
    /** The most buckets of a series over time. */
    public static final int BUCKETS = 240;

    /** In the year 2116. */
    private static final long LATEST = 1L << 62;

    private static final int MOST_DAMAGES = 10;
    private static final String OURS = "aio.";

    private final Path file;
    private final long bytes;
    private final Dispatch dispatch = new Dispatch();
    private final EventCounts counts = new EventCounts();
    private final Requests requests = new Requests();
    private final Workers workers = new Workers();
    private final Outcomes outcomes = new Outcomes();
    private final Processes processes = new Processes();
    private final SlowRequests slow = new SlowRequests();
    private final Environment environment = new Environment();
    private final Map<Long, String> nameByTypeId = new HashMap<>();
    private final List<String> damages = new ArrayList<>();
    private long begin = Long.MAX_VALUE;
    private long end = Long.MIN_VALUE;

    RecordingData(Path file, long bytes) {
        this.file = file;
        this.bytes = bytes;
        requests.register(dispatch);
        workers.register(dispatch);
        outcomes.register(dispatch);
        processes.register(dispatch);
        slow.register(dispatch);
        environment.register(dispatch);
    }

    void declare(EventType type) {
        counts.declare(type);
        nameByTypeId.put(type.getId(), type.getName());
    }

    /**
     * Accepts an event. Only the engine's events determine begin and end: those of the JVM may describe its start, long
     * before.
     */
    void accept(RecordedEvent event) {
        EventType type = event.getEventType();
        if (type.getName().startsWith(OURS)) {
            long at = Fields.end(event);
            requirePlausible(Fields.start(event), at);
            begin = Math.min(begin, at);
            end = Math.max(end, at);
        }
        counts.count(type);
        dispatch.accept(event);
    }

    /** Checks the times, so that their sums cannot overflow later. */
    private static void requirePlausible(long start, long end) {
        if (start < 0 || end < start || end > LATEST) {
            throw new IllegalStateException("an event from " + start + " ns to " + end + " ns since the epoch");
        }
    }

    void damaged(String how) {
        if (damages.size() < MOST_DAMAGES) {
            damages.add(how);
        }
    }

    /**
     * Returns the file.
     *
     * @return as it was given
     */
    public Path file() {
        return file;
    }

    /**
     * Returns the file's size.
     *
     * @return bytes
     */
    public long bytes() {
        return bytes;
    }

    /**
     * Returns whether the recording has events of the engine.
     *
     * @return {@code false} for a recording of another program
     */
    public boolean isOurs() {
        return begin <= end;
    }

    /**
     * Returns when the first of the engine's events ended.
     *
     * @return nanoseconds since the epoch; 0 if there is none
     */
    public long begin() {
        return isOurs() ? begin : 0;
    }

    /**
     * Returns when the last of the engine's events ended.
     *
     * @return nanoseconds since the epoch; 0 if there is none
     */
    public long end() {
        return isOurs() ? end : 0;
    }

    /**
     * Returns the damages of the recording.
     *
     * @return one line each; empty if all was read
     */
    public List<String> damages() {
        return List.copyOf(damages);
    }

    /**
     * Returns which of the engine's events were throttled, so that there may be more than the recording has.
     *
     * @return the setting by the event's name; also empty if the recording has no settings
     */
    public Map<String, String> throttled() {
        Map<String, String> result = new TreeMap<>();
        environment.throttles().forEach((id, setting) -> {
            String name = nameByTypeId.getOrDefault(id, "");
            if (name.startsWith(OURS) && !setting.equals("off") && counts.of(name) > 0) {
                result.put(name, setting);
            }
        });
        return result;
    }

    /**
     * Returns whether the recording contains its own settings.
     *
     * @return whether it holds {@code jdk.ActiveSetting}
     */
    public boolean hasSettings() {
        return counts.of("jdk.ActiveSetting") > 0;
    }

    /**
     * Returns the numbers of events.
     *
     * @return by type
     */
    public EventCounts counts() {
        return counts;
    }

    /**
     * Returns the requests that were run.
     *
     * @return by opcode
     */
    public Requests requests() {
        return requests;
    }

    /**
     * Returns the workers.
     *
     * @return their life cycles and load
     */
    public Workers workers() {
        return workers;
    }

    /**
     * Returns the other states and outcomes of requests.
     *
     * @return outstanding, refused, delayed, cancelled
     */
    public Outcomes outcomes() {
        return outcomes;
    }

    /**
     * Returns the processes.
     *
     * @return one row each
     */
    public Processes processes() {
        return processes;
    }

    /**
     * Returns the slowest requests.
     *
     * @return those by {@code aio.SlowRequest}
     */
    public SlowRequests slow() {
        return slow;
    }

    /**
     * Returns the environment.
     *
     * @return machine, JVM, settings
     */
    public Environment environment() {
        return environment;
    }
}
