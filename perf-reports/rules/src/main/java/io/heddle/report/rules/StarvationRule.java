package io.heddle.report.rules;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One process occupies all workers or the device while another one waits. */
public final class StarvationRule extends AioRule {
    private static final int LEAST_ROUNDS = 3;
    private static final long LEAST_NANOS = 100_000_000;

    /** Called by Mission Control. */
    public StarvationRule() {
        super("aio.Starvation", "Process Starved by Another", "aio.QueueStatistics");
    }

    @Override
    String title() {
        return "One process keeps another from running.";
    }

    @Override
    String explanation() {
        return "Requests of one process waited and none of it ran, while another one's ran. Processes "
                + "that share a pool of workers take them in the order of submission, so a flood by one "
                + "delays all.";
    }

    @Override
    String remedy() {
        return "Give the process that must not wait workers of its own (WorkqueueKind.PROCESS), or bound"
                + " what the other may have in flight by its maxOutstanding or maxWorkers.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        Map<Long, Integer> starved = new HashMap<>();
        Map<Long, Long> busiest = new HashMap<>();
        List<Map<Long, Row>> rounds = recorded.rounds();
        for (Map<Long, Row> round : rounds) {
            round.values().stream()
                    .max(Comparator.comparingLong(row -> row.number("running")))
                    .filter(other -> other.number("running") > 0)
                    .ifPresent(other -> round.forEach((process, row) -> {
                        if (isStarving(row)) {
                            starved.merge(process, 1, Integer::sum);
                            busiest.put(process, other.number("processId"));
                        }
                    }));
        }
        return starved.entrySet().stream()
                .max(Map.Entry.<Long, Integer>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .filter(worst -> worst.getValue() >= LEAST_ROUNDS && 5 * worst.getValue() >= rounds.size())
                .map(worst -> Verdict.warning(recorded.nameOf(worst.getKey()) + " had requests waiting for "
                        + Figures.time(LEAST_NANOS) + " or more and none running in "
                        + Figures.of(worst.getValue(), rounds.size(), "samples") + ", while "
                        + recorded.nameOf(Objects.requireNonNull(busiest.get(worst.getKey()))) + " ran."))
                .orElse(Verdict.fine());
    }

    private static boolean isStarving(Row sample) {
        return sample.number("queued") > 0
                && sample.number("running") == 0
                && sample.number("oldestQueuedNanos") >= LEAST_NANOS;
    }
}
