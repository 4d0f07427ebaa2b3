package io.heddle.report.rules;

import java.util.List;
import java.util.Map;

/** Done requests accumulate, as they are not reaped. */
public final class NeverReapedRule extends AioRule {
    private static final int LEAST_SAMPLES = 5;
    private static final int LEAST_GROWTH = 16;

    /** Called by Mission Control. */
    public NeverReapedRule() {
        super("aio.NeverReaped", "Requests Never Reaped", "aio.QueueStatistics");
    }

    @Override
    String title() {
        return "Done requests are not reaped.";
    }

    @Override
    String explanation() {
        return "A request counts against the quota of its process until its result is taken. Here the "
                + "done ones only become more. When the quota is full, every submission is refused with "
                + "EAGAIN.";
    }

    @Override
    String remedy() {
        return "Reap every request: call reap (or error and then reap) for each control block that is "
                + "done, also for those that failed or were cancelled, or fetch the events of a "
                + "CompletionQueue that reaps.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        Verdict worst = Verdict.fine();
        for (Map.Entry<Long, List<Row>> process : recorded.gauges().entrySet()) {
            worst = worst.or(examine(recorded.nameOf(process.getKey()), process.getValue()));
        }
        return worst;
    }

    private static Verdict examine(String process, List<Row> samples) {
        if (samples.size() < LEAST_SAMPLES) {
            return Verdict.fine();
        }
        long first = samples.get(0).number("done");
        long last = first;
        for (Row sample : samples) {
            long done = sample.number("done");
            if (done < last) {
                return Verdict.fine(); // requests are reaped
            }
            last = done;
        }
        if (last - first < LEAST_GROWTH) {
            return Verdict.fine();
        }
        long quota = samples.get(samples.size() - 1).number("maxOutstanding");
        String evidence = process + ": done requests grew from " + first + " to " + last + " in " + samples.size()
                + " samples without ever becoming fewer";
        return quota == 0
                ? Verdict.warning(evidence + ".")
                : Verdict.warning(evidence + "; that is " + Figures.percent((double) last / quota) + " of the quota of "
                        + quota + ".");
    }
}
