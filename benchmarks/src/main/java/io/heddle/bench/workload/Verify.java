package io.heddle.bench.workload;

import java.util.Locale;

/** Whether blocks carry a checksum that reads are verified against. */
public enum Verify {
    /** No checksum. */
    NONE,
    /** A CRC-32C. */
    CRC32C;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
