package io.heddle.backend;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of virtual threads behind its MXBean, which JDK 24 introduced. The only class that names the module
 * {@code jdk.management}: it is loaded by name, and where the module is missing that fails.
 *
 * <p>The user's own setting is respected. The engine adds to the parallelism that it finds. Where somebody has set
 * another one meanwhile, that becomes what is added to. Several copies of the library in one JVM add up: what all of
 * them have added is kept in a system property, as they share no class.
 */
final class SchedulerBean implements VirtualThreadScheduler {
    /** The property that says what all copies have added: the sum, the parallelism that came of it, and since when. */
    static final String ADDED = "io.heddle.carriers.added";

    /**
     * The largest pool of a scheduler that was not told otherwise, as in {@code VirtualThread.createDefaultScheduler}.
     */
    private static final int LARGEST_POOL = 256;

    private final VirtualThreadSchedulerMXBean bean;
    private final int most;

    // Guarded by the bean.
    private int mine;
    private long mineSince;

    SchedulerBean() {
        this(ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class));
    }

    SchedulerBean(VirtualThreadSchedulerMXBean bean) {
        this.bean = bean;
        most = Integer.getInteger(
                "jdk.virtualThreadScheduler.maxPoolSize", Math.max(LARGEST_POOL, bean.getParallelism()));
    }

    @Override
    public int mostParallelism() {
        return most;
    }

    @Override
    public int parallelism() {
        return bean.getParallelism();
    }

    @Override
    public int add(int added) {
        synchronized (bean) { // one object for the JVM, and so for all copies of the library
            int found = bean.getParallelism();
            Sum sum = Sum.read(found);
            if (mineSince != sum.since) { // the sum that this copy's part belonged to is gone
                mine = 0;
                mineSince = sum.since;
            }
            int base = found - sum.added;
            int others = sum.added - mine;
            int possible = Math.clamp((long) most - base - others, 0, added);
            if (possible != mine) {
                change(new Sum(others + possible, base + others + possible, sum.since));
                mine = possible;
            } else if (sum.added == 0) {
                write(null); // of a sum that is gone
            }
            return possible;
        }
    }

    /**
     * Changes the parallelism. The sum is written before, and as it was if that fails: a sum that is not true would
     * last. A scheduler that has changed, and then has no thread for another carrier, is changed back.
     */
    private void change(Sum sum) {
        String before = System.getProperty(ADDED);
        write(sum.text());
        int parallelism = bean.getParallelism();
        boolean changed = false;
        try {
            bean.setParallelism(sum.parallelism);
            changed = true;
        } catch (OutOfMemoryError noThread) {
            changed = sum.parallelism < parallelism; // with fewer than before: those that are missing are not ours
            if (!changed) {
                changeBack(parallelism);
                throw noThread;
            }
        } finally {
            if (!changed) {
                write(before);
            }
        }
    }

    private void changeBack(int parallelism) {
        try {
            bean.setParallelism(parallelism);
        } catch (OutOfMemoryError noThread) {
            // it is set all the same: the thread is started after that
        }
    }

    /** Leaves no trace where nothing is added. */
    private static void write(@Nullable String text) {
        if (text == null) {
            System.getProperties().remove(ADDED);
        } else {
            System.getProperties().setProperty(ADDED, text);
        }
    }

    /**
     * What all copies of the library have added.
     *
     * @param added the sum of their parts
     * @param parallelism what the parallelism is if nobody else has changed it
     * @param since tells one sum from the next that begins at 0
     */
    private record Sum(int added, int parallelism, long since) {
        /** Reads the sum, or begins a new one if somebody has set another parallelism. */
        static Sum read(int parallelism) {
            Sum known = parse(System.getProperty(ADDED));
            return known == null || known.parallelism != parallelism
                    ? new Sum(0, parallelism, System.nanoTime())
                    : known;
        }

        private static @Nullable Sum parse(@Nullable String text) {
            String[] parts = text == null ? new String[0] : text.split(" ", -1);
            try {
                return parts.length == 3
                        ? new Sum(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]), Long.parseLong(parts[2]))
                        : null;
            } catch (NumberFormatException notOurs) {
                return null;
            }
        }

        /** Returns what the property says; nothing where nothing is added. */
        @Nullable
        String text() {
            return added == 0 ? null : added + " " + parallelism + " " + since;
        }
    }
}
