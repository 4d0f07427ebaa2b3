package io.heddle.bench.top;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The content of a screen.
 *
 * @param at the time of the newest event, null before the first
 * @param processes the open processes, by number
 * @param operations the requests of the last complete interval, by operation
 * @param slowest the slow requests of the last minute, the slowest first
 * @param refusedPerSecond submissions refused in the last complete interval
 * @param refusal the reason of the last refusal
 * @param workersFailed workers that could not be created in the last complete interval
 */
record TopSnapshot(
        @Nullable Instant at,
        List<ProcessFigures> processes,
        List<OperationFigures> operations,
        List<SlowRequest> slowest,
        double refusedPerSecond,
        @Nullable String refusal,
        long workersFailed) {}
