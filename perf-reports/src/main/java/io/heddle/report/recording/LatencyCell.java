package io.heddle.report.recording;

/**
 * A small histogram for one bucket of time: sixteen steps for each doubling, so that a value is accurate within 6.3
 * percent, from one nanosecond to eighteen minutes. Count and maximum are exact.
 */
public final class LatencyCell {
    /** Steps for each doubling. */
    public static final int STEPS = 16;

    private static final int STEP_BITS = 4;
    private static final int SLOTS = (40 - STEP_BITS + 1) * STEPS;

    private final long[] counts = new long[SLOTS];
    private long count;
    private long max;

    /** Creates an empty cell. */
    public LatencyCell() {}

    /**
     * Adds a value.
     *
     * @param nanos negative counts as 0
     */
    public void add(long nanos) {
        add(nanos, 1);
    }

    /**
     * Adds a value several times.
     *
     * @param nanos negative counts as 0
     * @param times how often
     */
    public void add(long nanos, long times) {
        long value = Math.max(0, nanos);
        counts[slot(value)] += times;
        count += times;
        max = Math.max(max, value);
    }

    /**
     * Adds another cell.
     *
     * @param other the cell to add
     * @return this
     */
    public LatencyCell plus(LatencyCell other) {
        for (int i = 0; i < SLOTS; i++) {
            counts[i] += other.counts[i];
        }
        count += other.count;
        max = Math.max(max, other.max);
        return this;
    }

    /** Returns the slot: linear below {@link #STEPS}, then {@link #STEPS} steps for each power of two. */
    private static int slot(long nanos) {
        if (nanos < STEPS) {
            return (int) nanos;
        }
        int octave = Long.SIZE - 1 - Long.numberOfLeadingZeros(nanos) - STEP_BITS;
        int step = (int) (nanos >> octave) - STEPS;
        return Math.min(SLOTS - 1, (octave + 1) * STEPS + step);
    }

    private static long lowest(int slot) {
        if (slot < STEPS) {
            return slot;
        }
        int octave = slot / STEPS - 1;
        return (long) (STEPS + slot % STEPS) << octave;
    }

    /**
     * Returns a percentile.
     *
     * @param percentile 0 to 100
     * @return the highest value of the step in which it lies, at most the maximum; 0 if the cell is empty
     */
    public long percentile(double percentile) {
        long wanted = Math.max(1, (long) Math.ceil(count * percentile / 100));
        long seen = 0;
        for (int i = 0; i < SLOTS; i++) {
            seen += counts[i];
            if (seen >= wanted) {
                return i == SLOTS - 1 ? max : Math.min(max, lowest(i + 1) - 1);
            }
        }
        return 0;
    }

    /**
     * Counts the values within a range, step by step: a step belongs to the range that holds its lowest value.
     *
     * @param from the lowest value
     * @param to the first value above
     * @return how many
     */
    public long between(long from, long to) {
        long result = 0;
        for (int i = 0; i < SLOTS; i++) {
            if (counts[i] != 0 && lowest(i) >= from && lowest(i) < to) {
                result += counts[i];
            }
        }
        return result;
    }

    /**
     * Returns the number of values.
     *
     * @return 0 or more
     */
    public long count() {
        return count;
    }

    /**
     * Returns the largest value.
     *
     * @return 0 if there is none
     */
    public long max() {
        return max;
    }
}
