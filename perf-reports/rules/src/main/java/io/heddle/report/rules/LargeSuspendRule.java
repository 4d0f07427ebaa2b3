package io.heddle.report.rules;

import java.util.List;
import java.util.LongSummaryStatistics;

/** Callers suspend on lists of many requests. */
public final class LargeSuspendRule extends AioRule {
    private static final int LARGE = 64;
    private static final int LEAST = 10;

    /** Called by Mission Control. */
    public LargeSuspendRule() {
        super("aio.LargeSuspend", "Suspends With Large Lists", "aio.Suspend");
    }

    @Override
    String title() {
        return "Suspend is called with long lists.";
    }

    @Override
    String explanation() {
        return "A suspend looks at every request of its list, when it begins and when it returns, and "
                + "registers with each in between. With long lists a program that waits for one completion "
                + "after the other does work that grows with the square of the requests in flight.";
    }

    @Override
    String remedy() {
        return "Have completions posted to a CompletionQueue (Sigevent.kevent) and fetch them there: "
                + "that takes constant time, however many requests are in flight.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        List<Row> suspends = recorded.of("aio.Suspend");
        LongSummaryStatistics large = suspends.stream()
                .mapToLong(suspend -> suspend.number("entries"))
                .filter(entries -> entries >= LARGE)
                .summaryStatistics();
        if (large.getCount() < LEAST || 10 * large.getCount() < suspends.size()) {
            return Verdict.fine();
        }
        return Verdict.warning(Figures.of(large.getCount(), suspends.size(), "suspends")
                + " listed " + LARGE + " requests or more: " + Math.round(large.getAverage()) + " on average, "
                + large.getMax() + " at most.");
    }
}
