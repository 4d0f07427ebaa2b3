package io.heddle.report.rules;

import java.util.List;

/**
 * The division of the time of a process's requests into waiting and service.
 *
 * @param requests the number of known requests
 * @param queuedNanos their total queue wait
 * @param serviceNanos their total service time
 */
record Waiting(long requests, double queuedNanos, double serviceNanos) {
    /** Sums up all requests if they are recorded, otherwise the slow ones. */
    static Waiting of(Recorded recorded, long process) {
        Waiting all = of(recorded.byProcess("aio.ProcessEntry").getOrDefault(process, List.of()), "duration");
        return all.requests > 0
                ? all
                : of(recorded.byProcess("aio.SlowRequest").getOrDefault(process, List.of()), "serviceNanos");
    }

    private static Waiting of(List<Row> rows, String service) {
        return new Waiting(
                rows.size(),
                rows.stream().mapToLong(row -> row.number("queuedNanos")).sum(),
                rows.stream().mapToLong(row -> row.number(service)).sum());
    }

    /** Returns the part that was spent in the queue, 0 to 1. */
    double share() {
        double all = queuedNanos + serviceNanos;
        return all == 0 ? 0 : queuedNanos / all;
    }
}
