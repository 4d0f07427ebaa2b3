package io.heddle.bench.top;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The state of a JVM, computed from its events. One thread adds events, another takes snapshots. Safe for concurrent
 * use.
 *
 * <p>Intervals follow each other from the first event on. An interval ends when an event of a later time arrives, so
 * that rates are always those of complete intervals, independent of the delivery: Flight Recorder delivers events once
 * a second, and sometimes those of two seconds together.
 */
final class TopModel {
    /** How long a slow request is kept. */
    static final Duration MEMORY = Duration.ofMinutes(1);

    /** How many slow requests are kept; Flight Recorder emits at most 300 a second. */
    static final int MOST_SLOW = 20_000;

    /** The maximum number of slow requests in a snapshot. */
    static final int MOST_SLOWEST = 100;

    /** A process without gauges for this time, while other processes have them, is gone; gauges come once a second. */
    static final Duration SILENCE = Duration.ofSeconds(5);

    private final Duration length;
    private final Map<Long, ProcessFigures> processes = new TreeMap<>();
    private final Deque<SlowRequest> slow = new ArrayDeque<>();
    private @Nullable Instant newest;
    private @Nullable Interval current;
    private @Nullable Interval last;
    private CompletableFuture<Void> intervalEnd = new CompletableFuture<>();

    TopModel(Duration interval) {
        length = interval;
    }

    // ---- events

    synchronized void gauges(ProcessGauges now) {
        advance(now.at());
        ProcessFigures before = processes.get(now.processId());
        processes.put(now.processId(), new ProcessFigures(now, before == null ? 0 : rate(before, now)));
    }

    private static double rate(ProcessFigures before, ProcessGauges now) {
        long nanos = Duration.between(before.gauges().at(), now.at()).toNanos();
        long finished = now.finished() - before.gauges().finished();
        // The counters of one event are not read atomically, so a request may be missing from one of them.
        return nanos <= 0 ? before.perSecond() : Math.max(0, finished) * 1e9 / nanos;
    }

    synchronized void request(RequestTimes request) {
        advance(request.at()).add(request);
    }

    synchronized void slow(SlowRequest request) {
        advance(request.at());
        slow.addLast(request);
        if (slow.size() > MOST_SLOW) {
            slow.removeFirst();
        }
    }

    synchronized void refused(Instant at, String reason) {
        advance(at).addRefusal(reason);
    }

    synchronized void workerFailed(Instant at) {
        advance(at).addFailedWorker();
    }

    synchronized void exited(Instant at, long processId) {
        advance(at);
        processes.remove(processId);
    }

    /** Advances the model to an event's time. A late event counts for the current interval. */
    private Interval advance(Instant at) {
        Interval open = current;
        if (open == null) {
            open = new Interval(at, length);
        } else if (!at.isBefore(open.end())) {
            long skipped = Duration.between(open.end(), at).dividedBy(length);
            Instant start = open.end().plus(length.multipliedBy(skipped));
            last = skipped == 0 ? open : new Interval(start.minus(length), length);
            open = new Interval(start, length);
            intervalEnd.complete(null);
            intervalEnd = new CompletableFuture<>();
        }
        current = open;
        if (newest == null || at.isAfter(newest)) {
            newest = at;
        }
        return open;
    }

    // ---- snapshots

    /** Completes when the current interval ends. */
    synchronized CompletableFuture<Void> intervalEnd() {
        return intervalEnd;
    }

    synchronized TopSnapshot snapshot() {
        Instant now = newest;
        if (now != null) {
            processes.values().removeIf(process -> process.gauges().at().isBefore(now.minus(SILENCE)));
            slow.removeIf(request -> request.at().isBefore(now.minus(MEMORY)));
        }
        List<SlowRequest> slowest = slow.stream()
                .sorted(Comparator.comparingLong(SlowRequest::totalNanos).reversed())
                .limit(MOST_SLOWEST)
                .toList();
        Interval whole = last;
        return new TopSnapshot(
                now,
                List.copyOf(processes.values()),
                whole == null ? List.of() : whole.operations(),
                slowest,
                whole == null ? 0 : whole.refusedPerSecond(),
                whole == null ? null : whole.refusal(),
                whole == null ? 0 : whole.workersFailed());
    }
}
