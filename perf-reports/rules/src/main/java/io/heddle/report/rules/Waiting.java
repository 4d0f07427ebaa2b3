package io.heddle.report.rules;

import java.util.List;

/**
 * How the time of a process's requests divides into waiting and being served.
 *
 * @param requests how many are known
 * @param queuedNanos how long they waited together
 * @param serviceNanos how long they were served together
 */
record Waiting(long requests, double queuedNanos, double serviceNanos) {
    /** Of all requests where they are recorded, otherwise of the slow ones. */
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

    /** The part that was spent in the queue, 0 to 1. */
    double share() {
        double all = queuedNanos + serviceNanos;
        return all == 0 ? 0 : queuedNanos / all;
    }
}
