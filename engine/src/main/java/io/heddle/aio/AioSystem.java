package io.heddle.aio;

import io.heddle.time.StackRoom;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The limits and settings that processes of one dialect share: a kernel, as far as asynchronous I/O is concerned. A
 * system limits the requests of all its processes together, and supplies the limits of processes that have none of
 * their own. Values that can be changed while requests run are {@linkplain #tunables tunables}, under the names that
 * operators know. Safe for use by any number of threads.
 *
 * <p>Every process belongs to a system: to its dialect's {@linkplain #of default one}, unless it was opened in another.
 */
public final class AioSystem {
    /** The value of a limit that is not set. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** XNU's {@code kern.aiomax}: the limit of requests in all processes. */
    static final int XNU_AIOMAX = 90;

    /** XNU's {@code kern.aioprocmax}: the limit of requests in one process. */
    static final int XNU_AIOPROCMAX = 16;

    /** FreeBSD's {@code vfs.aio.max_aio_queue}. */
    static final int FREEBSD_MAX_QUEUE = 1024;

    /** FreeBSD's {@code vfs.aio.max_aio_queue_per_proc}. */
    static final int FREEBSD_MAX_QUEUE_PER_PROC = 256;

    /** The reason for which a system that does not count cannot be given a limit. */
    static final String NOT_COUNTING =
            "the default system of POSIX does not count: limit the requests of a system of your own";

    private static final Map<Dialect, AioSystem> DEFAULTS = makeDefaults();

    private final Dialect dialect;
    private final Rules rules;

    /**
     * Whether requests are counted. A counter that every process writes slows down all of them, so the default system
     * of POSIX, which has no limit, keeps none.
     */
    private final boolean counting;

    private final WorkqueueSettings.Defaults workerDefaults = new WorkqueueSettings.Defaults();
    private final AtomicInteger outstanding = new AtomicInteger();

    // Changed under the monitor of the worker defaults, which all tunables of the system share.
    private volatile int limit;
    private volatile int processLimit;

    /**
     * Creates a separate system with the limits of its dialect.
     *
     * @param dialect the dialect
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
     * Returns the default system of a dialect, to which its processes belong unless they choose another.
     *
     * @param dialect the dialect
     * @return the only such system of this JVM
     */
    public static AioSystem of(Dialect dialect) {
        return Objects.requireNonNull(DEFAULTS.get(dialect), "dialect");
    }

    /**
     * Returns the dialect whose rules the system follows.
     *
     * @return the dialect
     */
    public Dialect dialect() {
        return dialect;
    }

    /**
     * Returns the largest number of requests that all processes together may have outstanding.
     *
     * @return the limit, or {@link #UNLIMITED}
     */
    public int limit() {
        return limit;
    }

    /**
     * Returns the largest number of requests that a process without a limit of its own may have outstanding.
     *
     * @return the limit
     */
    public int processLimit() {
        return processLimit;
    }

    /**
     * Changes both limits. Requests outstanding beyond a new limit are kept; submissions are refused until fewer are
     * outstanding.
     *
     * @param newProcessLimit the limit of one process: 1 or more, in XNU 16 or more
     * @param newLimit the limit of all processes: {@code newProcessLimit} or more (in FreeBSD 1 or more), in XNU 11 520
     *     or less
     * @throws IllegalArgumentException if a limit is out of range
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
     * Returns the values that can be read, and in most cases changed, while requests run. Values that a kernel has bear
     * the kernel's names; the page {@code docs/tunables.md} lists them. Those of the shared pools belong to the JVM: a
     * change in one system is visible in all.
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
     * @throws IllegalArgumentException if the system has no tunable of that name; the message lists all
     */
    public Tunable tunable(String name) {
        return Tunable.Table.find(tunables(), name, this);
    }

    /**
     * Returns the number of requests that all processes together have outstanding.
     *
     * @return the number submitted and not reaped; always 0 in the default system of POSIX, which does not count
     */
    public int outstanding() {
        StackRoom.require();
        return outstanding.get();
    }

    // ---- the limits one by one: the caller has checked the range, and holds the monitor

    void limit(int newLimit) {
        limit = newLimit;
    }

    void processLimit(int newLimit) {
        processLimit = newLimit;
    }

    /** The least system limit, as in {@code sysctl_aiomax}. */
    int leastLimit() {
        return rules.limitsAreOrdered() ? processLimit : 1;
    }

    int mostLimit() {
        return rules.mostSystemLimit();
    }

    int leastProcessLimit() {
        return rules.leastProcessLimit();
    }

    /** The largest process limit, as in {@code sysctl_aioprocmax}. */
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
