package io.heddle.aio;

import io.heddle.time.StackRoom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What processes of one dialect share: a kernel, as far as asynchronous I/O is concerned. It limits the requests of all
 * its processes together, and gives those processes their limits that have none of their own. What can be changed while
 * requests run is a {@linkplain #tunables tunable}, under the name by which operators know it. Safe for use by any
 * number of threads.
 *
 * <p>Every process belongs to a system: its dialect's {@linkplain #of default one}, unless it was opened in another.
 */
public final class AioSystem {
    /** No limit. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** XNU's {@code kern.aiomax}: requests in all processes. */
    static final int XNU_AIOMAX = 90;

    /** XNU's {@code kern.aioprocmax}: requests in one process. */
    static final int XNU_AIOPROCMAX = 16;

    /** FreeBSD's {@code vfs.aio.max_aio_queue}. */
    static final int FREEBSD_MAX_QUEUE = 1024;

    /** FreeBSD's {@code vfs.aio.max_aio_queue_per_proc}. */
    static final int FREEBSD_MAX_QUEUE_PER_PROC = 256;

    /** Why there can be no limit where nobody counts. */
    static final String NOT_COUNTING =
            "the default system of POSIX does not count: limit the requests of a system of your own";

    private static final Map<Dialect, AioSystem> DEFAULTS = makeDefaults();

    private final Dialect dialect;
    private final Rules rules;

    /** A counter that every process writes to slows all of them down: POSIX's default, without a limit, has none. */
    private final boolean counting;

    private final WorkqueueSettings.Defaults workerDefaults = new WorkqueueSettings.Defaults();
    private final AtomicInteger outstanding = new AtomicInteger();

    // Changed under the monitor of the worker's defaults, which all tunables of the system have in common.
    private volatile int limit;
    private volatile int processLimit;

    /**
     * Makes a system of its own, with its dialect's limits.
     *
     * @param dialect whose
     */
    public AioSystem(Dialect dialect) {
        this(dialect, true);
    }

    private AioSystem(Dialect dialect, boolean counting) {
        this.dialect = Objects.requireNonNull(dialect, "dialect");
        this.counting = counting;
        rules = dialect.rules();
        limit = rules.defaultSystemLimit();
        processLimit = rules.defaultMaxOutstanding();
    }

    private static Map<Dialect, AioSystem> makeDefaults() {
        Map<Dialect, AioSystem> systems = new EnumMap<>(Dialect.class);
        for (Dialect dialect : Dialect.values()) {
            systems.put(dialect, new AioSystem(dialect, dialect != Dialect.POSIX));
        }
        return systems;
    }

    /**
     * Returns the system that processes of a dialect belong to unless told otherwise.
     *
     * @param dialect whose
     * @return the one of this JVM
     */
    public static AioSystem of(Dialect dialect) {
        return Objects.requireNonNull(DEFAULTS.get(dialect), "dialect");
    }

    /**
     * Returns whose rules the system follows.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * Returns the most requests that all processes together may have outstanding.
     *
     * @return the limit, or {@link #UNLIMITED}
     */
    public int limit() {
        return limit;
    }

    /**
     * Returns the most requests that a process may have outstanding that has no limit of its own.
     *
     * @return the limit
     */
    public int processLimit() {
        return processLimit;
    }

    /**
     * Changes both limits. What is outstanding beyond them stays; submissions are refused until it is less.
     *
     * @param newProcessLimit for a process: 1 or more, in XNU 16 or more
     * @param newLimit for all: {@code newProcessLimit} or more (in FreeBSD 1 or more), in XNU 11 520 or less
     * @throws IllegalArgumentException if one is out of range
     */
    public void limits(int newProcessLimit, int newLimit) {
        StackRoom.require();
        int least = rules.limitsAreOrdered() ? newProcessLimit : 1;
        if (newProcessLimit < leastProcessLimit()) {
            throw new IllegalArgumentException("the limit of a process is " + newProcessLimit + ", it must be "
                    + leastProcessLimit() + " or more");
        }
        if (newLimit < least || newLimit > mostLimit()) {
            throw new IllegalArgumentException(
                    "the limit of all processes is " + newLimit + ", it must be " + least + " to " + mostLimit());
        }
        if (!counting && newLimit != UNLIMITED) {
            throw new IllegalArgumentException(NOT_COUNTING);
        }
        workerDefaults.change(() -> {
            processLimit = newProcessLimit;
            limit = newLimit;
        });
    }

    /**
     * Returns what can be looked at, and mostly changed, while requests run. Numbers that a kernel has bear the
     * kernel's names; the page {@code docs/tunables.md} has a table of them. Those of the pools are the JVM's: a change
     * in one system is seen in all.
     *
     * @return the tunables by name
     */
    public Map<String, Tunable> tunables() {
        return SystemTunables.of(this);
    }

    /**
     * Returns one of the {@linkplain #tunables tunables}.
     *
     * @param name for example {@code kern.aiomax}
     * @return the tunable
     * @throws IllegalArgumentException if the system has none of that name; the message lists all
     */
    public Tunable tunable(String name) {
        return Tunable.Table.find(tunables(), name, this);
    }

    /**
     * Returns how many requests all processes together have outstanding.
     *
     * @return submitted and not reaped; always 0 in the default system of POSIX, which does not count
     */
    public int outstanding() {
        StackRoom.require();
        return outstanding.get();
    }

    // ---- the limits one by one: who sets one has looked at its range, and holds the monitor

    void limit(int newLimit) {
        limit = newLimit;
    }

    void processLimit(int newLimit) {
        processLimit = newLimit;
    }

    /** As in {@code sysctl_aiomax}. */
    int leastLimit() {
        return rules.limitsAreOrdered() ? processLimit : 1;
    }

    int mostLimit() {
        return rules.mostSystemLimit();
    }

    int leastProcessLimit() {
        return rules.leastProcessLimit();
    }

    /** As in {@code sysctl_aioprocmax}. */
    int mostProcessLimit() {
        return rules.limitsAreOrdered() ? limit : UNLIMITED;
    }

    boolean isCounting() {
        return counting;
    }

    WorkqueueSettings.Defaults workerDefaults() {
        return workerDefaults;
    }

    // ---- quota

    boolean take() {
        if (!counting) {
            return true;
        }
        while (true) {
            int before = outstanding.get();
            if (before >= limit) {
                return false;
            }
            if (outstanding.compareAndSet(before, before + 1)) {
                return true;
            }
        }
    }

    void giveBack() {
        if (counting) {
            outstanding.decrementAndGet();
        }
    }

    @Override
    public String toString() {
        return dialect + " system";
    }
}
