package io.heddle.report.recording;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;

/** Counts by text. Texts beyond a limit are counted together: a reason may contain an offset and be new each time. */
public final class BoundedCounts {
    /** The name under which the rest is counted. */
    public static final String REST = "(others)";

    private final int limit;
    private final Map<String, Long> counts = new LinkedHashMap<>();

    BoundedCounts(int limit) {
        this.limit = limit;
    }

    void add(String text) {
        add(text, 1);
    }

    void add(String text, long times) {
        counts.merge(counts.containsKey(text) || counts.size() < limit ? text : REST, times, Long::sum);
    }

    /**
     * Returns the counts.
     *
     * @return the largest first; a copy
     */
    public Map<String, Long> largestFirst() {
        Map<String, Long> result = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                        .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> result.put(entry.getKey(), entry.getValue()));
        return result;
    }

    /**
     * Returns the sum of all counts.
     *
     * @return 0 or more
     */
    public long total() {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    /**
     * Returns one count.
     *
     * @param text the counted text
     * @return 0 if it was never counted
     */
    public long of(String text) {
        return counts.getOrDefault(text, 0L);
    }
}
