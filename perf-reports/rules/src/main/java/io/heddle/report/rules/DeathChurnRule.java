package io.heddle.report.rules;

import java.util.List;
import java.util.Map;

/** Workers end, and others are started soon after. */
public final class DeathChurnRule extends AioRule {
    private static final int LEAST = 10;
    private static final long SOON_NANOS = 5_000_000_000L;

    /** Called by Mission Control. */
    public DeathChurnRule() {
        super("aio.DeathChurn", "Worker Churn", "aio.WorkerCreate");
    }

    @Override
    String title() {
        return "Workers end and are born again soon after.";
    }

    @Override
    String explanation() {
        return "The pool lets idle workers go that it needs again a moment later. Each birth costs a "
                + "hand-over to the supervisor, and the requests that wait for it are late.";
    }

    @Override
    String remedy() {
        return "Widen the process's poolWindow, so that it is longer than the pauses between bursts.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        Map<Long, List<Row>> deaths = recorded.byProcess("aio.WorkerTerminate");
        Verdict worst = Verdict.fine();
        for (Map.Entry<Long, List<Row>> process :
                recorded.byProcess("aio.WorkerCreate").entrySet()) {
            long id = process.getKey();
            List<Row> births = process.getValue();
            long reborn = reborn(births, deaths.getOrDefault(id, List.of()));
            if (reborn >= LEAST && 2 * reborn >= births.size()) {
                worst = worst.or(Verdict.warning(recorded.nameOf(id) + ": "
                        + Figures.of(reborn, births.size(), "births") + " came within " + Figures.time(SOON_NANOS)
                        + " after a worker had ended."));
            }
        }
        return worst;
    }

    /** Returns how many starts follow soon after an end, each end being counted once. */
    private static long reborn(List<Row> births, List<Row> deaths) {
        long reborn = 0;
        int next = 0;
        for (Row birth : births) {
            while (next < deaths.size() && deaths.get(next).start() < birth.start() - SOON_NANOS) {
                next++;
            }
            if (next < deaths.size() && deaths.get(next).start() <= birth.start()) {
                reborn++;
                next++;
            }
        }
        return reborn;
    }
}
