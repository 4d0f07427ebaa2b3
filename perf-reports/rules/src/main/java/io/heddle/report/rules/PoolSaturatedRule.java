package io.heddle.report.rules;

import java.util.List;
import java.util.Map;

/** Requests wait because the limit of workers is reached and all are busy. */
public final class PoolSaturatedRule extends AioRule {
    private static final int LEAST_SAMPLES = 3;
    private static final double LEAST_SHARE = 0.5;

    /** Called by Mission Control. */
    public PoolSaturatedRule() {
        super("aio.PoolSaturated", "Worker Pool Saturated", "aio.QueueStatistics");
    }

    @Override
    String title() {
        return "Requests wait for a free worker.";
    }

    @Override
    String explanation() {
        return "All workers that the process may have were busy while further requests were queued, and "
                + "requests spent more time in the queue than being served. The time that callers see is "
                + "made by the limit, not by the device.";
    }

    @Override
    String remedy() {
        return "Raise maxWorkers of the process, or maxInFlight if its requests run without workers, if the device can "
                + "take more requests at once; otherwise "
                + "submit less, or give urgent work a process of its own.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        Verdict worst = Verdict.fine();
        for (Map.Entry<Long, List<Row>> process : recorded.gauges().entrySet()) {
            worst = worst.or(examine(recorded, process.getKey(), process.getValue()));
        }
        return worst;
    }

    private static Verdict examine(Recorded recorded, long process, List<Row> samples) {
        long saturated = samples.stream().filter(PoolSaturatedRule::isSaturated).count();
        if (saturated < LEAST_SAMPLES || 2 * saturated < samples.size()) {
            return Verdict.fine();
        }
        Waiting waiting = Waiting.of(recorded, process);
        String evidence = recorded.nameOf(process) + ": saturated in "
                + Figures.of(saturated, samples.size(), "samples") + " at " + limit(samples.get(samples.size() - 1));
        if (waiting.requests() == 0) {
            return Verdict.info(evidence + "; the recording has no times of requests.");
        }
        return waiting.share() < LEAST_SHARE
                ? Verdict.fine()
                : Verdict.warning(evidence + "; " + Figures.percent(waiting.share()) + " of the time of "
                        + waiting.requests() + " requests was spent in the queue.");
    }

    private static String limit(Row sample) {
        return isFullWithout(sample)
                ? sample.number("maxInFlight") + " requests in flight"
                : sample.number("maxThreads") + " workers";
    }

    private static boolean isSaturated(Row sample) {
        return sample.number("queued") > 0 && (isFullWithout(sample) || areAllBusy(sample));
    }

    private static boolean areAllBusy(Row sample) {
        long most = sample.number("maxThreads");
        return most > 0 && sample.number("threads") >= most && sample.number("idle") == 0;
    }

    /** Requests that run without a worker have a limit of their own. */
    private static boolean isFullWithout(Row sample) {
        long most = sample.number("maxInFlight");
        return most > 0 && sample.number("inFlight") >= most;
    }
}
