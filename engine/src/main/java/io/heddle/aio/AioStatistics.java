package io.heddle.aio;

import java.time.Duration;

/**
 * The gauges and counters of a process at about one moment. Each figure is exact by itself; together they may be a few
 * requests apart, because nothing is stopped to read them.
 *
 * <p>Workers that serve other processes too (see {@link WorkqueueKind}) are told of from the process's first request to
 * its exit, as they are for all; before and after, their figures are 0.
 *
 * @param outstanding requests that are submitted and not reaped
 * @param queued requests that wait for a worker, or for earlier requests on their file
 * @param running requests that run
 * @param inFlight those of them that run without a worker, as on a ring of io_uring
 * @param done requests that are done and not reaped
 * @param oldestQueued how long the oldest request on the work queue has waited; zero when none waits, or when the
 *     process neither keeps times nor is traced
 * @param threads workers that exist
 * @param idle workers that are parked
 * @param dying workers that are told to end
 * @param submitted requests accepted since the process exists, and reads that were answered at once without one
 * @param reaped requests reaped since the process exists
 * @param born workers that have come to life since the process exists
 * @param ended workers that have ended
 */
public record AioStatistics(
        int outstanding,
        int queued,
        int running,
        int inFlight,
        int done,
        Duration oldestQueued,
        int threads,
        int idle,
        int dying,
        long submitted,
        long reaped,
        long born,
        long ended) {}
