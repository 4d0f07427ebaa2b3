package io.heddle.report.recording;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.function.Supplier;

/**
 * A series over time of bounded size, whose begin and end need not be known in advance. Buckets are at multiples of
 * their width since the epoch; when the span of all buckets exceeds the limit, the width doubles and neighbours are
 * merged. So the order of times does not matter, which is necessary: events are written thread by thread.
 *
 * @param <T> the contents of a bucket
 */
public final class TimeBuckets<T> {
    private static final long FIRST_WIDTH_NANOS = 1_000_000;

    private final int limit;
    private final Supplier<T> maker;
    private final BinaryOperator<T> merger;
    private TreeMap<Long, T> buckets = new TreeMap<>();
    private long width = FIRST_WIDTH_NANOS;

    /**
     * Creates an empty series.
     *
     * @param limit the most buckets that the entire span may have, 2 or more
     * @param maker creates an empty bucket
     * @param merger adds its second argument, which is later, to the first, and returns the sum
     */
    public TimeBuckets(int limit, Supplier<T> maker, BinaryOperator<T> merger) {
        if (limit < 2) {
            throw new IllegalArgumentException("limit: " + limit + " is less than 2");
        }
        this.limit = limit;
        this.maker = maker;
        this.merger = merger;
    }

    /**
     * Returns the bucket of a time.
     *
     * @param epochNanos the time in nanoseconds since the epoch
     * @return the bucket, which may be new; valid until the next call
     */
    public T at(long epochNanos) {
        long index = Math.floorDiv(epochNanos, width);
        T present = buckets.get(index);
        if (present != null) {
            return present;
        }
        while (span(index) > limit) {
            widen();
            index = Math.floorDiv(epochNanos, width);
        }
        return buckets.computeIfAbsent(index, _ -> maker.get());
    }

    private long span(long index) {
        if (buckets.isEmpty()) {
            return 1;
        }
        return Math.max(index, buckets.lastKey()) - Math.min(index, buckets.firstKey()) + 1;
    }

    private void widen() {
        width *= 2;
        TreeMap<Long, T> wider = new TreeMap<>();
        buckets.forEach((index, bucket) -> wider.merge(Math.floorDiv(index, 2L), bucket, merger));
        buckets = wider;
    }

    /**
     * Returns the duration of a bucket.
     *
     * @return nanoseconds
     */
    public long width() {
        return width;
    }

    /**
     * Returns the buckets that are not empty.
     *
     * @return from the begin of each, in nanoseconds since the epoch, in order; a copy
     */
    public Map<Long, T> byStart() {
        Map<Long, T> result = new TreeMap<>();
        buckets.forEach((index, bucket) -> result.put(index * width, bucket));
        return result;
    }

    /**
     * Returns how many buckets are held.
     *
     * @return at most the limit
     */
    public int size() {
        return buckets.size();
    }
}
