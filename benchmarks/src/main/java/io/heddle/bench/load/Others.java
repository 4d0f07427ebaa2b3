package io.heddle.bench.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The processor use of other programs, where {@code /proc/stat} is readable: the time in which a processor worked,
 * except for the kernel's interrupts, minus the use of this JVM. Time stolen by a host is included.
 */
final class Others {
    private static final Path STAT = Path.of("/proc/stat");
    private static final double PERCENT = 100;
    private static final double NANOS_PER_TICK = 1e7; // USER_HZ is 100 everywhere
    private static final int[] WORKED = {1, 2, 3, 8}; // user, nice, system, steal

    private final long ticks = ticks();

    /**
     * Returns the share of all processors' time that others have used since this was made, in percent; 0 if unknown.
     */
    double percent(long elapsedNanos, long ownNanos) {
        double others = (ticks() - ticks) * NANOS_PER_TICK - ownNanos;
        double all = (double) elapsedNanos * Runtime.getRuntime().availableProcessors();
        return Math.clamp(PERCENT * others / all, 0, PERCENT);
    }

    private static long ticks() {
        try {
            String[] fields = Files.readAllLines(STAT).getFirst().split(" +", -1);
            long sum = 0;
            for (int field : WORKED) {
                sum += Long.parseLong(fields[field]);
            }
            return sum;
        } catch (IOException | RuntimeException unknown) {
            return 0;
        }
    }
}
