package io.heddle.bench.workload;

import java.util.Locale;

/** The kind of workload, fio's {@code rw}. */
public enum ReadWrite {
    /** Sequential reads. */
    READ(true, false, false),
    /** Sequential writes. */
    WRITE(false, true, false),
    /** Random reads. */
    RANDREAD(true, false, true),
    /** Random writes. */
    RANDWRITE(false, true, true),
    /** Random reads and writes. */
    RANDRW(true, true, true),
    /** Sequential reads and writes. */
    RW(true, true, false);

    private final boolean reads;
    private final boolean writes;
    private final boolean random;

    ReadWrite(boolean reads, boolean writes, boolean random) {
        this.reads = reads;
        this.writes = writes;
        this.random = random;
    }

    /**
     * Returns whether it reads.
     *
     * @return {@code true} if at least some requests are reads
     */
    public boolean reads() {
        return reads;
    }

    /**
     * Returns whether it writes.
     *
     * @return {@code true} if at least some requests are writes
     */
    public boolean writes() {
        return writes;
    }

    /**
     * Returns whether offsets are chosen at random.
     *
     * @return {@code false} if they are sequential
     */
    public boolean isRandom() {
        return random;
    }

    /**
     * Finds the kind by its name.
     *
     * @param name in any case; {@code readwrite} is another name of {@code rw}
     * @return the kind
     * @throws IllegalArgumentException if there is no such kind
     */
    public static ReadWrite named(String name) {
        String upper = name.toUpperCase(Locale.ROOT);
        return upper.equals("READWRITE") ? RW : valueOf(upper);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
