package io.heddle.bench.soak;

import io.heddle.aio.BackendKind;
import io.heddle.aio.Dialect;
import io.heddle.aio.ThreadKind;
import io.heddle.aio.WorkqueueKind;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.SplittableRandom;

/**
 * The parameters of one round, all drawn from the seed and the round's number.
 *
 * @param seed of all randomness within the round
 * @param processes the number of processes, all with the same parameters
 * @param idle further processes, which are opened, used once and closed
 * @param files per process
 * @param users threads per process that make POSIX's calls
 * @param pieces requests that a user can have in flight
 * @param contexts whether a completion context is used, too
 * @param appenders users per process of a file that is open for appending
 * @param largest the maximum bytes of a request
 * @param alignment the unit of sizes and offsets: 1, or the file system's block with O_DIRECT
 * @param userThreads the kind of the users' threads
 * @param exits whether processes exit while requests are in flight, rather than after them
 */
record RoundPlan(
        int number,
        long seed,
        BackendKind backend,
        Dialect dialect,
        WorkqueueKind workqueue,
        ThreadKind workers,
        int maxWorkers,
        int maxInFlight,
        boolean ownSystem,
        boolean tight,
        int processes,
        int idle,
        int files,
        int users,
        int pieces,
        boolean contexts,
        int appenders,
        int largest,
        int alignment,
        ThreadKind userThreads,
        boolean exits) {
    /** The approximate memory of all buffers of a round. */
    private static final long MOST_BYTES = 64L << 20;

    private static final int MOST_USERS = 64;
    private static final int LARGEST_SHIFT = 20;
    private static final int CROWD = 500;
    private static final List<Dialect> DIALECTS = List.of(Dialect.values());
    private static final List<WorkqueueKind> WORKQUEUES = List.of(WorkqueueKind.values());
    private static final List<Integer> PROCESSES = List.of(1, 1, 2, 4, 8, 16, 48);

    /**
     * Draws a plan.
     *
     * @param directAlignment the unit of O_DIRECT, 0 where it is not supported
     */
    static RoundPlan of(SoakSettings settings, int number, int directAlignment) {
        long seed = new SplittableRandom(settings.seed() ^ ((long) number << 32)).nextLong(); // neighbours differ
        Random random = new Random(seed);
        BackendKind backend =
                settings.backends().get(random.nextInt(settings.backends().size()));
        Dialect dialect = random.nextBoolean() ? Dialect.POSIX : DIALECTS.get(random.nextInt(DIALECTS.size()));
        WorkqueueKind workqueue = WORKQUEUES.get(random.nextInt(WORKQUEUES.size()));
        int processes = PROCESSES.get(random.nextInt(PROCESSES.size()));
        int users = 1 + random.nextInt(Math.min(8, Math.max(1, MOST_USERS / processes)));
        int pieces = 1 + random.nextInt(32);
        int alignment = directAlignment > 0 && random.nextInt(4) == 0 ? directAlignment : 1;
        int largest = 1 << random.nextInt(LARGEST_SHIFT + 1);
        while (largest > 1 && largest * (long) processes * (users + 1) * pieces > MOST_BYTES) {
            largest >>= 1;
        }
        return new RoundPlan(
                number,
                seed,
                backend,
                dialect,
                workqueue,
                random.nextInt(3) == 0 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL,
                1 + random.nextInt(24),
                1 + random.nextInt(1 << random.nextInt(11)),
                random.nextBoolean(),
                random.nextInt(4) == 0,
                processes,
                random.nextInt(6) == 0 ? CROWD : 0,
                1 + random.nextInt(8),
                users,
                pieces,
                dialect == Dialect.POSIX && random.nextInt(2) == 0,
                random.nextInt(3),
                Math.max(largest, alignment),
                alignment,
                random.nextInt(3) == 0 ? ThreadKind.PLATFORM : ThreadKind.VIRTUAL,
                random.nextBoolean());
    }

    boolean isDirect() {
        return alignment > 1;
    }

    @Override
    public String toString() {
        return String.format(
                        Locale.ROOT,
                        "%s, %s, %s workqueue, %d %s workers, %d processes x %d %s users x %d requests, %d files,"
                                + " up to %d bytes%s",
                        backend,
                        dialect,
                        workqueue,
                        maxWorkers,
                        workers,
                        processes,
                        users,
                        userThreads,
                        pieces,
                        files,
                        largest,
                        isDirect() ? ", O_DIRECT" : "")
                .toLowerCase(Locale.ROOT);
    }
}
