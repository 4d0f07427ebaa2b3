package io.heddle.jfr;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import jdk.jfr.Configuration;
import jdk.jfr.consumer.RecordingStream;
import org.jspecify.annotations.Nullable;

/**
 * Settings for recordings of the engine's events.
 *
 * <p>Recording does not need this class: every recording has the events, by their defaults. It serves to record more of
 * them or none, or to watch them while the program runs:
 *
 * <pre>{@code
 * try (RecordingStream live = AioJfr.stream(Map.of(AioJfr.TRACE, "all"))) {
 *     live.onEvent("aio.ProcessEntry", event -> ...);
 *     live.startAsync();
 *     ...
 *     AioJfr.set(live, Map.of(AioJfr.THRESHOLD, "5 ms")); // from now on slow requests only
 * }
 * }</pre>
 *
 * <p>The same <em>controls</em>, under the same names, are options of {@code jfr configure} and of
 * {@code -XX:StartFlightRecording} once the {@linkplain #configuration configuration} is in a file:
 *
 * <table>
 * <caption>Controls</caption>
 * <tr><th>Control</th><th>Values</th><th>Default</th></tr>
 * <tr><td>{@value #TRACE}</td><td>{@code off}; {@code normal}: rare events, slow operations, failures and gauges;
 *     {@code all}: every event, unthrottled</td><td>{@code normal}</td></tr>
 * <tr><td>{@value #THRESHOLD}</td><td>the duration from which a request, a close or a pinned thread is slow: a number
 *     and one of {@code ns us ms s m h d}</td><td>{@code 20 ms}</td></tr>
 * <tr><td>{@value #PROCESS}</td><td>numbers of the processes to record, separated by blanks or commas, or
 *     {@code *}</td><td>{@code *}</td></tr>
 * </table>
 *
 * <p>All methods may be called by any thread. None loads an event class.
 */
public final class AioJfr {
    /** The control that selects the recorded events: {@code off}, {@code normal} or {@code all}. */
    public static final String TRACE = "aio-trace";

    /** The control that sets the duration from which an operation is slow, for example {@code 20 ms}. */
    public static final String THRESHOLD = "aio-threshold";

    /** The control that selects the recorded processes, for example {@code 1 4}, or {@code *}. */
    public static final String PROCESS = "aio-process";

    private static final String FILE = "aio.jfc";

    private static final Pattern TIMESPAN = Pattern.compile("(\\d{1,18})\\s*(ns|us|ms|s|m|h|d)");

    private AioJfr() {}

    /**
     * Returns the settings file {@code aio.jfc} of this artifact, as {@code ./heddle jfc} prints it. It covers only the
     * engine's events and pinned virtual threads, so combine it with one of the JDK's for the rest: {@code
     * -XX:StartFlightRecording:settings=default,settings=aio.jfc}.
     *
     * @return the configuration, all controls at their defaults; its contents are the file
     */
    public static Configuration configuration() {
        try (InputStream file = AioJfr.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing beside " + AioJfr.class.getName());
            }
            Reader reader = new InputStreamReader(file, StandardCharsets.UTF_8);
            return Configuration.create(reader);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (ParseException malformed) {
            throw new IllegalStateException(FILE + " is not a settings file", malformed);
        }
    }

    /**
     * Returns the settings of {@link #configuration} for other values of its controls.
     *
     * @param controls values by the control's name; controls that are missing have their defaults
     * @return settings for {@link jdk.jfr.Recording#setSettings} or {@link RecordingStream#setSettings}
     * @throws IllegalArgumentException if there is no such control or it does not accept the value
     */
    public static Map<String, String> settings(Map<String, String> controls) {
        controls.forEach(AioJfr::check);
        String trace = controls.getOrDefault(TRACE, "normal");
        String threshold = controls.get(THRESHOLD);
        String process = controls.get(PROCESS);
        return configuration().getSettings().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, setting -> switch (kind(setting.getKey())) {
                    case "enabled" -> trace.equals("normal") ? setting.getValue() : String.valueOf(trace.equals("all"));
                    case "throttle" -> trace.equals("all") ? "off" : setting.getValue();
                    case "threshold" -> threshold == null ? setting.getValue() : timespan(threshold);
                    case ProcessFilter.NAME -> process == null ? setting.getValue() : process.strip();
                    default -> setting.getValue();
                }));
    }

    /**
     * Opens a stream of the engine's events. Add the actions, then start it.
     *
     * @param controls values by the control's name; controls that are missing have their defaults
     * @return a new stream, not yet started, which the caller closes
     * @throws IllegalArgumentException if there is no such control or it does not accept the value
     * @throws IllegalStateException if Flight Recorder is not available in this JVM
     */
    public static RecordingStream stream(Map<String, String> controls) {
        Map<String, String> settings = settings(controls);
        RecordingStream stream = new RecordingStream();
        stream.setSettings(settings);
        return stream;
    }

    /**
     * Sets the controls of a stream, which may be running. Settings of other events of the stream are dropped.
     *
     * @param stream a stream
     * @param controls values by the control's name; controls that are missing have their defaults
     * @throws IllegalArgumentException if there is no such control or it does not accept the value; nothing is changed
     *     then
     */
    public static void set(RecordingStream stream, Map<String, String> controls) {
        stream.setSettings(settings(controls));
    }

    private static void check(String control, String value) {
        String objection = objection(control, value);
        if (objection != null) {
            throw new IllegalArgumentException("control " + control + ": " + objection);
        }
    }

    private static @Nullable String objection(String control, String value) {
        return switch (control) {
            case TRACE ->
                switch (value) {
                    case "off", "normal", "all" -> null;
                    default -> "\"" + value + "\" must be off, normal or all";
                };
            case THRESHOLD ->
                TIMESPAN.matcher(value.strip()).matches()
                        ? null
                        : "\"" + value + "\" must be a whole number and one of ns, us, ms, s, m, h, d, as in 20 ms";
            case PROCESS -> value.isBlank() ? "\"" + value + "\" names no process" : ProcessFilter.objection(value);
            default -> "there is none of this name, but " + TRACE + ", " + THRESHOLD + " and " + PROCESS;
        };
    }

    /** Returns the form that Flight Recorder requires: one blank between the number and the unit. */
    private static String timespan(String value) {
        Matcher matcher = TIMESPAN.matcher(value.strip());
        return matcher.matches() ? matcher.group(1) + " " + matcher.group(2) : value;
    }

    /** Returns the part of a settings key behind the event's name, for example {@code enabled}. */
    private static String kind(String key) {
        return key.substring(key.indexOf('#') + 1);
    }
}
