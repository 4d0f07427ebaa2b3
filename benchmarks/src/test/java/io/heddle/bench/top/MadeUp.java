package io.heddle.bench.top;

import java.time.Instant;

/** Made-up events. */
final class MadeUp {
    static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

    private MadeUp() {}

    /** Returns a moment after the start. */
    static Instant at(long millis) {
        return START.plusMillis(millis);
    }

    /** Returns gauges of a process with ten outstanding requests. */
    static ProcessGauges gauges(long millis, long processId, String name, long reaped) {
        return new ProcessGauges(at(millis), processId, name, 10, 64, 2, 3, 5, 1_500_000, 4, 1, 0, 16, reaped);
    }

    /** Returns a request of 4 KiB. */
    static RequestTimes request(long millis, String opcode, long queuedNanos, long serviceNanos) {
        return new RequestTimes(at(millis), opcode, 4_096, false, queuedNanos, serviceNanos);
    }

    /** Returns a slow read. */
    static SlowRequest slow(long millis, long requestId, long totalMillis) {
        long total = totalMillis * 1_000_000;
        return new SlowRequest(
                at(millis),
                7,
                requestId,
                "READ",
                "/data/weft",
                8_192,
                4_096,
                "OK",
                total / 4,
                total - total / 4,
                total);
    }
}
