package io.heddle.backend;

import java.lang.management.ManagementFactory;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of virtual threads behind its MXBean, which JDK 24 introduced. This is the only class that names the
 * module {@code jdk.management}. It is loaded by name, which fails where the module is missing.
 *
 * <p>The user's own setting is respected: the engine adds to the parallelism that it finds. If the parallelism has been
 * changed from outside meanwhile, the new value becomes the base. The additions of several copies of the library in one
 * JVM are summed up in a system property, as the copies share no class.
 */
final class SchedulerBean implements VirtualThreadScheduler {
    /**
     * The property with the additions of all copies: their sum, the resulting parallelism, and the time at which the
     * sum began.
     */
    static final String ADDED = "io.heddle.carriers.added";

    /** The default for the scheduler's largest pool, as in {@code VirtualThread.createDefaultScheduler}. */
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
        synchronized (bean) { // one object per JVM, and so common to all copies of the library
            int found = bean.getParallelism();
            Sum sum = Sum.read(found);
            if (mineSince != sum.since) { // the sum that included this copy's part is gone
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
                write(null); // removes a sum that is gone
            }
            return possible;
        }
    }

    /**
     * Changes the parallelism. The sum is written first, and restored if the change fails: a wrong sum would persist.
     * If the scheduler has changed but cannot start a thread for another carrier, the parallelism is restored as well.
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
            changed = sum.parallelism < parallelism; // lowered: the missing threads are not due to this change
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
            // the value is set nevertheless: the scheduler starts the thread afterwards
        }
    }

    /** Writes the property, or removes it if nothing is added. */
    private static void write(@Nullable String text) {
        if (text == null) {
            System.getProperties().remove(ADDED);
        } else {
            System.getProperties().setProperty(ADDED, text);
        }
    }

    /**
     * The additions of all copies of the library.
     *
     * @param added the sum of their parts
     * @param parallelism the parallelism as long as it is not changed from outside
     * @param since distinguishes a sum from the next one, which begins at 0
     */
    private record Sum(int added, int parallelism, long since) {
        /** Reads the sum, or begins a new one if the parallelism has been changed from outside. */
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

        /** Returns the value of the property; {@code null} if nothing is added. */
        @Nullable
        String text() {
            return added == 0 ? null : added + " " + parallelism + " " + since;
        }
    }
}
