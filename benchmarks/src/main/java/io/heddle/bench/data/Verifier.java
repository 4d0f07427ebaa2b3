package io.heddle.bench.data;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks blocks, counts, and keeps the first mismatches. Confined to one thread; other threads may read the results
 * after it has ended.
 */
public final class Verifier {
    private static final int KEPT = 5;

    private final BlockPattern pattern = new BlockPattern();
    private final List<Mismatch> first = new ArrayList<>(KEPT);
    private long checked;
    private long failures;

    /** Makes a verifier. */
    public Verifier() {}

    /**
     * Checks a block.
     *
     * @param bytes the block from its start to its limit
     * @param offset where it was read
     * @param generation what must be there, or {@link BlockTable#UNKNOWN}
     */
    public void verify(ByteBuffer bytes, long offset, long generation) {
        checked++;
        @Nullable Mismatch mismatch = pattern.check(bytes, offset, generation);
        if (mismatch != null) {
            failures++;
            if (first.size() < KEPT) {
                first.add(mismatch);
            }
        }
    }

    /**
     * Returns how many blocks were checked.
     *
     * @return 0 or more
     */
    public long checked() {
        return checked;
    }

    /**
     * Returns how many blocks failed the check.
     *
     * @return 0 or more
     */
    public long failures() {
        return failures;
    }

    /**
     * Returns the first mismatches.
     *
     * @return at most five
     */
    public List<Mismatch> first() {
        return first;
    }
}
