package io.heddle.report.rules;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Workers spend their time in the program's notification handlers. */
public final class BlockingHandlerRule extends AioRule {
    private static final int LEAST = 10;
    private static final long LEAST_NANOS = 1_000_000;

    /** Called by Mission Control. */
    public BlockingHandlerRule() {
        super("aio.BlockingHandler", "Blocking Notification Handlers", "aio.SelectRequest");
    }

    @Override
    String title() {
        return "Notification handlers keep workers from serving requests.";
    }

    @Override
    String explanation() {
        return "A signal handler runs on the worker that completed the request. Here the workers spent "
                + "more time after the transfers than in them, so that queued requests wait for the "
                + "program's own code.";
    }

    @Override
    String remedy() {
        return "Let handlers do no more than hand over (to a queue or a thread), or be notified by "
                + "Sigevent.kevent or Sigevent.thread, which do not use the worker.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        Map<Long, Served> served = recorded.of("aio.ProcessEntry").stream()
                .collect(Collectors.groupingBy(
                        Row::thread, Collectors.collectingAndThen(Collectors.toList(), Served::new)));
        if (served.isEmpty()) {
            return Verdict.fine(); // the transfers are not recorded, so the time between them is unknown
        }
        Verdict worst = Verdict.fine();
        for (Map.Entry<Long, List<Row>> process :
                recorded.byProcess("aio.SelectRequest").entrySet()) {
            worst = worst.or(examine(recorded.nameOf(process.getKey()), process.getValue(), served));
        }
        return worst;
    }

    private static Verdict examine(String process, List<Row> shifts, Map<Long, Served> served) {
        long total = 0;
        long serving = 0;
        long requests = 0;
        for (Row shift : shifts) {
            total += shift.duration();
            requests += shift.number("processed");
            serving += served.getOrDefault(shift.thread(), Served.NOTHING).within(shift.start(), shift.end());
        }
        long aside = total - serving;
        if (requests < LEAST || 2 * aside < total || aside < requests * LEAST_NANOS) {
            return Verdict.fine();
        }
        return Verdict.warning(process + ": " + Figures.percent((double) aside / total)
                + " of the workers' busy time was spent outside of transfers, "
                + Figures.time((double) aside / requests)
                + " for each of " + requests + " requests.");
    }
}
