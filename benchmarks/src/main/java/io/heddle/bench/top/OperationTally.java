package io.heddle.bench.top;

import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** The requests of one operation in one interval. */
final class OperationTally {
    /** Two digits: a screen shows no more than one percent. */
    private static final int DIGITS = 2;

    private static final long MOST_NANOS = TimeUnit.HOURS.toNanos(1);

    private final Histogram total = new Histogram(MOST_NANOS, DIGITS);
    private final Histogram queue = new Histogram(MOST_NANOS, DIGITS);
    private final Histogram service = new Histogram(MOST_NANOS, DIGITS);
    private long count;
    private long bytes;
    private long failed;

    void add(RequestTimes request) {
        count++;
        bytes += Math.max(0, request.bytes());
        if (request.failed()) {
            failed++;
        }
        record(service, request.serviceNanos());
        if (request.knowsQueue()) {
            record(queue, request.queuedNanos());
            record(total, request.queuedNanos() + request.serviceNanos());
        }
    }

    private static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, MOST_NANOS));
    }

    OperationFigures figures(String opcode, double seconds) {
        return new OperationFigures(
                opcode,
                count / seconds,
                bytes / seconds,
                failed,
                Percentiles.of(total),
                Percentiles.of(queue),
                Percentiles.of(service));
    }
}
