package io.heddle.report.rules;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Submissions are refused. */
public final class RejectedRule extends AioRule {
    private static final int MANY = 10;

    /** Called by Mission Control. */
    public RejectedRule() {
        super("aio.Rejections", "Rejected Submissions", "aio.Rejected");
    }

    @Override
    String title() {
        return "Submissions were refused.";
    }

    @Override
    String explanation() {
        return "The program asked for I/O that the process did not accept. With EAGAIN the quota was "
                + "full: more was submitted than was done and reaped. Other errors mean that an argument "
                + "broke a rule. At most 100 a second are recorded by default.";
    }

    @Override
    String remedy() {
        return "For EAGAIN, wait for completions before submitting more, reap what is done, or raise "
                + "maxOutstanding. For other errors, correct the call: the reason names the argument and "
                + "the rule.";
    }

    @Override
    Verdict examine(Recorded recorded) {
        List<Row> rejected = recorded.of("aio.Rejected");
        Map<String, Long> reasons = rejected.stream()
                .collect(Collectors.groupingBy(
                        row -> row.text("error") + ", " + row.text("reason"), Collectors.counting()));
        String most = reasons.entrySet().stream()
                .max(Map.Entry.<String, Long>comparingByValue().thenComparing(Map.Entry.comparingByKey()))
                .map(reason -> reason.getValue() + " times " + reason.getKey())
                .orElse("");
        String evidence = rejected.size() + " recorded refusals, most often (" + most + "), first by "
                + recorded.nameOf(rejected.get(0).number("processId")) + ".";
        return rejected.size() < MANY ? Verdict.info(evidence) : Verdict.warning(evidence);
    }
}
