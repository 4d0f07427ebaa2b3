package io.heddle.jfr;

import static java.lang.System.Logger.Level.WARNING;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import jdk.jfr.SettingControl;
import org.jspecify.annotations.Nullable;

/**
 * The setting {@value #NAME} of the events: the numbers of the processes to record, separated by blanks or commas, or
 * {@value #ALL}.
 *
 * <p>Several recordings that run at the same time get the union of their settings, as with all settings. Flight
 * Recorder swallows exceptions of a setting, so a word that is not a number is logged and ignored. If no number
 * remains, all processes are recorded, which is better than an empty recording of something that does not recur.
 */
final class ProcessFilter extends SettingControl {
    static final String NAME = "process";

    static final String ALL = "*";

    private volatile long @Nullable [] chosen; // sorted; null for all
    private volatile String value = ALL;

    /** Called by Flight Recorder, once for each event type. */
    ProcessFilter() {}

    boolean accepts(long processId) {
        long[] ids = chosen;
        return ids == null || Arrays.binarySearch(ids, processId) >= 0;
    }

    @Override
    public String combine(Set<String> values) {
        return print(values.stream().map(ProcessFilter::parse).reduce(new long[0], ProcessFilter::union));
    }

    @Override
    public void setValue(String newValue) {
        long[] ids = parse(newValue);
        chosen = ids;
        value = print(ids);
    }

    @Override
    public String getValue() {
        return value;
    }

    /** Returns what is wrong with a value, or {@code null}. */
    static @Nullable String objection(String value) {
        return words(value)
                .filter(word -> !isAll(word) && !isId(word))
                .findFirst()
                .map(word -> "\"" + word + "\" in \"" + value
                        + "\": must be numbers of processes, separated by blanks or " + "commas, or " + ALL)
                .orElse(null);
    }

    private static long @Nullable [] parse(String value) {
        String objection = objection(value);
        if (objection != null) {
            System.getLogger("io.heddle").log(WARNING, "setting {0} of the aio events: {1}", NAME, objection);
        }
        long[] ids = words(value)
                .filter(ProcessFilter::isId)
                .mapToLong(Long::parseLong)
                .sorted()
                .distinct()
                .toArray();
        return ids.length == 0 || words(value).anyMatch(ProcessFilter::isAll) ? null : ids;
    }

    private static long @Nullable [] union(long @Nullable [] some, long @Nullable [] more) {
        if (some == null || more == null) {
            return null;
        }
        return LongStream.concat(Arrays.stream(some), Arrays.stream(more))
                .sorted()
                .distinct()
                .toArray();
    }

    private static String print(long @Nullable [] ids) {
        return ids == null ? ALL : Arrays.stream(ids).mapToObj(Long::toString).collect(Collectors.joining(" "));
    }

    private static Stream<String> words(String value) {
        return Arrays.stream(value.split("[\\s,]+")).filter(word -> !word.isEmpty());
    }

    private static boolean isAll(String word) {
        return word.equals(ALL);
    }

    private static boolean isId(String word) {
        return word.matches("\\d{1,18}");
    }
}
