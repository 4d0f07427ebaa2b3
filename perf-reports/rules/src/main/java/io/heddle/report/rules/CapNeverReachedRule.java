package io.heddle.report.rules;

import java.util.List;
import java.util.Map;

/** The limit of workers is much higher than the number needed. */
public final class CapNeverReachedRule extends AioRule {
    private static final int LEAST_SAMPLES = 10;
    private static final int LEAST_LIMIT = 4;

    /** Called by Mission Control. */
    public CapNeverReachedRule() {
        super("aio.CapNeverReached", "Worker Limit Never Reached", "aio.QueueStatistics");
    }

    @Override
    String title() {
        return "The limit of workers was never nearly reached.";
    }

    @Override
    String explanation() {
        return "The process was busy, and yet had at no time more than half of the workers that it may "
                + "have. That is no fault: it says that the limit does not bound anything here, neither the"
                + " load on the device nor the memory.";
    }

    @Override
    String remedy() {
        return "Nothing need be done. If the limit is meant to protect a device, set maxWorkers to what "
                + "the device can take; if more requests were expected to run at once, look at who submits "
                + "them.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        Verdict worst = Verdict.fine();
        for (Map.Entry<Long, List<Row>> process : recorded.gauges().entrySet()) {
            List<Row> busy = process.getValue().stream()
                    .filter(sample -> sample.number("running") + sample.number("queued") > 0)
                    .toList();
            long most = busy.stream()
                    .mapToLong(sample -> sample.number("maxThreads"))
                    .max()
                    .orElse(0);
            long peak = process.getValue().stream()
                    .mapToLong(sample -> sample.number("threads"))
                    .max()
                    .orElse(0);
            if (busy.size() >= LEAST_SAMPLES && most >= LEAST_LIMIT && 2 * peak <= most) {
                worst = worst.or(Verdict.info(recorded.nameOf(process.getKey()) + ": at most " + peak + " of " + most
                        + " workers in " + busy.size() + " busy samples."));
            }
        }
        return worst;
    }
}
