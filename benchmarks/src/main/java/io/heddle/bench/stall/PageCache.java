package io.heddle.bench.stall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The kernel's page cache, which the measured reads must miss. */
final class PageCache {
    private static final Path DROP_CACHES = Path.of("/proc/sys/vm/drop_caches");

    private PageCache() {}

    /**
     * Drops the page cache where that is allowed: on Linux, for root. Dirty pages must have been synced. Returns
     * whether it was dropped.
     */
    static boolean drop() {
        if (!Files.isWritable(DROP_CACHES)) {
            return false;
        }
        try {
            Files.writeString(DROP_CACHES, "3\n");
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
