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
 * The settings of a process that is to be opened. Each setter checks its argument, and throws {@link
 * IllegalArgumentException} with the argument's name, its value and the rule. Not safe for concurrent use.
 */
public final class AioProcessBuilder {
    /** The default of {@link #maxOutstanding}. */
    public static final int DEFAULT_MAX_OUTSTANDING = 65_536;

    private static final Duration SHORTEST_WINDOW = Duration.ofMillis(1);
    private static final Duration DEFAULT_EXIT_DEADLINE = Duration.ofSeconds(30);

    private static final int REPLACEMENT = 0xFFFD;

    private @Nullable String name;
    private @Nullable WorkqueueKind workqueue; // the dialect's default unless set
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
     * Sets the name of the process. The name appears in thread names, thread dumps, recordings and messages, which may
     * be shown on terminals: control characters, invisible characters and unpaired surrogates are replaced by U+FFFD.
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
     * Sets the kind of workqueue, and thus the workers that run the requests.
     *
     * @param kind {@link WorkqueueKind#PROCESS} unless set, in the dialect FREEBSD {@link WorkqueueKind#AIOD}
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
     * take requests of all processes in order. Requests that need no worker have a limit of their own in the dialect
     * POSIX, see {@link #maxInFlight}; in the other dialects they count towards this one.
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
     * Limits the requests that run at the same time without a worker, such as those on the ring of io_uring. Ignored in
     * the dialects of the kernels, and with workers that also serve other processes.
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
     * Sets how long a worker may be idle before it ends; one worker is always kept. XNU's {@code
     * kern.aio_wq_reduce_pool_window_usecs}. Can be changed later, see {@link AioProcess#poolWindow}. Applies to {@link
     * WorkqueueKind#PROCESS} only.
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
        return TimeUnit.NANOSECONDS.convert(window);
    }

    /**
     * Sets the dialect: the rules that the process follows where systems differ. The process belongs to the default
     * {@link AioSystem} of the dialect.
     *
     * @param dialect POSIX unless set
     * @return this
     */
    public AioProcessBuilder dialect(Dialect dialect) {
        return system(AioSystem.of(dialect));
    }

    /**
     * Sets the system to which the process belongs, and with it the dialect.
     *
     * @param newSystem the system, which shares its limits among its processes
     * @return this
     */
    public AioProcessBuilder system(AioSystem newSystem) {
        system = Objects.requireNonNull(newSystem, "system");
        return this;
    }

    /**
     * Sets the kind of worker threads. Applies to {@link WorkqueueKind#PROCESS} only.
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
     * Sets a factory of the workers' threads, which may be of either kind. Overrides {@link #threads}, and like it
     * applies to {@link WorkqueueKind#PROCESS} only.
     *
     * <p><b>Note:</b> a factory that returns {@code null} or throws fails no request: the failure is traced, and
     * another attempt follows while requests wait. If no worker lives, the process's supervisor, a platform thread,
     * runs the requests whose completion calls no signal handler. The application must not interrupt these threads.
     *
     * @param factory creates unstarted threads
     * @return this
     */
    public AioProcessBuilder threadFactory(ThreadFactory factory) {
        threadFactory = Objects.requireNonNull(factory, "factory");
        return this;
    }

    /**
     * Limits the requests that are submitted and not yet reaped. XNU's {@code kern.aioprocmax}. Submissions beyond the
     * limit are refused with EAGAIN. Before it retries, a virtual thread should wait for one of its own requests, or
     * sleep: a loop without a pause would occupy the carrier that virtual workers need.
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
     * Sets whether the process keeps for each request how long it waited and how long it ran, at the cost of three
     * clock readings. A recording that needs the times of each request keeps them anyway; a recording of slow requests
     * only does not.
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
     * @param newTicker the clock that determines all waiting times in the process
     * @return this
     */
    public AioProcessBuilder ticker(Ticker newTicker) {
        ticker = Objects.requireNonNull(newTicker, "ticker");
        return this;
    }

    /**
     * Sets the backend, which moves the bytes.
     *
     * @param kind AUTO unless set, or the value of the system property {@code io.heddle.backend}
     * @return this
     * @throws UnsupportedOperationException if the kind is URING or NATIVE and cannot be used; the message states the
     *     reason
     */
    public AioProcessBuilder backend(BackendKind kind) {
        backend = Backends.of(kind, "AioProcessBuilder.backend");
        return this;
    }

    /** Sets a factory of the threads of notifications, for tests. */
    AioProcessBuilder notifiers(ThreadFactory factory) {
        notifiers = factory;
        return this;
    }

    /** Sets a factory of the queue of a process whose workers belong to a pool, for tests. */
    AioProcessBuilder poolQueues(WorkqueueSettings.PoolQueues queues) {
        poolQueues = queues;
        return this;
    }

    AioProcessBuilder backend(Backend newBackend) {
        backend = new Backends.Choice(newBackend, "AioProcessBuilder.backend was given one");
        return this;
    }

    /**
     * Opens the process. No thread is started before the first use.
     *
     * @return a process, which the caller must close
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
