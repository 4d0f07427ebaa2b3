package io.heddle.bench.top;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The events between two moments. */
final class Interval {
    private static final double SECOND = 1e9;

    private final Instant start;
    private final Duration length;
    private final Map<String, OperationTally> operations = new TreeMap<>();
    private long refused;
    private @Nullable String refusal;
    private long workersFailed;

    Interval(Instant start, Duration length) {
        this.start = start;
        this.length = length;
    }

    Instant end() {
        return start.plus(length);
    }

    void add(RequestTimes request) {
        operations
                .computeIfAbsent(request.opcode(), opcode -> new OperationTally())
                .add(request);
    }

    void addRefusal(String reason) {
        refused++;
        refusal = reason;
    }

    void addFailedWorker() {
        workersFailed++;
    }

    List<OperationFigures> operations() {
        return operations.entrySet().stream()
                .map(entry -> entry.getValue().figures(entry.getKey(), seconds()))
                .toList();
    }

    double refusedPerSecond() {
        return refused / seconds();
    }

    @Nullable
    String refusal() {
        return refusal;
    }

    long workersFailed() {
        return workersFailed;
    }

    private double seconds() {
        return length.toNanos() / SECOND;
    }
}
