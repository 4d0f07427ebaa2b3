package io.heddle.jmx;

/**
 * The gauges and tunables of one process. The gauges are those of {@link io.heddle.aio.AioStatistics}, each read by
 * itself. The setters are the process's {@linkplain io.heddle.aio.AioProcess#tunables tunables} and throw as {@link
 * io.heddle.aio.Tunable#set} does; a call through the connection itself wraps the exception in a {@link
 * javax.management.RuntimeMBeanException}.
 */
public interface AioProcessMXBean {
    /**
     * Returns the process's number.
     *
     * @return 1 or more, unique in its JVM
     */
    long getId();

    /**
     * Returns the process's name.
     *
     * @return the name as it was given, whatever the bean's name is
     */
    String getName();

    /**
     * Returns the dialect whose rules the process follows.
     *
     * @return POSIX, XNU or FREEBSD
     */
    String getDialect();

    /**
     * Returns the name of the backend. The first call in a JVM may wait some 100 ms until it is known; so may {@link
     * #getBackendReason}.
     *
     * @return {@code uring}, {@code native} or {@code channel}
     */
    String getBackend();

    /**
     * Returns why this backend was chosen.
     *
     * @return how it was requested, or why a faster one cannot be used and what would help
     */
    String getBackendReason();

    /**
     * Returns whether the process accepts requests.
     *
     * @return {@code false} during an exit or exec
     */
    boolean isOpen();

    // ---- gauges

    /**
     * Returns the number of requests that are submitted and not reaped.
     *
     * @return their number
     */
    int getOutstanding();

    /**
     * Returns the number of requests that wait for a worker, or for earlier requests on their file.
     *
     * @return their number
     */
    int getQueued();

    /**
     * Returns the number of requests that run.
     *
     * @return their number
     */
    int getRunning();

    /**
     * Returns the number of running requests that run without a worker.
     *
     * @return their number
     */
    int getInFlight();

    /**
     * Returns the number of requests that are done and not reaped.
     *
     * @return their number
     */
    int getDone();

    /**
     * Returns how long the oldest request on the work queue has waited.
     *
     * @return microseconds; 0 when none waits, or the process neither keeps times nor is traced
     */
    long getOldestQueuedUsecs();

    /**
     * Returns the number of workers that exist.
     *
     * @return their number
     */
    int getThreads();

    /**
     * Returns the number of workers that are parked.
     *
     * @return their number
     */
    int getIdle();

    /**
     * Returns the number of workers that have been requested to terminate.
     *
     * @return their number
     */
    int getDying();

    // ---- counters

    /**
     * Returns the number of requests accepted since the process was opened.
     *
     * @return their number
     */
    long getSubmitted();

    /**
     * Returns the number of requests reaped since the process was opened.
     *
     * @return their number
     */
    long getReaped();

    /**
     * Returns the number of workers started since the process was opened.
     *
     * @return their number
     */
    long getBorn();

    /**
     * Returns the number of workers that have ended.
     *
     * @return their number
     */
    long getEnded();

    // ---- tunables

    /**
     * Returns the limit of requests that are submitted and not reaped.
     *
     * @return {@code heddle.aio.proc.max_outstanding}
     */
    long getMaxOutstanding();

    /**
     * Sets the limit of requests that are submitted and not reaped.
     *
     * @param requests 1 or more
     */
    void setMaxOutstanding(long requests);

    /**
     * Returns the limit of requests that run without a worker at the same time.
     *
     * @return {@code heddle.aio.proc.max_in_flight}
     */
    long getMaxInFlight();

    /**
     * Sets the limit of requests that run without a worker at the same time.
     *
     * @param requests 1 to 32 767; refused unless the process counts them apart, see {@link
     *     io.heddle.aio.AioProcessBuilder#maxInFlight}
     */
    void setMaxInFlight(long requests);

    /**
     * Returns the limit of requests that run at the same time.
     *
     * @return {@code heddle.aio.proc.max_workers}
     */
    long getMaxWorkers();

    /**
     * Sets the limit of requests that run at the same time.
     *
     * @param workers 1 to 32 767; refused if the process uses the shared pool
     */
    void setMaxWorkers(long workers);

    /**
     * Returns how long a worker may be idle.
     *
     * @return {@code heddle.aio.proc.pool_window_usecs}
     */
    long getPoolWindowUsecs();

    /**
     * Sets how long a worker may be idle.
     *
     * @param micros 1 000 or more; refused unless the process has workers of its own
     */
    void setPoolWindowUsecs(long micros);
}
