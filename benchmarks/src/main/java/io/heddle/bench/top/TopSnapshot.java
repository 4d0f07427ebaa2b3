package io.heddle.bench.top;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a screen shows.
 *
 * @param at the time of the newest event, null before the first
 * @param processes the open processes, by their numbers
 * @param operations the requests of the last whole interval, by operation
 * @param slowest of the last minute, the slowest first
 * @param refusedPerSecond submissions refused in the last whole interval
 * @param refusal why the last of them was refused
 * @param workersFailed workers that could not be created in the last whole interval
 */
record TopSnapshot(
        @Nullable Instant at,
        List<ProcessFigures> processes,
        List<OperationFigures> operations,
        List<SlowRequest> slowest,
        double refusedPerSecond,
        @Nullable String refusal,
        long workersFailed) {}
