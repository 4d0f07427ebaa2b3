package io.heddle.aio;

import io.heddle.backend.Backend;
import io.heddle.time.StackRoom;
import io.heddle.time.Ticker;
import io.heddle.workq.ProcessWorkqueue;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a process that is to be opened. Each setter checks its argument and throws {@link
 * IllegalArgumentException} with the argument's name, its value and the rule. Not safe for concurrent use.
 */
public final class AioProcessBuilder {
    /** The default of {@link #maxOutstanding}. */
    public static final int DEFAULT_MAX_OUTSTANDING = 65_536;

    private static final Duration SHORTEST_WINDOW = Duration.ofMillis(1);
    private static final Duration DEFAULT_EXIT_DEADLINE = Duration.ofSeconds(30);

    private static final int REPLACEMENT = 0xFFFD;

    private @Nullable String name;
    private @Nullable WorkqueueKind workqueue; // the dialect's unless set
    private int maxWorkers = WorkqueueSettings.OF_SYSTEM;
    private int maxInFlight = WorkqueueSettings.OF_SYSTEM;
    private long poolWindowNanos = WorkqueueSettings.OF_SYSTEM;
    private ThreadKind threads = ThreadKind.VIRTUAL;
    private @Nullable ThreadFactory threadFactory;
    private @Nullable ThreadFactory notifiers;
    private WorkqueueSettings.@Nullable PoolQueues poolQueues;
    private int maxOutstanding = Quota.OF_SYSTEM;
    private AioSystem system = AioSystem.of(Dialect.POSIX);
    private Duration exitDeadline = DEFAULT_EXIT_DEADLINE;
    private boolean timing;
    private Ticker ticker = Ticker.SYSTEM;
    private Backends.@Nullable Choice backend; // AUTO unless set

    AioProcessBuilder() {}

    /**
     * Names the process. The name stands in thread names, thread dumps, recordings and messages, which people read on
     * terminals: control characters, invisible ones and surrogates without a partner are replaced by U+FFFD.
     *
     * @param newName any text that is not blank; {@code aio-N} unless set
     * @return this
     */
    public AioProcessBuilder name(String newName) {
        if (newName.isBlank()) {
            throw new IllegalArgumentException("name is blank, it must have at least one visible character");
        }
        name = visible(newName);
        return this;
    }

    private static String visible(String text) {
        StringBuilder visible = new StringBuilder(text.length());
        text.codePoints().forEach(c -> visible.appendCodePoint(isVisible(c) ? c : REPLACEMENT));
        return visible.toString();
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> false;
            default -> true;
        };
    }

    /**
     * Chooses whose workers run the requests.
     *
     * @param kind unless set the process's own, in the dialect FREEBSD the daemons
     * @return this
     */
    public AioProcessBuilder workqueue(WorkqueueKind kind) {
        workqueue = Objects.requireNonNull(kind, "kind");
        return this;
    }

    /**
     * Limits the requests that run at the same time: with {@link WorkqueueKind#PROCESS} by the number of workers, XNU's
     * {@code WORKQUEUE_AIO_MAXTHREADS}; with {@link WorkqueueKind#AIOD} by the number of daemons that may work for this
     * process at a time, FreeBSD's {@code max_aio_per_proc}. Ignored with {@link WorkqueueKind#SHARED}, whose workers
     * take what comes first. Requests that need no worker have a limit of their own in the dialect POSIX, see {@link
     * #maxInFlight}; in the others they count with the rest.
     *
     * @param newMaxWorkers 1 to 32 767; unless set the number of the {@linkplain AioSystem#tunables system}: 16, with
     *     AIOD 32
     * @return this
     */
    public AioProcessBuilder maxWorkers(int newMaxWorkers) {
        maxWorkers = inRange("maxWorkers", newMaxWorkers, 1, ProcessWorkqueue.MAX_THREADS_LIMIT);
        return this;
    }

    /**
     * Limits the requests that run at the same time without a worker, as those that the ring of io_uring has. Ignored
     * in the dialects of the kernels and with workers that serve other processes too.
     *
     * @param newMaxInFlight 1 to 32 767; unless set the number of the {@linkplain AioSystem#tunables system}: 1024, as
     *     many entries as the ring has
     * @return this
     */
    public AioProcessBuilder maxInFlight(int newMaxInFlight) {
        maxInFlight = inRange("maxInFlight", newMaxInFlight, 1, ProcessWorkqueue.MAX_THREADS_LIMIT);
        return this;
    }

    /**
     * Sets how long a worker may be idle before it is told to die; one is always kept. XNU's {@code
     * kern.aio_wq_reduce_pool_window_usecs}. Can be changed later, see {@link AioProcess#poolWindow}. Only {@link
     * WorkqueueKind#PROCESS} has such a window.
     *
     * @param window 1 millisecond or more; unless set the window of the {@linkplain AioSystem#tunables system}: 5
     *     seconds
     * @return this
     */
    public AioProcessBuilder poolWindow(Duration window) {
        poolWindowNanos = checkedWindow(window);
        return this;
    }

    static long checkedWindow(Duration window) {
        if (window.compareTo(SHORTEST_WINDOW) < 0) {
            throw new IllegalArgumentException("poolWindow is " + window + ", it must be 1 millisecond or more");
        }
        return windowNanos(TimeUnit.NANOSECONDS.convert(window));
    }

    /** Rounds it so that there is room for the leeway where the window is nearly endless. */
    static long windowNanos(long nanos) {
        return nanos / 4 * 4;
    }

    /**
     * Chooses whose rules the process follows where systems differ; it belongs to that dialect's default {@link
     * AioSystem}.
     *
     * @param dialect POSIX unless set
     * @return this
     */
    public AioProcessBuilder dialect(Dialect dialect) {
        return system(AioSystem.of(dialect));
    }

    /**
     * Chooses the system that the process belongs to, and with it the dialect.
     *
     * @param newSystem shares its limits among its processes
     * @return this
     */
    public AioProcessBuilder system(AioSystem newSystem) {
        system = Objects.requireNonNull(newSystem, "system");
        return this;
    }

    /**
     * Chooses the kind of worker threads. Only {@link WorkqueueKind#PROCESS} leaves a choice.
     *
     * @param kind virtual unless set
     * @return this
     */
    public AioProcessBuilder threads(ThreadKind kind) {
        threads = Objects.requireNonNull(kind, "kind");
        threadFactory = null;
        return this;
    }

    /**
     * Has the workers' threads made by the embedder, of either kind. Overrides {@link #threads}, and like it is for
     * {@link WorkqueueKind#PROCESS} alone.
     *
     * <p><b>Note:</b> a factory that returns {@code null} or throws costs no request: the failure is traced and another
     * attempt follows while requests wait. Where no worker lives, the process's supervisor, a platform thread, serves
     * those whose end calls no signal handler. Nobody may interrupt these threads.
     *
     * @param factory makes unstarted threads
     * @return this
     */
    public AioProcessBuilder threadFactory(ThreadFactory factory) {
        threadFactory = Objects.requireNonNull(factory, "factory");
        return this;
    }

    /**
     * Limits the requests that are submitted and not yet reaped. XNU's {@code kern.aioprocmax}. Submissions beyond it
     * are refused with EAGAIN. Whoever tries again on a virtual thread should wait for a request of its own, or sleep,
     * before: virtual workers need the carrier that a loop without a pause would keep.
     *
     * @param limit 1 or more; unless set, the limit of the {@linkplain AioSystem system}: 65 536, XNU 16, FreeBSD 256
     * @return this
     */
    public AioProcessBuilder maxOutstanding(int limit) {
        maxOutstanding = inRange("maxOutstanding", limit, 1, Integer.MAX_VALUE);
        return this;
    }

    /**
     * Sets how long {@link AioProcess#close} waits for running requests.
     *
     * @param deadline more than zero; 30 seconds unless set
     * @return this
     */
    public AioProcessBuilder exitDeadline(Duration deadline) {
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("exitDeadline is " + deadline + ", it must be more than zero");
        }
        exitDeadline = deadline;
        return this;
    }

    /**
     * Keeps for each request how long it waited and how long it ran, at the price of three looks at the clock. A
     * recording that needs them for each request keeps them anyway, one that is about slow requests only does not.
     *
     * @param keep whether to keep times; {@code false} unless set
     * @return this
     */
    public AioProcessBuilder timing(boolean keep) {
        timing = keep;
        return this;
    }

    /**
     * Replaces the clock, for tests.
     *
     * @param newTicker what everything in the process that waits goes by
     * @return this
     */
    public AioProcessBuilder ticker(Ticker newTicker) {
        ticker = Objects.requireNonNull(newTicker, "ticker");
        return this;
    }

    /**
     * Chooses who moves the bytes.
     *
     * @param kind AUTO unless set, or what the system property {@code io.heddle.backend} says
     * @return this
     * @throws UnsupportedOperationException if it is URING or NATIVE and cannot be used, with the reason
     */
    public AioProcessBuilder backend(BackendKind kind) {
        backend = Backends.of(kind, "AioProcessBuilder.backend");
        return this;
    }

    /** Has the threads of notifications made by a test. */
    AioProcessBuilder notifiers(ThreadFactory factory) {
        notifiers = factory;
        return this;
    }

    /** Has the queue of a pool's process made by a test. */
    AioProcessBuilder poolQueues(WorkqueueSettings.PoolQueues queues) {
        poolQueues = queues;
        return this;
    }

    AioProcessBuilder backend(Backend newBackend) {
        backend = new Backends.Choice(newBackend, "AioProcessBuilder.backend was given one");
        return this;
    }

    /**
     * Opens the process. It starts no thread until it is used.
     *
     * @return a process, to be closed by the caller
     */
    public AioProcess open() {
        StackRoom.requireMore();
        Readiness.require();
        return new AioProcess(this);
    }

    private static int inRange(String what, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " is " + value + ", it must be " + least + " to " + most);
        }
        return value;
    }

    String nameOr(String fallback) {
        return name == null ? fallback : name;
    }

    WorkqueueKind workqueue() {
        return workqueue == null ? system.dialect().rules().defaultWorkqueue() : workqueue;
    }

    int maxWorkers() {
        return maxWorkers;
    }

    int maxInFlight() {
        return maxInFlight;
    }

    ThreadKind threads() {
        return threads;
    }

    @Nullable
    ThreadFactory threadFactory() {
        return threadFactory;
    }

    WorkqueueSettings.@Nullable PoolQueues poolQueues() {
        return poolQueues;
    }

    @Nullable
    ThreadFactory notifiers() {
        return notifiers;
    }

    long poolWindowNanos() {
        return poolWindowNanos;
    }

    AioSystem system() {
        return system;
    }

    int maxOutstanding() {
        return maxOutstanding;
    }

    Duration exitDeadline() {
        return exitDeadline;
    }

    boolean isTiming() {
        return timing;
    }

    Ticker ticker() {
        return ticker;
    }

    Backends.Choice backend() {
        return backend == null ? Backends.unlessSet() : backend;
    }
}
