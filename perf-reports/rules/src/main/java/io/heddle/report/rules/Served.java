package io.heddle.report.rules;

import java.util.Arrays;
import java.util.List;

/**
 * The requests that one thread has served, one after the other, indexed to determine how long it served in a period.
 */
final class Served {
    static final Served NOTHING = new Served(List.of());

    private final long[] starts;
    private final long[] ends;
    private final long[] sums; // of the durations of all requests before

    /** Indexes requests, in the order of their start. */
    Served(List<Row> requests) {
        starts = requests.stream().mapToLong(Row::start).toArray();
        ends = requests.stream().mapToLong(Row::end).toArray();
        sums = new long[starts.length + 1];
        for (int i = 0; i < starts.length; i++) {
            sums[i + 1] = sums[i] + ends[i] - starts[i];
        }
    }

    /** Returns the total duration in nanoseconds of the requests that lie entirely within a period. */
    long within(long from, long to) {
        int first = firstFrom(starts, from);
        int last = firstFrom(ends, to + 1);
        return last > first ? sums[last] - sums[first] : 0;
    }

    /** Returns the index of the first that is not before the time. */
    private static int firstFrom(long[] times, long time) {
        int found = Arrays.binarySearch(times, time);
        if (found < 0) {
            return -found - 1;
        }
        while (found > 0 && times[found - 1] == time) {
            found--;
        }
        return found;
    }
}
