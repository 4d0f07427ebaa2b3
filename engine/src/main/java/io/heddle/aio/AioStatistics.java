package io.heddle.aio;

import java.time.Duration;

/**
 * The gauges and counters of a process at about one moment. Each figure is exact in itself; figures may differ by a few
 * requests from one another, because nothing is stopped while they are read.
 *
 * <p>Workers that also serve other processes (see {@link WorkqueueKind}) are counted as they are for all these
 * processes, from this process's first request to its exit; before and after, their figures are 0.
 *
 * @param outstanding requests that are submitted and not reaped
 * @param queued requests that wait for a worker, or for earlier requests on their file
 * @param running requests that run
 * @param inFlight running requests that run without a worker, as on a ring of io_uring
 * @param done requests that are done and not reaped
 * @param oldestQueued how long the oldest request on the work queue has waited; zero if none waits, or if the process
 *     neither keeps times nor is traced
 * @param threads workers that exist
 * @param idle workers that are parked
 * @param dying workers that have been notified to end
 * @param submitted requests accepted since the process was opened, and reads that were answered immediately without one
 * @param reaped requests reaped since the process was opened
 * @param born workers started since the process was opened
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
