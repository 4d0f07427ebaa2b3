package io.heddle.report.recording;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Values that each process reports periodically. In a bucket of time the last report counts; in sums, a process's
 * report holds until its next one, or until it is stale.
 */
public final class Gauges {
    /**
     * The sum over all processes at a time.
     *
     * @param at nanoseconds since the epoch
     * @param values the sums, in the order in which they were reported
     */
    public record Point(long at, List<Long> values) {}

    private static final class Word {
        long at = Long.MIN_VALUE;
        long[] values = {};

        Word later(Word other) {
            return other.at >= at ? other : this;
        }
    }

    private final int values;
    private final long staleNanos;
    private final Map<Long, TimeBuckets<Word>> byProcess = new HashMap<>();

    /** Creates empty gauges. Values older than {@code staleNanos} count as 0. */
    Gauges(int values, long staleNanos) {
        this.values = values;
        this.staleNanos = staleNanos;
    }

    void tell(long processId, long at, long... now) {
        if (!byProcess.containsKey(processId) && byProcess.size() >= Processes.LIMIT) {
            return;
        }
        Word word = byProcess
                .computeIfAbsent(processId, _ -> new TimeBuckets<>(RecordingData.BUCKETS, Word::new, Word::later))
                .at(at);
        if (at >= word.at) {
            word.at = at;
            word.values = now;
        }
    }

    /**
     * Sums the values of all processes.
     *
     * @param from the first time
     * @param to the last time
     * @param points the number of points, 2 or more
     * @return evenly spaced; empty if nothing was ever reported
     */
    public List<Point> sums(long from, long to, int points) {
        List<TreeMap<Long, long[]>> words = new ArrayList<>();
        for (TimeBuckets<Word> series : byProcess.values()) {
            TreeMap<Long, long[]> byTime = new TreeMap<>();
            series.byStart().values().forEach(word -> byTime.put(word.at, word.values));
            words.add(byTime);
        }
        List<Point> result = new ArrayList<>();
        for (int i = 0; i < points && !words.isEmpty(); i++) {
            long at = from + (long) ((double) (to - from) * i / (points - 1));
            long[] sum = new long[values];
            words.forEach(byTime -> addTo(sum, byTime.floorEntry(at), at));
            result.add(new Point(at, Arrays.stream(sum).boxed().toList()));
        }
        return result;
    }

    private void addTo(long[] sum, Map.@Nullable Entry<Long, long[]> word, long at) {
        if (word != null && at - word.getKey() <= staleNanos) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += word.getValue()[i];
            }
        }
    }
}
